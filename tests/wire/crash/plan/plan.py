"""What a seed says: who subscribed to what, what is listed when, what goes wrong, and how each life ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from tests.wire.crash.plan.points import Crash

if TYPE_CHECKING:
    from bot.domain.preferences import Preferences
    from tests.fake_discord.faults import Fault as DiscordFault
    from tests.fake_sources.faults import Fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A subscription: channel number `channel` gets the papers with this word, one by one or `daily`."""

    channel: int
    word: str
    daily: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A paper with the words in its title."""

    number: str
    words: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A fault of Discord's REST API that meets `times` requests after the first `spared` ones."""

    method: str
    route: str
    fault: DiscordFault
    times: int
    spared: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AtMoment:
    """Killed so many of the machine's seconds after the start."""

    seconds: float

    def __str__(self) -> str:
        return "at a moment"


@dataclass(frozen=True, slots=True, kw_only=True)
class AtPost:
    """Killed when the `nth` post has reached Discord, which has `accepted` it or never will."""

    nth: int
    accepted: bool

    def __str__(self) -> str:
        return "post accepted, not answered" if self.accepted else "post on its way, swallowed"


End: TypeAlias = AtMoment | AtPost | Crash


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """One process from its start to its kill; before it the bot is down for `downtime` seconds.

    `server_dies` is when (in the machine's seconds after the start) the store's server, if it has one, is killed.
    `relay` is for how long (in the same seconds) a second replica, where the store allows one, outlives it. `feed`
    is what is wrong with Hugging Face all the while, if anything.
    """

    downtime: float
    papers: tuple[Listed, ...]
    troubles: tuple[Trouble, ...]
    end: End
    server_dies: float | None
    relay: float | None = None
    feed: Fault | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """One store and one server with `channels` channels.

    Those among `forums` are forums, each has its `manners`; in the `secret` ones history may not be read.
    """

    seed: int
    channels: int
    forums: frozenset[int]
    manners: tuple[Preferences, ...]
    secret: frozenset[int]
    wishes: tuple[Wish, ...]
    lives: tuple[Life, ...]

    def find_alert(self) -> set[tuple[int, str]]:
        """What must have been posted in the end: (channel number, paper number)."""
        papers = [paper for life in self.lives for paper in life.papers]
        return {
            (wish.channel, paper.number) for wish in self.wishes for paper in papers if wish.word in paper.words
        }
