"""The people of an episode: what they change, what came of it, and so what is owed to them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from bot.domain.errors import PaperboyError
from bot.domain.subscription import Mode
from tests.wire.crash.people.changing import changed, order
from tests.wire.crash.people.commands import Typed, place_to_type
from tests.wire.crash.people.wanting import LIST, STREAM, Wanting
from tests.wire.crash.plan.changes import Change, Doing
from tests.wire.crash.verdict.claims import Claims
from tests.wire.crash.verdict.questions import Seen, look_at

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping

    from bot.domain.subscription import Subscription
    from tests.wire.crash.bots.killing import Death
    from tests.wire.crash.bots.starting import Bots
    from tests.wire.crash.environment import Environment
    from tests.wire.crash.plan.plan import Episode, Life, Listed
    from tests.wire.crash.verdict.verdict import Owed

_SHOWN = ("destination_id", "query", "name", "mode", "paused", "sources")


@dataclass(slots=True, kw_only=True)
class People:
    """`seen` is how the store stood last, `claims` what is owed, `unknowable` what the bot could not look for.

    `done` counts the changes that were made, those by commands apart. `trouble` is what no bot may do to them,
    `log` what they did, and when.
    """

    environment: Environment
    words: Mapping[str, frozenset[str]]
    seen: Seen
    claims: Claims
    done: Counter[str]
    unknowable: set[Owed] = field(default_factory=set["Owed"])
    trouble: str = ""
    log: list[tuple[float, str]] = field(default_factory=list[tuple[float, str]])

    @classmethod
    async def of(cls, episode: Episode, environment: Environment, done: Counter[str]) -> Self:
        """Before anything has happened."""
        seen = await look_at(environment.url)
        words = episode.words_of()
        claims = Claims(words, _wanting(seen.subscriptions), environment.given)
        return cls(environment=environment, words=words, seen=seen, claims=claims, done=done)

    async def rest(self, bots: Bots, changes: Iterable[Change]) -> None:
        """Make changes while no bot runs."""
        if chosen := list(changes):
            await self._change(bots, lambda: chosen)

    async def resume_all(self, bots: Bots) -> None:
        """End every pause."""

        def paused() -> list[Change]:
            ids = sorted(self.seen.subscriptions)
            return [
                Change(wish=(number + 0.5) / len(ids), doing=Doing.PAUSE, pick=0.0)
                for number, key in enumerate(ids)
                if self.seen.subscriptions[key].paused
            ]

        await self._change(bots, paused)

    async def _change(self, bots: Bots, changes: Callable[[], list[Change]]) -> None:
        environment = self.environment
        self.seen = await look_at(environment.url)
        for change in changes():
            old, new = self._chosen(change)
            await bots.change(order(environment.url, old, new, environment.destinations[new.destination_id]))
            if change.doing is not Doing.RENAME:  # which changes nothing of what waits, or is finished as it was
                self.claims.rest(old.id, Wanting.of(new), self.seen.begun, environment.clock.now())
            self.seen = await look_at(environment.url)
            self.done[change.doing] += 1
            self._note(change.doing, old, new)

    def _note(self, how: str, old: Subscription, new: Subscription) -> None:
        self.log.append((self.environment.clock.now(), f"changed, {how}: {old.id} {_shown(old)} to {_shown(new)}"))

    def _chosen(self, change: Change, coming: Iterable[Listed] = ()) -> tuple[Subscription, Subscription]:
        """The subscription that is changed, and what it becomes.

        Aimed at one that most of what is `coming` is for, or else for which something waits.
        """
        waiting = {key: words for key in self.seen.subscriptions if (words := self._words_waiting(key))}
        at_once = [key for key in waiting if self.seen.subscriptions[key].mode is Mode.NOW]
        aimed = self._awaited(coming) or at_once or waiting or self.seen.subscriptions
        ids = sorted(aimed if change.aimed else self.seen.subscriptions)
        old = self.seen.subscriptions[ids[int(change.wish * len(ids))]]
        return old, changed(old, change, list(self.environment.destinations), waiting.get(old.id, ()))

    def _awaited(self, coming: Iterable[Listed]) -> list[str]:
        """The subscriptions that ask for at least half as many of these papers as any does."""
        asked: Counter[str] = Counter()
        for paper in coming:
            source = STREAM if paper.stream else LIST
            for key, subscription in self.seen.subscriptions.items():
                wants = Wanting.of(subscription)
                asked[key] += source in wants.sources and wants.matches(paper.words)
        return [key for key, count in asked.items() if count and 2 * count >= max(asked.values())]

    def _words_waiting(self, key: str) -> list[str]:
        """The words of the papers that wait to be posted for a subscription, repetitions included."""
        wants = Wanting.of(self.seen.subscriptions[key])
        found = (self.words[paper] for channel, paper in self.seen.waiting if channel == wants.channel)
        return sorted(word for words in found if wants.asks_for(words) for word in words)

    async def meanwhile(self, life: Life, live: Callable[[Typed | None], Awaitable[Death]]) -> Death:
        """Let a bot live, with a change by commands if the life has one; then see what came of it."""
        typed, began, before = self._typed(life), self.environment.clock.now(), self.seen
        death = await live(typed)
        try:
            await self._see(typed, began)
        except PaperboyError as error:
            self.trouble = str(error)
        if life.closed is not None:
            self.unknowable |= self.seen.uncertain - before.uncertain
        return death

    async def see(self) -> None:
        """After lives that nobody disturbed."""
        await self._see(None, self.environment.clock.now())

    def _typed(self, life: Life) -> Typed | None:
        if life.live_change is None:
            return None
        old, new = self._chosen(life.live_change.change, life.papers if life.live_change.stored else ())
        place = place_to_type(self.environment.channels)
        assert place.guild is not None
        return Typed(
            discord=self.environment.discord,
            person=place.guild.owner,
            place=place,
            old=old,
            new=new,
            after=life.live_change.after,
            while_stored=life.live_change.stored,
        )

    async def _see(self, typed: Typed | None, began: float) -> None:
        self.seen = seen = await look_at(self.environment.url)
        changes: Mapping[str, Wanting] = {}
        if typed is not None:
            now = seen.subscriptions[typed.old.id]
            made = _shown(now) == _shown(typed.new)
            if not made and _shown(now) != _shown(typed.old):
                self.trouble = f"{typed.old.id} is {_shown(now)}: neither as it was nor {_shown(typed.new)}"
            if not made and typed.done:
                self.trouble = f"a change to {_shown(typed.new)} was acknowledged and is gone"
            if made:
                changes = {typed.old.id: Wanting.of(now)} if now.name == typed.old.name else {}
                self.done["by commands"] += 1
                self._note("by commands", typed.old, now)
        # Refused by now, and split or to be planned again, a post was begun all the same when the change was made.
        begun = seen.begun | self.environment.tried(began) if changes else seen.begun
        self.claims.lived(seen.brought, begun, changes, began=began, ended=self.environment.clock.now())


def _wanting(subscriptions: Mapping[str, Subscription]) -> dict[str, Wanting]:
    return {key: Wanting.of(subscription) for key, subscription in subscriptions.items()}


def _shown(subscription: Subscription) -> tuple[object, ...]:
    return tuple(getattr(subscription, name) for name in _SHOWN)
