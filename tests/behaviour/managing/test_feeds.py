"""`/alerts feed`: the addresses of a feed, a new address, and its end."""

import re

import pytest

from bot.service.deliver.feeds import Feeds
from bot.service.papers.saved import Saved
from tests.behaviour.world import World, labels, said
from tests.support.fakes import sighting

ADDRESS = re.compile(r"https://papers\.example/feeds/([A-Za-z0-9_-]{22})\.(atom|json)")


def secrets(text: str) -> set[str]:
    """The secrets of the addresses in a reply, which has one of each kind."""
    found = ADDRESS.findall(text)
    assert [kind for _, kind in found] == ["atom", "json"]
    return {secret for secret, _ in found}


async def test_a_feed_has_one_address_until_it_is_renewed(world: World):
    """Every manager sees the same addresses, over a restart; Renew ends them and shows others."""
    await world.subscribe()
    shown = await world.run("alerts feed")
    assert said(shown) == (
        f"The papers posted in <#{world.channel.id}>, for a feed reader:\n"
        + "Atom: `https://papers.example/feeds/{0}.atom`\n"
        "JSON Feed: `https://papers.example/feeds/{0}.json`\n"
        "Anyone who has an address can read the feed.".format(*secrets(said(shown)))
    )
    assert labels(shown) == ["Renew", "End feed"]
    assert shown.response.ephemeral
    await world.restart()
    again = await world.says("alerts feed", world.another_manager(), channel=world.channel)
    assert secrets(again) == secrets(said(shown))
    renewed = await world.reply(shown, "Renew")
    assert renewed.startswith("The old addresses no longer work.\n")
    assert secrets(renewed).isdisjoint(secrets(again))
    (note,) = (await world.store.notes("feed ")).values()
    assert f'"channel": "{world.channel.name}"' in note


async def test_a_feed_ends(world: World):
    """End deletes it; buttons of another reply do not bring it back, the command makes a new one."""
    await world.subscribe()
    shown, other = await world.run("alerts feed"), await world.run("alerts feed")
    before = secrets(said(shown))
    assert await world.reply(shown, "End feed") == "The feed has ended. `/alerts feed` makes a new one."
    assert await world.reply(other, "Renew") == "The feed has ended. `/alerts feed` makes a new one."
    assert await world.store.notes("feed ") == {}
    assert secrets(await world.says("alerts feed")).isdisjoint(before)


async def test_a_person_has_a_feed_of_their_own(world: World):
    """In a direct message it is the person's, in their language, and goes with their data."""
    person = world.reader.user
    shown = await person.slash("alerts subscribe", query="diffusion")
    await world.press(shown, "Save", person)
    text = said(await person.slash("alerts feed"))
    assert text.startswith("The papers that I sent you, for a feed reader:")
    assert secrets(text)
    sure = await world.press(await person.slash("paperboy data"), "Delete…", person)
    await world.press(sure, "Delete", person)
    assert await world.store.notes("feed ") == {}


async def test_who_gets_no_feed(world: World):
    """A channel without alerts, and who manages none and presses a button."""
    other = world.guild.create_text_channel("other")
    assert await world.says("alerts feed") == "No subscriptions yet. Add one with `/alerts subscribe`."
    await world.subscribe()
    assert await world.says("alerts feed", channel=other) == (
        f"That channel has no subscriptions. Choose one of these: <#{world.channel.id}>."
    )
    shown = await world.run("alerts feed")
    for label in ("Renew", "End feed"):
        assert "you need **Manage Server**" in await world.reply(await world.copy(shown), label, world.reader)
    assert secrets(await world.says("alerts feed")) == secrets(said(shown))


async def test_without_a_web_address_no_feed_is_shown(world: World, monkeypatch: pytest.MonkeyPatch):
    """The command and buttons of earlier replies show no address that leads nowhere; a feed can still be ended."""
    await world.subscribe()
    await world.list_papers(sighting(title="Trees"))
    await Saved(world.store, world.now).add(world.reader.id, "arxiv:2511.00001")
    shown, saved = await world.run("alerts feed"), await world.ask("papers saved")
    before = await world.store.notes("feed ")
    monkeypatch.setattr(Feeds, "address", "")
    no_feeds = "The person who runs this bot hasn't set up feeds."
    assert await world.says("alerts feed") == no_feeds
    assert (await world.reply(shown, "Renew")).endswith(no_feeds)
    assert await world.reply(saved, "Feed", world.reader) == no_feeds
    assert await world.store.notes("feed ") == before
    assert await world.reply(shown, "End feed") == "The feed has ended. `/alerts feed` makes a new one."


async def test_saved_papers_have_a_feed(world: World):
    """A button under the saved papers shows its addresses to the person alone, renews and ends them."""
    await world.list_papers(sighting(title="Trees"))
    await Saved(world.store, world.now).add(world.reader.id, "arxiv:2511.00001")
    shown = await world.ask("papers saved")
    feed = await world.press(shown, "Feed", world.reader)
    assert said(feed).startswith("The papers that you saved, for a feed reader:\nAtom: ")
    before = secrets(said(feed))
    renewed = await world.reply(feed, "Renew", world.reader)
    assert secrets(renewed).isdisjoint(before)
    assert await world.reply(feed, "End feed", world.reader) == "The feed has ended."
    assert await world.store.notes("feed ") == {}
