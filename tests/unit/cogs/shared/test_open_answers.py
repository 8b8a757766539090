"""Open answers that are drawn again after a change."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.domain.errors import PaperboyError
from cogs.shared.open_answers import OpenAnswers


@dataclass
class FakeInteraction:
    """An interaction of a person that counts how often its answer is drawn."""

    id: int = 1
    expired: bool = False
    drawn: int = 0
    error: Exception | None = None
    open_answers: OpenAnswers = field(default_factory=OpenAnswers)

    @property
    def user(self) -> FakeInteraction:
        return self

    def is_expired(self) -> bool:
        return self.expired

    async def draw(self) -> None:
        self.drawn += 1
        if self.error is not None:
            raise self.error


def remember(answers: OpenAnswers, interaction: Any, message_id: int) -> None:
    answers.remember(interaction, message_id, interaction.draw)


async def refreshed_by(answers: OpenAnswers, interaction: Any) -> None:
    await answers.refresh(interaction)


async def test_the_last_five_of_the_person_are_drawn() -> None:
    """The person's last five answers are drawn, each message once, except the answer of the same interaction."""
    answers, mine, others = OpenAnswers(), [FakeInteraction() for _ in range(7)], FakeInteraction(id=2)
    for number, interaction in enumerate(mine):
        remember(answers, interaction, number)
    remember(answers, others, 9)
    newer = FakeInteraction()
    remember(answers, newer, 5)
    await refreshed_by(answers, newer)
    await refreshed_by(answers, FakeInteraction())
    assert [interaction.drawn for interaction in mine] == [0, 0, 2, 2, 2, 0, 2]
    assert (newer.drawn, others.drawn) == (1, 0)


@pytest.mark.parametrize(
    "gone", [FakeInteraction(expired=True), FakeInteraction(error=PaperboyError("No."))], ids=["old", "gone"]
)
async def test_an_answer_that_cannot_be_drawn_is_forgotten(gone: FakeInteraction) -> None:
    """An expired or failing answer is not drawn again, and the others are."""
    answers, other = OpenAnswers(), FakeInteraction()
    remember(answers, gone, 1)
    remember(answers, other, 2)
    for _ in range(2):
        await refreshed_by(answers, FakeInteraction())
    assert (gone.drawn, other.drawn) == (0 if gone.expired else 1, 2)


async def test_the_number_of_people_is_bounded() -> None:
    """The answers of the least recent of very many people are forgotten."""
    answers, first = OpenAnswers(), FakeInteraction()
    remember(answers, first, 1)
    for person in range(2, 600):
        remember(answers, FakeInteraction(id=person), person)
    await refreshed_by(answers, FakeInteraction())
    assert first.drawn == 0
