"""Examples of picks: papers that a person types, or that a file of a reference manager names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.domain.errors import MistakeError
from bot.domain.subscription import MOST_EXAMPLES
from bot.language.formats import sentences, some_of
from bot.language.translating import gettext
from bot.service.papers.papers import UnknownPaperError
from bot.service.papers.references import named_paper
from bot.text.references.reader import Unread
from bot.text.safe import safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.service.papers.lookups import Lookups
    from bot.service.papers.papers import Papers
    from bot.text.references.entry import Reference

_BETWEEN: Final = re.compile(r"[\n;]")
_WORDS: Final = re.compile(r"\w+")
_MOST_LOOKUPS: Final = 20  # papers that are not stored; at arXiv's rate these take a minute
_AT_ONCE: Final = 5  # what one person can look up at the same time
_MOST_NAMED, _NAME = 10, 80  # papers in an error, and characters of each
_SAME_TITLES: Final = 5


class UnknownExamplesError(MistakeError):
    """Some examples were not found, or there are too many; the text names them."""


@dataclass(frozen=True, slots=True)
class Examples:
    """Finds examples among the stored papers, and looks up a few that have an id."""

    papers: Papers
    lookups: Lookups

    async def read(self, text: str, person_id: int) -> tuple[str, ...]:
        """Return the ids of papers in a text: links, ids, DOIs and titles between commas, semicolons and lines.

        A title can have commas. Raises UnknownExamplesError and NotReadyError.
        """
        names = [name for part in _BETWEEN.split(text) if (name := part.strip())]
        wanted: dict[str, str] = {}  # as typed, by id
        unknown: list[str] = []
        for name in names[: MOST_EXAMPLES + 1]:
            pieces = [piece for one in name.split(",") if (piece := one.strip())]
            are_ids = any(map(named_paper, pieces)) or bool(await self.papers.get_all(pieces))
            if not are_ids and (paper_id := await self._identified(name)):
                pieces, wanted[paper_id] = [], name
            for piece in pieces[: MOST_EXAMPLES + 1]:
                if paper_id := await self._identified(piece):
                    wanted[paper_id] = piece
                else:
                    unknown.append(piece)
        if len(wanted) > MOST_EXAMPLES:
            raise UnknownExamplesError(gettext("Give at most {most} examples.", most=MOST_EXAMPLES))
        missing = await self._missing(wanted, person_id)
        unknown += [wanted[one] for one in missing]
        if unknown:
            raise UnknownExamplesError(_unknown_text(unknown))
        return tuple(wanted)

    async def find(self, references: Iterable[Reference], person_id: int) -> tuple[list[str], list[Unread]]:
        """Return the ids of the papers that a file names, and the entries without one, each with the reason.

        An entry's paper is the stored one with its id, else with its title and author: of a journal's paper often
        the preprint is stored. Others with an id are looked up, as far as the sources can.
        """
        unread: list[Unread] = []
        wanted: dict[str, str] = {}  # title, by id
        for one in references:
            name, key = one.title or one.identity or "", one.identity
            if key is None or not await self.papers.get_all([key]):
                key = await self._titled(one) or key
            if key is None:
                unread.append(Unread(name, gettext("I don't have a paper with this title.")))
            elif len(wanted) == MOST_EXAMPLES:
                unread.append(Unread(name, gettext("Give at most {most} examples.", most=MOST_EXAMPLES)))
            else:
                wanted[key] = name
        missing = await self._missing(wanted, person_id)
        ids = [key for key in wanted if key not in missing]
        return ids, unread + [Unread(wanted[key], reason) for key, reason in missing.items()]

    async def _identified(self, name: str) -> str | None:
        if await self.papers.get_all([name]):
            return name
        try:
            return await self.papers.identify(name)
        except UnknownPaperError:
            return None

    async def _titled(self, reference: Reference) -> str | None:
        words = _words(reference.title)
        for sighting in await self.papers.titled(reference.title, _SAME_TITLES) if words else ():
            authors = " ".join(sighting.paper.authors).casefold()
            if _words(sighting.paper.title) == words and reference.author.casefold() in authors:
                return sighting.paper.id
        return None

    async def _missing(self, ids: Iterable[str], person_id: int) -> dict[str, str]:
        """Return why papers are not stored, after some of them were looked up."""
        stored = await self.papers.get_all([*ids])
        others = [one for one in ids if one not in stored]
        missing = dict.fromkeys(others, gettext("I don't have this paper."))
        findable = [one for one in others if self.lookups.can_find(one)][:_MOST_LOOKUPS]
        for start in range(0, len(findable), _AT_ONCE):
            answers = await self.lookups.find_all(findable[start : start + _AT_ONCE], person_id)
            for key, answer in answers.items():
                if answer.sighting is not None:
                    del missing[key]
                elif answer.trouble:
                    missing[key] = answer.trouble
        return missing


def _words(title: str) -> list[str]:
    return _WORDS.findall(title.casefold())


def _unknown_text(unknown: Sequence[str]) -> str:
    named = some_of([f"“{safe(one, _NAME)}”" for one in unknown[:_MOST_NAMED]], len(unknown))
    return sentences(
        # NOTE: {names} are papers that a person typed
        gettext("Unknown papers: {names}.", names=named),
        gettext("Enter arXiv IDs, DOIs, links or titles of stored papers."),
    )
