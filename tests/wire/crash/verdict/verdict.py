"""Compare due posts with those that Discord accepted."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from tests.wire.crash.verdict.claims import Post

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from tests.fake_discord.http.calls import Call
    from tests.fake_discord.state.models import Message
    from tests.wire.crash.verdict.claims import Claims

Owed: TypeAlias = tuple[int, str]  # (channel, paper number)


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """`uncertain` counts what the bot says it cannot know where history was denied; the rest must be empty.

    `asked` is what it was uncertain of although it could have looked, `unasked` what nobody wanted, or no longer,
    `stuck` what is still to be posted in the end; `picks`, `likes` and `saves` tell what is
    wrong with these.
    """

    owed: int
    lost: frozenset[Owed] = frozenset()
    twice: frozenset[Owed] = frozenset()
    unasked: frozenset[Owed] = frozenset()
    asked: frozenset[Owed] = frozenset()
    stuck: frozenset[Owed] = frozenset()
    picks: tuple[str, ...] = ()
    likes: tuple[str, ...] = ()
    saves: tuple[str, ...] = ()
    uncertain: int = 0
    troubles: tuple[str, ...] = field(default=())

    @property
    def holds(self) -> bool:
        """True if the claim held."""
        wrong = (
            self.lost,
            self.twice,
            self.unasked,
            self.asked,
            self.stuck,
            self.picks,
            self.likes,
            self.saves,
            self.troubles,
        )
        return not any(wrong)

    def __str__(self) -> str:
        told = f"{self.owed} owed, {len(self.lost)} lost, {len(self.twice)} twice, {len(self.stuck)} stuck"
        told += f", {self.uncertain} uncertain"
        for name in ("lost", "twice", "stuck", "unasked", "asked"):
            if found := getattr(self, name):
                told += f"\n  {name}: " + ", ".join(f"{paper} in {channel}" for channel, paper in sorted(found))
        return told + "".join(
            f"\n  {trouble}" for trouble in (*self.picks, *self.likes, *self.saves, *self.troubles)
        )


def judge(
    claims: Claims,
    posts: Sequence[Post],
    *,
    uncertain: Collection[Owed] = (),
    unknowable: Collection[Owed] = (),
    dead: Collection[Owed] = (),
    waiting: Collection[Owed] = (),
    picks: Iterable[str] = (),
    likes: Iterable[str] = (),
    saves: Iterable[str] = (),
    troubles: Iterable[str] = (),
) -> Verdict:
    """Compare; `posts` hold repetitions.

    What the bot is `uncertain` of is right where it could not look (`unknowable`), and what is `dead` where
    Discord never takes it: for both the caller vouches. `waiting` is what the bot still means to post.
    """
    counts = Counter((post.channel, post.paper) for post in posts)
    return Verdict(
        owed=claims.owed,
        lost=frozenset(claims.lost({*counts, *uncertain, *dead, *waiting})),
        twice=twice(posts),
        unasked=frozenset(claims.unasked(posts)),
        stuck=frozenset(waiting),
        asked=frozenset(uncertain) - frozenset(unknowable),
        uncertain=len(frozenset(uncertain) & frozenset(unknowable)),
        picks=tuple(picks),
        likes=tuple(likes),
        saves=tuple(saves),
        troubles=tuple(troubles),
    )


def twice(posts: Iterable[Post]) -> frozenset[Owed]:
    """Return the papers that a channel has more than once."""
    counts = Counter((post.channel, post.paper) for post in posts)
    return frozenset(key for key, count in counts.items() if count > 1)


def papers_in(messages: Iterable[Message]) -> list[Owed]:
    """(channel or forum, arXiv number) of every embed, repetitions included."""
    return [
        ((message.channel.parent or message.channel).id, number)
        for message in messages
        for number in _numbers(message.embeds)
    ]


def papers_of(call: Call) -> list[Owed]:
    """(channel or forum, arXiv number) of every embed in a request that posts a message, or in a forum."""
    return [
        (call.id("channel_id"), number)
        for number in _numbers(call.json.get("message", call.json).get("embeds") or ())
    ]


def _numbers(embeds: Iterable[dict[str, Any]]) -> list[str]:
    return [number for embed in embeds for number in re.findall(r"\d{4}\.\d{4,5}", embed.get("url", ""))]


def posts_in(messages: Iterable[Message]) -> list[Post]:
    """Return posts with the times at which Discord accepted them."""
    return [
        Post(channel=channel, paper=paper, at=datetime.fromisoformat(message.timestamp).timestamp())
        for message in messages
        for channel, paper in papers_in([message])
    ]
