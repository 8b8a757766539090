"""Recorded papers as renderers get them, and the limits that every payload must keep."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from bot.domain.alert import Item
from bot.domain.paper import Paper, Sighting, Signals
from bot.sources.huggingface.parse import Entry, parse
from tests.support.data import body, recorded_days, shared
from tests.support.fakes import DAY, START, paper
from tests.unit.text.discord_reader import active

MARKER = "AAAABBBBCCCCDDDDEEEEFFFF"
_CHIPS = re.compile(r"Matched: `[^`\n]+`(?: `[^`\n]+`)*")  # the only code that is ours; the names in it are not
_OWN_LINK = re.compile(r"\n\[Continue reading\]\(https://\S+\)$")
# The titles of a compact digest are links; what their labels hold is looked at.
_TITLE_LINK = re.compile(r"^\*\*\[((?:\\.|[^\[\]\\\n])+)\]\(https?://[^\s()]+\)\*\*$", re.MULTILINE)


def item(given: Paper | None = None, *matched: tuple[str, str], **signals: Any) -> Item:
    """An item with round numbers unless told otherwise."""
    told: dict[str, Any] = {"list_day": DAY, "upvotes": 45, "comments": 3, "stars": 1234, "rank": 3, **signals}
    seen = Signals(first_seen=START, **told)
    return Item(sighting=Sighting(paper=given or paper(), signals=seen), matched=matched)


def recorded_items() -> Iterator[Item]:
    """Every recorded paper of the last snapshot of each day, and the awkward ones."""
    for day, snapshots in recorded_days():
        for rank, entry in enumerate(parse(body(snapshots[-1])).entries, 1):
            yield _item(entry, rank, date.fromisoformat(day))
    yield from edge_cases().values()


def edge_cases() -> dict[str, Item]:
    """The longest, strangest and emptiest real papers, by what is awkward about them."""
    cases = json.loads(shared("hf_edge_cases.json").read_bytes())
    pages = {name: parse(json.dumps([case["item"]]).encode()) for name, case in cases.items()}
    return {name: _item(page.entries[0], 3, DAY) for name, page in pages.items()}


def _item(entry: Entry, rank: int, day: date) -> Item:
    names = (("models", "model"), ("a **bold** name @everyone", "agents"))
    counts = {"upvotes": entry.upvotes, "comments": entry.comments, "stars": entry.stars}
    return item(entry.paper, *names, rank=rank, list_day=day, **counts)


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def problems(payload: Mapping[str, Any]) -> list[str]:
    """Every limit of Discord that a payload breaks, and everything active that is not ours."""
    found = [_embed_problem(embed) for embed in payload["embeds"]]
    texts = [text for embed in payload["embeds"] for text in _texts(embed)]
    components = [part for row in payload["components"] for part in row["components"]]
    checks = {
        "pings": payload["allowed_mentions"] != {"parse": []} or "content" in payload,
        "embeds": not 1 <= len(payload["embeds"]) <= 10,
        "6,000 characters": sum(map(utf16, texts)) > 6000,
        "components": any(not 1 <= len(row["components"]) <= 5 for row in payload["components"]),
        "custom_id": any(utf16(part.get("custom_id", "")) > 100 for part in components),
        "urls": any(len(part.get("url", "")) > 512 for part in components),
        "twice": len({json.dumps(part) for part in components}) != len(components),
        "options": any(_options_broken(part["options"]) for part in components if "options" in part),
    }
    return [name for name, broken in checks.items() if broken] + [problem for problem in found if problem]


def _embed_problem(embed: Mapping[str, Any]) -> str:
    fields = embed.get("fields", ())
    lengths = {
        "title": ([embed.get("title", "-")], 256),
        "description": ([embed.get("description", "-")], 4096),
        "footer": ([embed.get("footer", {}).get("text", "-")], 2048),
        "author": ([embed.get("author", {}).get("name", "-")], 256),
        "field's name": ([field["name"] for field in fields], 256),
        "field's value": ([field["value"] for field in fields], 1024),
    }
    wrong = [where for where, (texts, most) in lengths.items() if not all(1 <= utf16(t) <= most for t in texts)]
    bodies = [embed.get("description", ""), *(field["value"] for field in fields)]
    meanings = [active(text) for text in (embed.get("title", ""), *(field["name"] for field in fields))]
    meanings += [
        active(_CHIPS.sub("", _TITLE_LINK.sub(r"\1", _OWN_LINK.sub("", body)))) - {"bold or italic"}
        for body in bodies
    ]
    if wrong or len(fields) > 25 or not {"title", "description"} & embed.keys():
        return f"length of {wrong} in {embed!r}"
    return f"{set().union(*meanings)} in {embed!r}" if any(meanings) else ""


def _texts(embed: Mapping[str, Any]) -> list[str]:
    nested = [embed.get("footer", {}).get("text", ""), embed.get("author", {}).get("name", "")]
    nested += [text for field in embed.get("fields", ()) for text in (field["name"], field["value"])]
    return [embed.get("title", ""), embed.get("description", ""), *nested]


def _options_broken(options: list[dict[str, str]]) -> bool:
    lengths = [utf16(text) for option in options for text in option.values()]
    values = {option["value"] for option in options}
    return not 1 <= len(options) <= 25 or min(lengths) < 1 or max(lengths) > 100 or len(values) != len(options)
