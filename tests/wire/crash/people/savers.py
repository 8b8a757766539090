"""People who save papers and remove them again: what the bot showed of that must be stored."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.fake_discord.http.bodies import walk
from tests.wire.crash.people.wanting import LIST, STREAM

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from tests.fake_discord import LoopbackDiscord
    from tests.fake_discord.state.models import Channel, Message, User

_FEW = 3  # papers, so that many are removed and saved again
_EITHER = frozenset({True, False})
_LABELS = ("Save", "Saved")  # of the button, by whether the paper is saved


@dataclass(kw_only=True)
class Savers:
    """They press *Save* in `/papers show`, at some `place`.

    From a press until the bot shows what came of it, a paper may be saved or not.
    """

    discord: LoopbackDiscord
    place: Channel
    brought: AbstractSet[tuple[str, str]]
    _saved: dict[tuple[int, str], AbstractSet[bool]] = field(
        default_factory=dict[tuple[int, str], "AbstractSet[bool]"]
    )
    _troubles: dict[int, list[str]] = field(default_factory=dict[int, list[str]])

    async def press(self, person: User, pick: float) -> str:
        """Save a paper, or remove it; what was done."""
        papers = sorted({paper for paper, by in self.brought if by in {LIST, STREAM}})[:_FEW]
        if not papers:
            return "nothing to save"
        paper = papers[int(pick * len(papers))]
        asked = await self.discord.people.slash(person, self.place, "papers show", {"paper": paper})
        shown = await asked.edited(1)
        before, edits = _is_saved(shown), shown.edits
        if before is None:
            return "no button to save"
        self._hear(person, paper, is_saved=before)
        pressed = await self.discord.people.press(person, shown, _LABELS[before])
        self._saved[person.id, paper] = _EITHER
        after = _is_saved(await pressed.edited(edits + 1))
        if after is before or after is None:  # the bot could not tell
            return "not told whether saved"
        self._hear(person, paper, is_saved=after)
        return "saved" if after else "removed"

    def _hear(self, person: User, paper: str, *, is_saved: bool):
        wrong = self._wrong(person, paper, [paper] * is_saved)
        self._troubles.setdefault(person.id, []).extend(f"{one}, as shown" for one in wrong)
        self._saved[person.id, paper] = {is_saved}

    def wrong(self, person: User, stored: Sequence[str]) -> list[str]:
        """Faults of a person's list, and of the replies that they saw."""
        papers = sorted({*stored, *(paper for who, paper in self._saved if who == person.id)})
        found = [wrong for paper in papers for wrong in self._wrong(person, paper, stored)]
        return [*self._troubles.get(person.id, ()), *found]

    def _wrong(self, person: User, paper: str, stored: Sequence[str]) -> list[str]:
        allowed, times = self._saved.get((person.id, paper), {False}), stored.count(paper)
        return [] if times in allowed else [f"{person.name} has {paper} {times} times, not {[*map(int, allowed)]}"]


def _is_saved(shown: Message) -> bool | None:
    """True if *Saved* is shown, as pressed; None where there is no such button."""
    labels = (part["label"] for part in walk(shown.components) if part.get("label") in _LABELS)
    return next((label == _LABELS[True] for label in labels), None)
