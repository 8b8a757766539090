"""Examples of picks: papers that a person types, or that a file of a reference manager names."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.discord.limits import MESSAGE_LENGTH
from bot.domain.errors import MistakeError
from bot.domain.subscription import MOST_EXAMPLES
from bot.language.formats import number
from bot.language.translating import gettext
from bot.service.papers.papers import Papers, UnknownPaperError
from bot.service.papers.references import named_paper
from bot.text.references.reader import Unread
from bot.text.safe import clip, safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.service.papers.lookups import Lookups
    from bot.text.references.entry import Reference

_WORDS = re.compile(r"\w+")
_WIDE = str.maketrans("，；、", ",;,")  # Chinese and Japanese separators
_MOST_LOOKUPS = 20  # papers that are not stored; at arXiv's rate these take a minute
_AT_ONCE = 5  # what one person can look up at the same time
_ENTRY, _ENTRIES = 100, 12  # characters of an entry and of its reason; entries that are listed
_SAME_TITLES = 5  # stored papers with the words of a title, of which one may be meant


@dataclass(frozen=True, slots=True)
class Examples:
    """Finds examples among the stored papers, and looks up a few that have an id."""

    papers: Papers
    lookups: Lookups

    async def read(self, text: str, person_id: int) -> tuple[str, ...]:
        """Return the ids of papers in a text: links, ids, DOIs and titles between commas, semicolons and lines.

        A title can have commas. Raises NotReadyError, and MistakeError for what is not found or too much.
        """
        found, lost = await self._found(await self._named(text.strip().translate(_WIDE), "\n;,"), person_id)
        if lost:
            raise MistakeError(lost_entries(lost))
        return tuple(found)

    async def find(self, references: Iterable[Reference], person_id: int) -> tuple[list[str], list[Unread]]:
        """Return the ids of the papers that a file names, and the entries without one, each with the reason.

        An entry's paper is the stored one with its id, else with its title and author: of a journal's paper often
        the preprint is stored. Others with an id are looked up, as far as the sources can, but no more than
        `_MOST_LOOKUPS`. Raises NotReadyError.
        """
        named: list[tuple[str, str | None]] = []
        for one in references:
            key = one.identity
            if key is None or not await self.papers.get_all([key]):
                key = await self._titled(one) or key
            named.append((one.title or one.identity or "", key))
        return await self._found(named, person_id)

    async def _found(
        self, named: Sequence[tuple[str, str | None]], person_id: int
    ) -> tuple[list[str], list[Unread]]:
        """Return the ids that are stored, after some were looked up, and what else was named, with reasons.

        `named` are pairs of what a text or file says and the id that it stands for, if any.
        """
        unknown = gettext("I don't have a paper with this title.")
        lost = [Unread(name, unknown) for name, key in named if key is None]
        wanted = {key: name for name, key in named if key is not None}
        stored = await self.papers.get_all(wanted.keys())
        missing = {key: gettext("I don't have this paper.") for key in wanted if key not in stored}
        findable = [key for key in missing if self.lookups.can_find(key)][:_MOST_LOOKUPS]
        for start in range(0, len(findable), _AT_ONCE):
            answers = await self.lookups.find_all(findable[start : start + _AT_ONCE], person_id)
            for key, answer in answers.items():
                missing[key] = answer.trouble or missing[key]
                if answer.sighting is not None:
                    del missing[key]
        lost += [Unread(wanted[key], reason) for key, reason in missing.items()]
        found = [key for key in wanted if key not in missing]
        too_many = gettext("Give at most {most} examples.", most=MOST_EXAMPLES)
        lost += [Unread(wanted[key], too_many) for key in found[MOST_EXAMPLES:]]
        return found[:MOST_EXAMPLES], lost

    async def _named(self, text: str, signs: str) -> list[tuple[str, str | None]]:
        """Return a text with the id that it stands for, else its pieces: cut at the first sign, these at the next.

        At commas, the title of a stored paper is not split; ids and other titles are.
        """
        whole = named_paper(text) or text
        if await self.papers.get_all([whole]):  # a DOI can have commas and semicolons
            return [(text, whole)]
        pieces = [one.strip() for one in text.split(signs[0])] if signs else []
        are_ids = any(map(named_paper, pieces)) or await self.papers.get_all(pieces)
        if signs in {",", ""} and not are_ids:
            with suppress(UnknownPaperError):
                return [(text, await self.papers.identify(text))]
        if not signs:
            return [(text, None)]
        return [one for piece in pieces if piece for one in await self._named(piece, signs[1:])]

    async def _titled(self, reference: Reference) -> str | None:
        """Return the id of the stored paper with the title and author of a reference."""
        words = _words(reference.title)
        for sighting in await self.papers.titled(reference.title, _SAME_TITLES) if words else ():
            authors = " ".join(sighting.paper.authors).casefold()
            if _words(sighting.paper.title) == words and reference.author.casefold() in authors:
                return sighting.paper.id
        return None


def lost_entries(lost: Sequence[Unread]) -> str:
    """List entries that are no examples, each with the reason."""
    # NOTE: a heading over papers that a person typed, or that are in a file
    lines = [gettext("Not used as examples: {number}", number=number(len(lost)))]
    for name, reason in lost[:_ENTRIES]:
        line = gettext("{name}: {text}", name=f"• {clip(name, _ENTRY)}", text=clip(reason, _ENTRY))
        # Escaped as a whole: with the colon after it, `data:x` would contain the emoji `:x:`.
        lines.append(safe(line, 3 * _ENTRY))
    if len(lost) > _ENTRIES:
        # NOTE: the last line of a list
        lines.append(gettext("… and {number} more", number=len(lost) - _ENTRIES))
    return clip("\n".join(lines), MESSAGE_LENGTH)


def _words(title: str) -> list[str]:
    return _WORDS.findall(title.casefold())
