"""The status of a server, on the real store."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.alert import Message, MessageKind, MessageState
from bot.domain.ports import SourceKind, Store
from bot.domain.ports.catalogue import Catalogue
from bot.domain.subscription import Block, BlockCause, Owner
from bot.language.current import using_language
from bot.language.translating import translate_stored
from bot.search.past_papers import PastIndex
from bot.service.added_sources.registry import change_source
from bot.service.poll.source_health import SourceState
from bot.service.status import OwnerStatuses
from bot.sources.huggingface.settings import SPEC
from tests.support.fakes import CHANNEL, GUILD, PERSON, SERVER, Clock, sighting, subscribe, subscription
from tests.support.makers import add_alerts
from tests.support.pseudo import PSEUDO
from tests.support.sources import make_spec
from tests.support.streams import added_sources, feed


async def test_counts_are_this_guilds(store: Store, now: Clock):
    """Only this server's subscriptions count; each source has its last complete poll."""
    await subscribe(store, subscription(), subscription("bbbbb", channel=CHANNEL + 1, guild_id=GUILD + 1))
    source = SourceState(name="huggingface", started=now(), quiet_after=SPEC.quiet_after)
    source.succeeded(now(), new=True, skipped=0)
    status = await OwnerStatuses(store, [source], now, added_sources(store)).status(SERVER)
    assert (status.subscriptions, status.paused, status.blocked, status.queued) == (1, 0, 0, 0)
    assert status.last_good == (("huggingface", now()),)
    assert status.troubles == ()


async def test_what_a_source_lost_is_told(store: Store, now: Clock):
    """Papers that a source has lost are reported for a day; its own words have no links."""
    source = SourceState(name="arXiv", started=now(), quiet_after=SPEC.quiet_after, is_list=False)
    source.missed(now(), "arXiv was not read for long.")
    statuses = OwnerStatuses(store, [source], now, added_sources(store))
    assert (await statuses.status(SERVER)).troubles == ("arXiv was not read for long.",)
    now.forward(hours=24)
    assert (await statuses.status(SERVER)).troubles == ()
    source.missed(now(), "It said: [it](https://evil.example)")
    assert (await statuses.status(SERVER)).troubles == (r"It said: \[it]\(https\://evil.example)",)


async def test_late_posting_is_a_trouble(store: Store, now: Clock):
    """An alert that is ten minutes late is reported with its due time."""
    await subscribe(store, subscription())
    await add_alerts(store, [sighting()], now())
    statuses = OwnerStatuses(store, [], now, added_sources(store))
    assert (await statuses.status(SERVER)).troubles == ()
    now.forward(minutes=11)
    status = await statuses.status(SERVER)
    assert status.queued == 1
    assert "The oldest was due on 12 Nov 12:00 UTC" in status.troubles[0]


async def test_ones_own_closed_messages_are_named_in_words(store: Store, now: Clock):
    """In direct messages, the block's reason is reported without a channel, in the person's language."""
    await subscribe(store, subscription(guild_id=None))
    reason = "Open them in the server's privacy settings."
    await store.set_block(CHANNEL, Block(cause=BlockCause.CLOSED_DM, reason=reason, since=now()))
    statuses = OwnerStatuses(store, [], now, added_sources(store))
    (trouble,) = (await statuses.status(Owner(guild_id=None, user_id=PERSON))).troubles
    assert trouble == reason
    assert (await statuses.status(SERVER)).troubles == ()
    with using_language(PSEUDO):
        assert (await statuses.status(Owner(guild_id=None, user_id=PERSON))).troubles == (
            translate_stored(reason),
        )
        assert translate_stored(reason) != reason


async def test_posts_that_died_are_a_trouble(store: Store, now: Clock):
    """A dead letter is reported with a hint for the host."""
    await subscribe(store, subscription())
    await add_alerts(store, [sighting()], now())
    message = Message(
        key="m",
        destination_id=CHANNEL,
        kind=MessageKind.CARD,
        paper_ids=(sighting().paper.id,),
        payload={},
        created=now(),
        next_try=now(),
        state=MessageState.DEAD,
    )
    await store.plan([message], [], now())
    (trouble,) = (await OwnerStatuses(store, [], now, added_sources(store)).status(SERVER)).troubles
    assert "Across all servers, 1 post failed. " in trouble


async def test_past_papers_that_cannot_be_found_are_a_trouble(store: Store, past: PastIndex, now: Clock):
    """The status says if past papers are being prepared or cannot be searched, else nothing."""
    statuses = OwnerStatuses(store, [], now, added_sources(store), past)
    (trouble,) = (await statuses.status(SERVER)).troubles
    assert trouble == "Past papers are being indexed: 0%."
    await past.catch_up()
    assert (await statuses.status(SERVER)).troubles == ()
    state = replace(past.state(), ready=False, trouble="The disk is full: make room.")
    past.state = lambda: state
    (trouble,) = (await statuses.status(SERVER)).troubles
    assert trouble.endswith(" The disk is full: make room.")


async def test_sources_that_are_gone_are_told(store: Store, now: Clock):
    """Sources that are no longer read are reported to the servers that subscribe to them."""
    catalogue = Catalogue([SPEC, make_spec("alpha", kind=SourceKind.STREAM)])
    statuses = OwnerStatuses(store, [], now, added_sources(store), catalogue=catalogue)
    await subscribe(store, subscription(sources=("lists", "alpha")))
    assert (await statuses.status(SERVER)).troubles == ()
    await subscribe(store, subscription("bbbbb", "trees", sources=("alpha", "gone")))
    await subscribe(store, subscription("ccccc", "fish", sources=("gone", "lost")))
    (trouble,) = (await statuses.status(SERVER)).troubles
    assert trouble.startswith("2 subscriptions have sources that are no longer available: gone and lost")
    assert (await statuses.status(Owner(guild_id=GUILD + 1, user_id=PERSON))).troubles == ()


async def test_added_sources_are_their_owners(store: Store, now: Clock):
    """A server sees when its own sources were read and which fail; another server sees nothing of them."""
    added = added_sources(store)
    for name in ("good", "failing", "paused"):
        await added.add(SERVER, feed(name))
    for name, changes in {
        "feed-good": {"last_read": now()},
        "feed-failing": {"failing_since": now(), "error": "503 [x](https://evil.example)"},
        "feed-paused": {"failing_since": now(), "error": "503", "paused": True},
    }.items():
        await change_source(store, name, lambda one, changes=changes: one and replace(one, **changes))
    now.forward(hours=2)
    statuses = OwnerStatuses(store, [], now, added)
    status = await statuses.status(SERVER)
    assert status.last_good == (("Failing", None), ("Good", now() - timedelta(hours=2)), ("Paused", None))
    failing, paused = status.troubles
    assert failing.startswith("Failing has been failing since 12 Nov 12:00 UTC: 503 ")
    assert "](" not in failing
    assert paused.startswith("I stopped checking Paused, which has been unreachable since <t:")
    other = await statuses.status(Owner(guild_id=GUILD + 1, user_id=PERSON))
    assert (other.last_good, other.troubles) == ((), ())
