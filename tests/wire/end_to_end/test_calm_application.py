"""A channel's settings take effect through the whole application and over the wire."""

from bot.domain.preferences import Preferences
from tests.fake_discord.state.models import Perm
from tests.fake_sources.huggingface import make_item
from tests.wire.support.harness import Harness


async def test_a_card_lives_and_is_posted_once(harness: Harness):
    """It mentions the role once, has its thread, and shows what its paper reached by an edit."""
    role = harness.world.add_role(harness.guild, "readers", Perm.VIEW_CHANNEL, mentionable=True)
    await harness.subscribe()
    chosen = Preferences(role_id=role.id, thread_per_alert=True)
    assert await harness.store.set_preferences(harness.channel.id, chosen, due={})
    await harness.knows(harness.channel)  # and with that of the role
    harness.papers.put(harness.day, [make_item("2511.00001", upvotes=3)])
    await harness.round()
    (card,) = harness.channel.messages.values()
    assert card.content == f"<@&{role.id}>"
    threads = [c for c in harness.world.channels.values() if c.parent is harness.channel]
    assert [(thread.id, thread.name) for thread in threads] == [(card.id, "On the matter of 2511.00001")]
    harness.papers.put(harness.day, [make_item("2511.00001", upvotes=60, githubRepo="https://github.com/a/b")])
    await harness.later(minutes=31)
    await harness.app.update_cards()
    await harness.app.update_cards()
    assert (card.edits, len(harness.discord.posted())) == (1, 1)
    assert "60" in str(card.embeds)
    assert any(part.get("label") == "Code" for row in card.components for part in row["components"])


async def test_threads_that_nobody_subscribes_in_are_let_go_of(harness: Harness):
    """Those that the bot opened. One that is subscribed in stays in the cache, and so does another person's."""
    await harness.subscribe()
    await harness.store.set_preferences(harness.channel.id, Preferences(thread_per_alert=True), due={})
    theirs = harness.world.add_thread(harness.channel, "a talk", harness.guild.owner)
    harness.papers.put(harness.day, [make_item("2511.00001"), make_item("2511.00002")])
    await harness.round()
    cards = sorted(harness.channel.messages)
    known = harness.app.client.get_guild(harness.guild.id)
    assert known is not None
    await harness.noticed(lambda: {thread.id for thread in known.threads} == {theirs.id, *cards})
    await harness.subscribe("matter", harness.world.channels[cards[0]])
    await harness.app.update_cards()
    assert {thread.id for thread in known.threads} == {theirs.id, cards[0]}
