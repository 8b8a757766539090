"""The plan of a seed: subscriptions, papers by time, faults, and the end of each life."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from tests.wire.crash.people.wanting import FEED, LIST
from tests.wire.crash.plan.feeds import NOTHING, FeedLife
from tests.wire.crash.plan.points import Crash

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.domain.preferences import Preferences
    from tests.fake_discord.faults import Fault as DiscordFault
    from tests.fake_discord.state.models import Perm
    from tests.fake_sources.faults import Fault
    from tests.wire.crash.plan.changes import Change, LiveChange
    from tests.wire.crash.plan.likes import Act
    from tests.wire.crash.plan.mails import Mailbox
    from tests.wire.crash.plan.models import Answer, Summaries
    from tests.wire.crash.plan.streams import Wrong
    from tests.wire.crash.plan.times import Interlude


WORDS = ("audio", "diffusion", "graph", "protein", "robot", "speech")


@dataclass(frozen=True, kw_only=True)
class SubscriptionRequest:
    """A subscription: channel number `channel` gets the papers with this word, one by one or `daily`, or `picks`.

    Its `sources` are as a subscription keeps them: none are the list, which is `lists` beside others.
    """

    channel: int
    word: str
    daily: bool
    sources: tuple[str, ...] = ()
    picks: bool = False


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A paper with the words in its title, in one of the sources; a feed's `own` ones have no arXiv id."""

    number: str
    words: frozenset[str]
    source: str = LIST
    own: bool = False


# In the feed from the beginning.
OLDER = Listed(number="older", words=frozenset(), source=FEED, own=True)


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """A fault of Discord's REST API that meets `times` requests after the first `spared` ones.

    Where a `channel` is given, only those to that number are meant.
    A life's `Interlude` or `Closed` may begin when it has struck: see `Life.cue`.
    """

    method: str
    route: str
    fault: DiscordFault
    times: int
    spared: int
    channel: int | None = None


@dataclass(frozen=True, kw_only=True)
class Closed:
    """The gateway goes away, and unheard by the bot these permissions are taken in channel number `channel`.

    The bot has them again, and hears of it, in its next life.
    """

    channel: int
    permissions: Perm


@dataclass(frozen=True, kw_only=True)
class AtMoment:
    """Killed so many of the machine's seconds after the start."""

    seconds: float

    def __str__(self) -> str:
        return "at a moment"


@dataclass(frozen=True, kw_only=True)
class AfterChange:
    """Killed so many of the machine's seconds after the last step of the change by commands."""

    seconds: float

    def __str__(self) -> str:
        return "after a change by commands"


@dataclass(frozen=True, kw_only=True)
class AtPost:
    """Killed when the `nth` post has reached Discord, which has `accepted` it or never will."""

    nth: int
    accepted: bool

    def __str__(self) -> str:
        return "post accepted, not answered" if self.accepted else "post on its way, swallowed"


End: TypeAlias = AtMoment | AfterChange | AtPost | Crash


@dataclass(frozen=True, kw_only=True)
class Life:
    """One process from its start to its kill; before it the bot is down for `downtime` seconds.

    `server_dies` is when (in the machine's seconds after the start) the store's server, if it has one, is killed.
    `relay` is for how long (in the same seconds) a second replica, where the store allows one, outlives it.
    `outage` is what is wrong with Hugging Face all the while, if anything; `feed` is what becomes of
    the feed, `arxiv` what is wrong with arXiv. `acts` are what people think of posts, before it and meanwhile,
    `mail_faults` are what commands to the mail server meet.

    `changes` are made to subscriptions before it, `live_change` by commands while it lives. `scene` names what was
    drawn for it beside that: its `interlude` and `closed` begin `cue` seconds after the first of the troubles that
    are its `cues` has struck, or without one after the start. The bot's wall clock is `clock_ahead` seconds wrong
    from the start. `patience` is how long (all these in the machine's seconds) an end is waited for that may never
    come. What is under way in the scene by then is played to its end if there is a `linger`, which is how long the
    bot lives after it.
    """

    downtime: float
    papers: tuple[Listed, ...]
    troubles: tuple[Trouble, ...]
    end: End
    server_dies: float | None
    relay: float | None = None
    outage: Fault | None = None
    feed: FeedLife = NOTHING
    arxiv: Wrong | None = None
    changes: tuple[Change, ...] = ()
    live_change: LiveChange | None = None
    scene: str = ""
    interlude: Interlude | None = None
    closed: Closed | None = None
    cues: tuple[int, ...] = ()
    cue: float = 0.0
    clock_ahead: float = 0.0
    patience: float = 1.2
    linger: float | None = None
    slow_reading: bool = False
    answers: tuple[Answer, ...] = ()
    acts: tuple[Act, ...] = ()
    mail_faults: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Episode:
    """One store and one server with `channels` channels.

    Those among `forums` are forums, each has its `manners`; in the `secret` ones history may not be read. `bad`
    are papers with the refusal that every message with one of them meets. The `missed` ones arXiv announced in the
    days before. Posts of the feed have `recurring` titles, or each has one of its own. People
    `added` the feed, or it is the host's. Some posts are liked if `people_like` them. `mailboxes` get mails.
    """

    seed: int
    channels: int
    forums: frozenset[int]
    manners: tuple[Preferences, ...]
    secret: frozenset[int]
    wishes: tuple[SubscriptionRequest, ...]
    lives: tuple[Life, ...]
    bad: Mapping[str, DiscordFault]
    summaries: Summaries | None = None
    missed: tuple[Listed, ...] = ()
    recurring: bool = False
    added: bool = False
    people_like: bool = False
    mailboxes: tuple[Mailbox, ...] = ()

    def words_of(self) -> dict[str, frozenset[str]]:
        """The words in the title of each paper, by number."""
        papers = (OLDER, *self.missed, *(paper for life in self.lives for paper in life.papers))
        return {paper.number: paper.words for paper in papers}
