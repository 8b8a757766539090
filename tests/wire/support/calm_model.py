"""A model of a channel with digests, quiet hours and a daily limit, minute by minute.

Written from the rules as people read them, with a wall clock and lists; nothing here knows the bot.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tests.wire.support.recorded import Post

_MINUTE = timedelta(minutes=1)
_BURST, _PAGE = 5, 10


@dataclass
class SubscriptionRequest:
    """A paper due to the channel; `begun` is when it first matched."""

    paper: str
    begun: datetime
    at_once: bool
    beyond: bool = False  # there was no room for it on its day
    ripe: bool = False  # its digest's moment has come


@dataclass(kw_only=True)
class CalmChannel:
    """One channel with its rules, by the local wall clock."""

    number: int
    zone: str
    digest: time
    quiet: tuple[time, time]
    most: int | None
    waiting: dict[str, SubscriptionRequest] = field(default_factory=dict[str, SubscriptionRequest])
    known: set[str] = field(default_factory=set[str])
    posts: list[Post] = field(default_factory=list[Post])
    held: int = 0
    overflow: int = 0
    _day: date = date.min
    _today: int = 0

    def match(self, paper: str, at: datetime, *, at_once: bool):
        """Note a match; a pending digest entry becomes instant if an instant subscription matches."""
        if paper not in self.known:
            self.known.add(paper)
            self.waiting[paper] = SubscriptionRequest(paper, at, at_once)
            self.held += self._is_quiet(at)
        elif at_once and paper in self.waiting and not self.waiting[paper].beyond:
            self.waiting[paper].at_once = True

    def tick(self, now: datetime):
        """Post everything due at this moment."""
        wall = now.astimezone(ZoneInfo(self.zone))
        if wall.date() != self._day:
            self._day, self._today = wall.date(), 0
        if (wall.hour, wall.minute, wall.second, wall.fold) == (self.digest.hour, self.digest.minute, 0, 0):
            for wish in self.waiting.values():
                wish.ripe = wish.ripe or not wish.at_once
        if not self._is_quiet(now):
            self._post(now, is_digest_time=wall.timetz().replace(tzinfo=None, fold=0) == self.digest)

    def _is_quiet(self, now: datetime) -> bool:
        wall = now.astimezone(ZoneInfo(self.zone)).time()
        begin, end = self.quiet
        return begin <= wall < end if begin < end else not end <= wall < begin

    def _post(self, now: datetime, *, is_digest_time: bool):
        cards = [wish for wish in self._in_order() if wish.at_once]
        room = len(cards) if self.most is None else self.most - self._today
        for wish in cards[room:]:  # no room left today: into the next digest, which may be this very one
            wish.at_once, wish.beyond, wish.ripe = False, True, is_digest_time
            self.overflow += 1
        cards = cards[:room]
        if len(cards) > _BURST:
            for wish in cards:
                wish.at_once, wish.ripe = False, True
            cards = []
        for wish in cards:
            self._say(now, [wish], digest=False)
            self._today += 1
        gathered = [wish for wish in self._in_order() if wish.ripe]
        for start in range(0, len(gathered), _PAGE):
            self._say(now, gathered[start : start + _PAGE], digest=True)

    def _in_order(self) -> list[SubscriptionRequest]:
        return sorted(self.waiting.values(), key=lambda wish: (wish.begun, wish.paper))

    def _say(self, now: datetime, wishes: list[SubscriptionRequest], *, digest: bool):
        self.posts.append(Post(now, self.number, digest, tuple(wish.paper for wish in wishes)))
        for wish in wishes:
            del self.waiting[wish.paper]


def minutes(begin: datetime, end: datetime, others: Iterable[datetime]) -> Iterator[datetime]:
    """Every full minute of a period, and given moments between them, in order."""
    first = begin.astimezone(UTC).replace(second=0, microsecond=0) + _MINUTE
    count = int((end - first) / _MINUTE)
    yield from sorted({*(first + n * _MINUTE for n in range(count)), *others})
