"""The people of an episode: what they change, what came of it, and so what is owed to them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Self

from bot.domain.errors import PaperboyError
from bot.domain.subscription import Mode
from tests.wire.crash.people.buttons import WORKS, Button, chosen
from tests.wire.crash.people.changing import Order, changed
from tests.wire.crash.people.steps import Steps, wants
from tests.wire.crash.people.wanting import Wanting, shown
from tests.wire.crash.plan.changes import Change, Doing
from tests.wire.crash.plan.times import Passing
from tests.wire.crash.verdict.claims import Claims
from tests.wire.crash.verdict.picks import Picks
from tests.wire.crash.verdict.questions import Seen, look_at

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping

    from bot.domain.subscription import Subscription
    from tests.wire.crash.bots.killing import Death
    from tests.wire.crash.bots.starting import Bots
    from tests.wire.crash.environment import Environment
    from tests.wire.crash.people.commands import Typed
    from tests.wire.crash.plan.plan import Episode, Life, Listed
    from tests.wire.crash.verdict.verdict import Owed


@dataclass(kw_only=True)
class People:
    """`seen` is how the store stood last, `claims` what is owed, `unknowable` what the bot could not look for.

    `done` counts the changes that were made, those by commands apart. `trouble` is what no bot may do to them,
    `log` what they did, and when. `buttons` are those under what they were told, `last` the subscription that was
    changed last; none ends when only the `fewest` are left. Once its clock has been wrong the bot may forget too
    soon what can be taken back.
    """

    environment: Environment
    words: Mapping[str, frozenset[str]]
    seen: Seen
    claims: Claims
    picks: Picks
    done: Counter[str] = field(default_factory=Counter[str])
    unknowable: set[Owed] = field(default_factory=set["Owed"])
    trouble: str = ""
    buttons: list[Button] = field(default_factory=list[Button])
    last: str = ""
    fewest: int = 1
    clock_was_wrong: bool = False
    looked: float = 0.0
    log: list[tuple[float, str]] = field(default_factory=list[tuple[float, str]])

    @classmethod
    async def of(cls, episode: Episode, environment: Environment) -> Self:
        """Before anything has happened."""
        seen = await look_at(environment)
        words = episode.words_of()
        claims = Claims(words, _wanting(seen.subscriptions), environment.sources.given)
        fewest = 1 + len(seen.subscriptions) // 2
        picks = Picks(words=words)
        return cls(environment=environment, words=words, seen=seen, claims=claims, picks=picks, fewest=fewest)

    async def rest(self, bots: Bots, changes: Iterable[Change]):
        """Make changes while no bot runs."""
        if chosen := list(changes):
            await self._change(bots, lambda: chosen)

    async def resume_all(self, bots: Bots):
        """End every pause."""

        def paused() -> list[Change]:
            ids = sorted(self.seen.subscriptions)
            return [
                Change(wish=(number + 0.5) / len(ids), doing=Doing.PAUSE, pick=0.0)
                for number, key in enumerate(ids)
                if self.seen.subscriptions[key].paused
            ]

        await self._change(bots, paused)

    async def _change(self, bots: Bots, changes: Callable[[], list[Change]]):
        self.seen = await look_at(self.environment)
        for change in changes():
            if change.doing is Doing.UNDO:
                await self._undo(bots, change.pick)
            else:
                await self._do(bots, change)

    async def _do(self, bots: Bots, change: Change):
        environment = self.environment
        old, new = self._chosen(change)
        place = None if new is None else environment.destinations[new.destination_id]
        key = await bots.change(Order(url=environment.url, old=old, new=new, destination=place).encoded())
        self.last, now = old.id, environment.clock.now()
        kept = self.claims.keep(old.id, self.seen.begun)
        self._no_longer_last(old.id)
        if key:
            self.buttons.append(Button(was=old, became=new, key=key, kept=kept, at=now))
        doing = Doing.RENAME if new is not None and new.name != old.name else change.doing
        if doing is not Doing.RENAME:  # which changes nothing of what waits, or is finished as it was
            self.claims.rest(old.id, wants(old, new), self.seen.begun, now)
            self.picks.changed(old.id)
        self.seen = await look_at(environment)
        self.done[doing] += 1
        self._note(doing, old, new)

    async def _undo(self, bots: Bots, pick: float):
        """Press a button, which must be refused unless all is as it was after what it takes back."""
        if (button := chosen(self.buttons, pick)) is None:
            return
        environment, key, begun = self.environment, button.was.id, self.seen.begun
        before, at, back = self.seen.subscriptions.get(key), environment.clock.now(), button.back
        told = await bots.change(Order(url=environment.url, old=button.was, undo=button.key).encoded())
        if told:
            if self._must_work(button, at):
                self.trouble = f"an Undo of {key} was refused: {told}"
            self.done["undo, refused"] += 1
            return
        self.seen = await look_at(environment)
        now = self.seen.subscriptions.get(key)
        if back is None or now is None or shown(now) != shown(back):
            self.trouble = f"{key} is {shown(now)} after an Undo and should be {shown(back)}"
            return
        self.claims.take_back(key, button.kept, begun, before=at, after=at)
        self.picks.changed(key)
        self._no_longer_last(key)
        self.done["undo"] += 1
        self._note(Doing.UNDO, before, now)

    def _no_longer_last(self, key: str):
        """Something was done to a subscription: nothing of before can be taken back any more."""
        for button in self.buttons:
            button.over |= button.was.id == key

    def _note(self, how: str, old: Subscription | None, new: Subscription | None):
        key = next(one.id for one in (old, new) if one is not None)
        self.log.append((self.environment.clock.now(), f"changed, {how}: {key} {shown(old)} to {shown(new)}"))

    def _chosen(self, change: Change, coming: Iterable[Listed] = ()) -> tuple[Subscription, Subscription | None]:
        """The subscription that is changed, and what it becomes; of few it is renamed rather than ended.

        Aimed at one that most of what is `coming` is for, or else for which something waits.
        """
        waiting = {key: words for key in self.seen.subscriptions if (words := self._words_waiting(key))}
        at_once = [key for key in waiting if self.seen.subscriptions[key].mode is Mode.NOW]
        aimed = self._awaited(coming) or at_once or waiting or self.seen.subscriptions
        ids = sorted(aimed if change.aimed else self.seen.subscriptions)
        key = ids[int(change.wish * len(ids))]
        old = self.seen.subscriptions[self.last if change.same and self.last in self.seen.subscriptions else key]
        few = change.doing is Doing.END and len(self.seen.subscriptions) <= self.fewest
        if few or (change.doing is Doing.MODE and old.has_picks):
            change = replace(change, doing=Doing.RENAME)
        return old, changed(old, change, list(self.environment.destinations), waiting.get(old.id, ()))

    def _awaited(self, coming: Iterable[Listed]) -> list[str]:
        """The subscriptions that ask for at least half as many of these papers as any does."""
        asked: Counter[str] = Counter()
        for paper in coming:
            for key, subscription in self.seen.subscriptions.items():
                wants = Wanting.of(subscription)
                asked[key] += paper.source in wants.sources and wants.matches(paper.words)
        return [key for key, count in asked.items() if count and 2 * count >= max(asked.values())]

    def _words_waiting(self, key: str) -> list[str]:
        """The words of the papers that wait to be posted for a subscription, repetitions included."""
        wants = Wanting.of(self.seen.subscriptions[key])
        found = (self.words[paper] for channel, paper in self.seen.waiting if channel == wants.channel)
        return sorted(word for words in found if wants.asks_for(words) for word in words)

    async def meanwhile(self, life: Life, live: Callable[[Typed | None], Awaitable[Death]]) -> Death:
        """Let a bot live, with a change by commands if the life has one; then see what came of it."""
        steps, began, before = self._steps(life), self.environment.clock.now(), self.seen
        death = await live(steps.typed if steps else None)
        set_ = life.interlude is not None and life.interlude.passing in {Passing.SET, Passing.FROZEN}
        is_wrong = set_ or bool(life.clock_ahead)
        self.clock_was_wrong |= is_wrong
        try:
            await self._see(steps, began, exact=not is_wrong)
        except PaperboyError as error:
            self.trouble = str(error)
        if life.closed is not None:
            self.unknowable |= self.seen.uncertain - before.uncertain
        return death

    async def see(self):
        """After lives that nobody disturbed."""
        await self._see(None, self.environment.clock.now())

    async def see_all_read(self) -> list[str]:
        """The same, when all that there is should be read; what is not is owed as if it were, and is told of."""
        await self.see()
        unread = self.environment.sources.given - self.seen.brought
        now, brought = self.environment.clock.now(), self.seen.brought | unread
        self.claims.lived(brought, self.seen.begun, {}, began=now, ended=now)
        return [f"not read: {', '.join(sorted(map('/'.join, unread)))}"] if unread else []

    def _steps(self, life: Life) -> Steps | None:
        """What is done by commands: an Undo of what was done so before is another query where there is none."""
        live = life.live_change
        if live is None:
            return None
        undoes = live.change.doing is Doing.UNDO
        under = [one for one in self.buttons if one.message is not None]
        if undoes and (button := chosen(under, live.change.pick)) is not None:
            return Steps.of_press(self.environment, live, self.seen.subscriptions.get(button.was.id), button)
        change = replace(live.change, doing=Doing.QUERY) if undoes else live.change
        return Steps.of_change(self.environment, live, *self._chosen(change, life.papers if live.stored else ()))

    async def _see(self, steps: Steps | None, began: float, *, exact: bool = True):
        old = self.seen
        self.seen = seen = await look_at(self.environment)
        came, now = 0, self.environment.clock.now()
        if steps is not None:
            came = self._came_of(steps, now)
        # Refused by now, and split or to be planned again, a post was begun all the same when the change was made.
        begun = seen.begun | self.environment.tried(began) if came else seen.begun
        changes = steps.changes(came) if steps is not None else {}
        button = None if steps is None or not came else steps.button or self._button(steps, begun, began)
        self.claims.lived(seen.brought, begun, changes, began=began, ended=now)
        readers = self.environment.readers
        self.picks.lived(
            old,
            seen,
            self.claims,
            posted={(post.channel, post.paper) for post in self.environment.posts() if post.at < self.looked},
            changed=() if steps is None else {steps.key},
            liked=readers.touched if readers else (),
            exact=exact,
        )
        self.looked = now
        if steps is not None and button is not None and (steps.button is not None or came > 1):
            self.claims.take_back(steps.key, button.kept, begun, before=began, after=now)
            self._no_longer_last(steps.key)

    def _button(self, steps: Steps, begun: frozenset[Owed], at: float) -> Button | None:
        """That of a change which was made by commands in this life; it is under what the bot said, if it did."""
        old, new, *_ = steps.typed.states
        assert old is not None
        self.last = old.id
        self._no_longer_last(old.id)
        if not steps.typed.key:
            return None
        kept, message = self.claims.keep(old.id, begun), steps.typed.answer
        button = Button(was=old, became=new, key=steps.typed.key, kept=kept, at=at, message=message)
        self.buttons.append(button)
        return button

    def _came_of(self, steps: Steps, now: float) -> int:
        subscription = self.seen.subscriptions.get(steps.key)
        came, trouble = steps.came(subscription)
        if steps.button is not None and steps.typed.refused and self._must_work(steps.button, now):
            trouble = f"an Undo of {steps.key} by commands was refused"
        self.trouble = self.trouble or trouble
        if came:
            self.done["undo by commands" if steps.button or came > 1 else "by commands"] += 1
            self._note("by commands", steps.before, subscription)
        elif steps.typed.refused:
            self.done["undo by commands, refused"] += 1
        return came

    def _must_work(self, button: Button, now: float) -> bool:
        """Whether it must not be refused."""
        return now - button.at < WORKS and not (self.clock_was_wrong or button.over)


def _wanting(subscriptions: Mapping[str, Subscription]) -> dict[str, Wanting]:
    return {key: Wanting.of(subscription) for key, subscription in subscriptions.items()}
