"""The compact look: a line or two."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.discord_io.render import DiscordRenderer
from bot.domain.paper import Links, Paper
from bot.domain.preferences import Look, Preferences
from tests.support.fakes import paper
from tests.support.sources import CATALOGUE
from tests.unit.discord_io.render.render_world import MARKER, item, problems

if TYPE_CHECKING:
    from bot.domain.alert import Item

RENDER = DiscordRenderer(catalogue=CATALOGUE)
COMPACT = Preferences(look=Look.COMPACT)
PAGE = "https://huggingface.co/papers/2511.00001"
LINKS = Links(page=PAGE, pdf="https://a.b/1.pdf", code="https://a.b/c", thumbnail="https://a.b/t.png")
RICH = paper(title="Flow *Matching*", tldr="It flows.", authors=("Ada_", "Alan"), links=LINKS)


def compact(given: Paper, **signals: Any) -> dict[str, Any]:
    """The one embed of a compact alert."""
    (found,) = RENDER.card(item(given, ("flows", "flow"), **signals), MARKER, COMPACT)["embeds"]
    return found


def test_long_addresses_are_left_out_of_digests() -> None:
    """An address of more than 150 characters would take the room of another paper."""
    far = paper(links=Links(page="https://a.b/" + "c" * 150))
    assert "[Page]" not in RENDER.digest([item(far)], MARKER, COMPACT)["embeds"][0]["fields"][0]["value"]


def longest(count: int) -> list[Item]:
    """Papers of which a line or two are as long as they can be, and each matched something of its own."""
    far = Links(page=f"https://huggingface.co/papers/{'1' * 110}")
    papers = [paper(str(n), title="*" * 300, authors=("|" * 90, "b"), links=far) for n in range(count)]
    return [item(one, *((f"{one.id}{n}" * 9, "q") for n in range(5))) for one in papers]


def test_a_digest_that_has_no_room_shows_titles_alone() -> None:
    """Ten papers that were put together under another look lose their facts, not the message its limit."""
    payload = RENDER.digest(longest(10), MARKER, COMPACT)
    fields = payload["embeds"][0]["fields"]
    assert [field["value"] for field in fields] == ["\u200b"] * 10
    assert {field["name"][:2] for field in fields} == {"\\*"}
    assert problems(payload) == []
    kept = RENDER.digest(longest(5), MARKER, COMPACT)["embeds"][0]["fields"]
    assert all("Matched" in field["value"] for field in kept)


def test_what_all_papers_of_a_digest_matched_stands_once() -> None:
    """Above the papers instead of in each of their lines; in each where they differ, or there is one alone."""
    alike = [item(paper(str(n), authors=("Ada",)), ("flows", "flow")) for n in range(3)]
    embed = RENDER.digest(alike, MARKER, COMPACT)["embeds"][0]
    assert embed["description"] == "Matched: `flows`"
    assert [field["value"].partition(" · [")[0] for field in embed["fields"]] == ["▲ 45 · Ada"] * 3
    other = item(paper("4", authors=("Ada",)), ("guides", "guide"))
    for items in ([*alike, other], alike[:1]):
        embed = RENDER.digest(items, MARKER, COMPACT)["embeds"][0]
        assert "description" not in embed
        assert all("Matched: `" in field["value"] for field in embed["fields"])


def test_pack_fills_messages() -> None:
    """Ten papers a message where they fit, fewer where they are long, in order, none lost."""
    short = [item(paper(str(n))) for n in range(23)]
    assert [len(group) for group in RENDER.pack(short, COMPACT)] == [10, 10, 3]
    long = longest(23)
    groups = RENDER.pack(long, COMPACT)
    assert [one for group in groups for one in group] == long
    assert max(map(len, groups)) < 10
    assert not [problem for group in groups for problem in problems(RENDER.digest(group, MARKER, COMPACT))]
