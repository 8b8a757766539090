"""What was owed against what Discord accepted."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from tests.fake_discord.state.models import Message

Owed: TypeAlias = tuple[int, str]  # (channel, paper number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """`uncertain` counts what the bot says it cannot know where history was denied; the rest must be empty.

    `asked` is what it was uncertain of although it could have looked, `unasked` what nobody wanted.
    """

    owed: int
    lost: frozenset[Owed] = frozenset()
    twice: frozenset[Owed] = frozenset()
    unasked: frozenset[Owed] = frozenset()
    asked: frozenset[Owed] = frozenset()
    uncertain: int = 0
    troubles: tuple[str, ...] = field(default=())

    @property
    def holds(self) -> bool:
        """Whether the claim held."""
        return not (self.lost or self.twice or self.unasked or self.asked or self.troubles)

    def __str__(self) -> str:
        told = f"{self.owed} owed, {len(self.lost)} lost, {len(self.twice)} twice, {self.uncertain} uncertain"
        for name in ("lost", "twice", "unasked", "asked"):
            if found := getattr(self, name):
                told += f"\n  {name}: " + ", ".join(f"{paper} in {channel}" for channel, paper in sorted(found))
        return told + "".join(f"\n  {trouble}" for trouble in self.troubles)


def judge(
    owed: Collection[Owed],
    accepted: Iterable[Owed],
    uncertain: Collection[Owed] = (),
    *,
    secret: Collection[int] = (),
    troubles: Iterable[str] = (),
) -> Verdict:
    """Compare; `accepted` holds repetitions, `secret` are the channels whose history was denied."""
    counts = Counter(accepted)
    allowed = {key for key in uncertain if key[0] in secret}
    return Verdict(
        owed=len(owed),
        lost=frozenset(set(owed) - counts.keys() - set(uncertain)),
        twice=frozenset(key for key, count in counts.items() if count > 1),
        unasked=frozenset(counts.keys() - set(owed)),
        asked=frozenset(set(uncertain) - allowed),
        uncertain=len(allowed),
        troubles=tuple(troubles),
    )


def papers_in(messages: Iterable[Message]) -> list[Owed]:
    """(channel or forum, arXiv number) of every embed, repetitions included."""
    return [
        ((message.channel.parent or message.channel).id, number)
        for message in messages
        for embed in message.embeds
        for number in re.findall(r"\d{4}\.\d{4,5}", embed.get("url", ""))
    ]
