"""Scenes of the longest, strangest and emptiest recorded papers, in every look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.preferences import Look, Preferences
from tools.gallery.recorded import papers, sighting
from tools.gallery.scenes.scene import Scene, Section

if TYPE_CHECKING:
    from bot.sources.huggingface.parse import Entry
    from tools.gallery.stage import Stage

_QUERY = "model, attention, attack, sound, freelance, intelligence"
_NAME = "Models & `attention` *of all kinds*, whatever they are for"
_STRANGE_PAPERS = {
    "2601.06596": ("long-title", "a title of 175 characters, over five lines", "The longest title"),
    "2601.05823": ("long-gist", "a gist that ends with an ellipsis", "A gist of 1,606 characters, cut"),
    "2512.20856": ("many-authors", "three authors, the last one and (+354)", "358 authors"),
    "2508.15881": (
        "tex",
        "an ampersand in the title, no TeX anywhere",
        "TeX becomes Unicode, here `\\&`",
    ),
    "2405.18503": ("no-numbers", "no line with numbers", "No upvotes and comments"),
    "2606.15708": ("empty", "a title, a gist and authors", "Only title, gist and authors"),
}
_ONLY_IN_DIGESTS = ("2406.11430", "2502.12115")  # an underscore, and a dollar sign that starts no formula


async def _cards(stage: Stage) -> None:
    await _take_each(stage, Look.CARD, "card")


async def _lines(stage: Stage) -> None:
    await _take_each(stage, Look.COMPACT, "compact")


async def _take_each(stage: Stage, look: Look, name: str) -> None:
    await _prepare(stage, look, "now")
    for entry, (kind, alt, caption) in zip(papers(tuple(_STRANGE_PAPERS)), _STRANGE_PAPERS.values(), strict=True):
        _list(stage, entry)
        await stage.post()
        await stage.take(
            f"awkward-{name}-{kind}",
            stage.here.last_message,
            f"In the look {name}: {alt}.",
            f"{caption} (`{name}`, arXiv:{entry.paper.number}).",
            light=True,
        )


async def _digest(stage: Stage) -> None:
    await _take_digest(stage, Look.CARD, "digest")


async def _compact_digest(stage: Stage) -> None:
    await _take_digest(stage, Look.COMPACT, "digest-compact")


async def _take_digest(stage: Stage, look: Look, name: str) -> None:
    await _prepare(stage, look, "daily")
    _list(stage, *papers((*_STRANGE_PAPERS, *_ONLY_IN_DIGESTS)))
    await stage.post()
    await stage.later(hours=22)
    await stage.deliver()
    await stage.take(
        f"awkward-{name}",
        stage.here.last_message,
        f"{len(_STRANGE_PAPERS) + len(_ONLY_IN_DIGESTS)} papers in one message.",
        f"All of them and two more (an underscore and a dollar sign in the title) in one digest, `{look}`.",
        light=True,
    )


async def _prepare(stage: Stage, look: Look, mode: str) -> None:
    await stage.subscribe(_QUERY, name=_NAME, deliver=mode)
    await stage.store.set_preferences(stage.here.id, Preferences(look=look), due={})


def _list(stage: Stage, *entries: Entry) -> None:
    for entry in entries:
        stage.feed.add(sighting(entry, stage.clock.at.date(), stage.clock.at))


EXTREMES = Section(
    title="Extreme papers",
    scenes=tuple(
        Scene(name=name, play=play, recorded=True)
        for name, play in (
            ("awkward-cards", _cards),
            ("awkward-compact", _lines),
            ("awkward-digest", _digest),
            ("awkward-digest-compact", _compact_digest),
        )
    ),
)
