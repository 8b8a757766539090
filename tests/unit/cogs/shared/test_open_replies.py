"""Open replies are redrawn after a change, and dropped once they are old."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.domain.errors import PaperboyError
from cogs.shared.open_replies import OpenReplies


@dataclass
class Asked:
    """A recording interaction of a person."""

    id: int = 1
    expired: bool = False
    drawn: int = 0
    error: Exception | None = None
    open_replies: OpenReplies = field(default_factory=OpenReplies)

    @property
    def user(self) -> Asked:
        return self

    def is_expired(self) -> bool:
        return self.expired

    async def draw(self):
        self.drawn += 1
        if self.error is not None:
            raise self.error


def remember(answers: OpenReplies, interaction: Any, message_id: int):
    answers.remember(interaction, message_id, interaction.draw)


async def refreshed_by(answers: OpenReplies, interaction: Any):
    await answers.refresh(interaction)


async def test_the_last_five_of_the_person_are_drawn():
    """A person's last five replies are redrawn once each, except that of the same interaction."""
    answers, mine, others = OpenReplies(), [Asked() for _ in range(7)], Asked(id=2)
    for number, one in enumerate(mine):
        remember(answers, one, number)
    remember(answers, others, 9)
    newer = Asked()
    remember(answers, newer, 5)
    await refreshed_by(answers, newer)
    await refreshed_by(answers, Asked())
    assert [interaction.drawn for interaction in mine] == [0, 0, 2, 2, 2, 0, 2]
    assert (newer.drawn, others.drawn) == (1, 0)


@pytest.mark.parametrize("gone", [Asked(expired=True), Asked(error=PaperboyError("No."))], ids=["old", "gone"])
async def test_failed_replies_are_dropped(gone: Asked):
    """A reply that cannot be redrawn is dropped, and the others are redrawn."""
    answers, other = OpenReplies(), Asked()
    remember(answers, gone, 1)
    remember(answers, other, 2)
    for _ in range(2):
        await refreshed_by(answers, Asked())
    assert (gone.drawn, other.drawn) == (0 if gone.expired else 1, 2)


async def test_people_are_bounded():
    """The number of remembered people is bounded."""
    answers, first = OpenReplies(), Asked()
    remember(answers, first, 1)
    for person in range(2, 600):
        remember(answers, Asked(id=person), person)
    await refreshed_by(answers, Asked())
    assert first.drawn == 0
