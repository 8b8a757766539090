"""Every text in the pseudo-language: untranslated and cut texts are found. The same in Japanese."""

import re
from contextlib import suppress
from pathlib import Path
from typing import Final

import pytest
from simcord import SetupError

from bot.language import languages
from bot.language.languages import LANGUAGES, Language
from bot.service.alerts_file.starter_packs import starter_packs
from bot.service.preferences import panel_words
from bot.sources.feeds.known import known_sources
from tests.behaviour.world import World
from tests.hostile.explored import OTHERS, PAPER, Walk
from tests.hostile.spoken import Shown, ids, is_cut, plain_words, shown
from tests.hostile.walk import commands_of, lines
from tests.support.pseudo import PSEUDO

_PAPERS: Final = [one.paper for one in (PAPER, *OTHERS)]
# Names, papers and queries of the walk, and what has no other name in any language.
_KNOWN: Final = {
    *(paper.title for paper in _PAPERS),
    *(author for paper in _PAPERS for author in paper.authors),
    *("Nothing much", "Diffusion", "difusion", PAPER.paper.id),
    *("Bio", "Short-lived", "Changed", "brought along", "diffusion", "proteins", "survey", "changed", "word"),
    *("part", *(f"upvotes:>={bar}" for bar in (10, 20, 25))),
    *(f"word{letter}" for letter in "abcde"),
    *("author:Ada", "author:Bob", "diffusion OR survey OR proteins", 'diffusion "text to image" -survey'),
    *("Reading group", "look compact", "language", "copy", "Look up papers", "Save papers"),
    *("BibTeX", "RIS", "CSL-JSON", "saved-papers"),
    *(language.name for language in LANGUAGES),
    *("Paperboy", "arXiv", "Hugging Face", "UTC", "Asia/Tokyo", "Atom", "JSON Feed"),
    *(entry["name"] for pack in starter_packs().values() for entry in pack),
    *(source.title for source in known_sources()),
    *(f"{begin}lab{number}" for begin in ("feed-", "") for number in range(6)),
    *("Lab0", "Lab1", "Lab2", "Lab3", "Lab4", "Lab5", "One", "Two", "Three", "page", "feed-three"),
    *("one.example/one", "two.example/two", "Nothing there", "It failed", "Word", "all"),
}
_MANY: Final = 150
_JAPANESE: Final = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
_PLACE: Final = re.compile(r"\{[a-z_]+\}")


async def _said(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: Language
) -> dict[Shown, list[str]]:
    """Return what a person reads in a server of that language, with its untranslated words."""
    monkeypatch.setitem(languages._BY_LOCALE, "en-US", language)
    monkeypatch.setattr(panel_words, "LANGUAGES", ())  # else the walk chooses another for some channel's posts
    walk = Walk(world, tmp_path / "store")
    walk.choices = None  # each has words of its own
    await walk.prepare()
    await _type_everywhere(walk)
    for actor in (world.manager, world.reader):
        await walk.try_everything(actor, world.channel)
    await _in_direct_messages(walk)
    known = frozenset({*_KNOWN, *ids(world.env)})
    return {one: plain_words(one.text, known) for one in shown(world.env)}


async def _type_everywhere(walk: Walk):
    """Use every autocomplete."""
    world = walk.world
    await world.run("alerts pause", subscription=walk.keys[0])
    for command in commands_of(world.env.bot):
        for option in command.parameters:
            if option.autocomplete:
                for typed in ("", "a"):
                    await world.manager.autocomplete(world.channel, command.qualified_name, option.name, typed)
    await world.run("alerts resume", subscription=walk.keys[0])


async def _in_direct_messages(walk: Walk):
    """Run every command available in direct messages."""
    world = walk.world
    for command in commands_of(world.env.bot):
        for options in lines(command, walk.values(world.channel)):
            with suppress(SetupError):
                await world.reader.user.slash(command.qualified_name, **options)


async def test_everything_is_said_in_the_pseudo_language(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """All texts are translated and whole, apart from code, links, mentions, papers and names."""
    said = await _said(world, tmp_path, monkeypatch, PSEUDO)
    assert len(said) > _MANY
    assert {one.text for one, words in said.items() if words} == set()
    assert {one.text for one in said if is_cut(one.text)} == set()
