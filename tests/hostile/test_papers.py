"""Hostile papers from the list to the channel over real sockets, checked against Discord's API description."""

from collections.abc import Iterator
from typing import Any

from tests.fake_discord.state.models import Message
from tests.fake_sources.huggingface import make_item
from tests.hostile.corpus import ADDRESSES, EVIL, TEXTS
from tests.hostile.reading import harms_of
from tests.unit.discord_io.render.render_world import problems
from tests.wire.support.harness import Harness
from tests.wire.support.scenario import CREATE

_FIELDS = ("title", "summary", "ai_summary", "author", "organization", "keyword")
_AUTHORS = 3_303
_AT_ONCE = 4  # cards, not a digest


def hostile(text: str, field: str, number: int) -> dict[str, Any]:
    """Return a matching paper with a hostile text in one field."""
    facts: dict[str, Any] = {"title": "On matter", "summary": "We study matter. It matters."}
    match field:
        case "author":
            facts["authors"] = [{"name": text}, {"name": "Ada Lovelace"}]
        case "organization":
            facts["organization"] = {"name": text, "fullname": text}
        case "keyword":
            facts["ai_keywords"] = [text, "matter"]
        case _:
            facts[field] = f"matter {text}"
    return make_item(f"2511.{number:05}", upvotes=number, **facts)


def addressed(address: str, number: int) -> dict[str, Any]:
    """Return a paper whose links are all hostile addresses."""
    links = {"projectPage": address, "githubRepo": address, "mediaUrls": [address]}
    found = make_item(f"2511.{number:05}", title="On matter", **links)
    return found | {"thumbnail": address, "mediaUrls": [address]}


def corpus() -> list[dict[str, Any]]:
    texts = [(text, field) for text in TEXTS.values() for field in _FIELDS]
    papers = [hostile(text, field, number) for number, (text, field) in enumerate(texts, start=1)]
    many = make_item("2511.09000", title="On matter", authors=[{"name": f"Author {n}"} for n in range(_AUTHORS)])
    return [*papers, *(addressed(one, 8_000 + n) for n, one in enumerate(ADDRESSES)), many]


async def _post(harness: Harness, papers: list[dict[str, Any]]):
    harness.papers.put(harness.day, papers)
    await harness.later(minutes=15)


async def test_what_is_posted_is_harmless(harness: Harness):
    """Cards and digests ping nobody, have correct links and keep Discord's limits."""
    cards = harness.world.add_channel(harness.guild, "cards")
    await harness.subscribe("matter", channel=cards, name=TEXTS["everyone"])
    papers = corpus()
    for start in range(0, len(papers), _AT_ONCE):
        await _post(harness, papers[start : start + _AT_ONCE])
    digests = harness.world.add_channel(harness.guild, "digests")
    await harness.subscribe("matter", channel=digests, name=TEXTS["masked links"])
    await _post(harness, papers)
    listed = sorted(one["paper"]["id"] for one in papers)
    assert harness.posted(cards) == harness.posted(digests) == listed
    for body in harness.discord.journal.bodies(*CREATE):
        assert problems(body) == []
        assert harms_of(body) == []
        assert [url for url in _urls(body) if EVIL in url or not url.startswith("https://")] == []


def _urls(body: dict[str, Any]) -> Iterator[str]:
    for embed in body["embeds"]:
        yield embed["url"]
        if "thumbnail" in embed:
            yield embed["thumbnail"]["url"]
    for row in body["components"]:
        yield from (part["url"] for part in row["components"] if "url" in part)


async def test_what_the_abstract_button_shows_is_harmless(harness: Harness):
    """The abstract of a hostile card is private and harmless."""
    await harness.subscribe()
    texts = list(TEXTS.items())
    for start in range(0, len(texts), _AT_ONCE):
        some = texts[start : start + _AT_ONCE]
        await _post(harness, [hostile(text, "summary", start + n) for n, (_, text) in enumerate(some, start=1)])
    for message in list(harness.channel.messages.values()):
        pressed = await harness.discord.people.press(harness.admin, message, "Abstract")
        shown = await pressed.message()
        assert harms_of(_json(shown)) == []


def _json(message: Message) -> dict[str, Any]:
    return {"content": message.content, "embeds": message.embeds}
