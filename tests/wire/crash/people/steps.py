"""Commands in one life, and how many of them took effect."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.wire.crash.people.commands import Typed, place_to_type
from tests.wire.crash.people.wanting import Wanting, shown

if TYPE_CHECKING:
    from bot.domain.subscription import Subscription
    from tests.wire.crash.environment import Environment
    from tests.wire.crash.people.buttons import Button
    from tests.wire.crash.plan.changes import LiveChange


@dataclass(frozen=True, kw_only=True)
class Steps:
    """What is `typed` about a subscription; a `button` that is pressed, and what that should lead to.

    Without one the first step is a change, and the second one, if there is one, takes it back.
    """

    key: str
    typed: Typed
    button: Button | None = None

    @classmethod
    def of_change(
        cls, environment: Environment, live: LiveChange, old: Subscription, new: Subscription | None
    ) -> Steps:
        """A change, and Undo of it."""
        typed = _typed(environment, live, (old, new, old) if live.undone else (old, new))
        return cls(key=old.id, typed=typed)

    @classmethod
    def of_press(
        cls, environment: Environment, live: LiveChange, before: Subscription | None, button: Button
    ) -> Steps:
        """An Undo of what was changed in an earlier life; after one that must be refused all is as before."""
        typed = _typed(environment, live, (before, before if button.over else button.was))
        typed.button = button.message
        return cls(key=button.was.id, typed=typed, button=button)

    @property
    def acknowledged(self) -> bool:
        """Whether the bot has said that all of it is done."""
        return self.typed.done == len(self.typed.states) - 1

    @property
    def before(self) -> Subscription | None:
        """How it is before the first of them."""
        return self.typed.states[0]

    def came(self, now: Subscription | None) -> tuple[int, str]:
        """How many steps were made, by how the subscription is `now`; and what no bot may do to it, if it did."""
        states = [shown(one) for one in self.typed.states]
        possible = states[self.typed.done : self.typed.done + 2]
        if shown(now) not in possible:
            return self.typed.done, f"{self.key} is {shown(now)}, which is none of {possible}"
        if self.typed.done and self.button is not None and self.button.over:
            return 0, f"an Undo of {self.key} was done that had to be refused"
        return self.typed.done + possible.index(shown(now)), ""

    def changes(self, came: int) -> dict[str, Wanting]:
        """What it asks for after so many steps, but for Undo of the first; nothing where that is as it was."""
        old, new, *_ = self.typed.states
        if not came or (old is not None and new is not None and old.name != new.name and self.button is None):
            return {}  # a new name alone changes nothing
        return {self.key: wants(old, new)}


def wants(old: Subscription | None, new: Subscription | None) -> Wanting:
    """What a subscription asks for that was `old`: nothing any more if it has ended."""
    if new is not None:
        return Wanting.of(new)
    assert old is not None
    return Wanting.of(old).ended()


def _typed(environment: Environment, live: LiveChange, states: tuple[Subscription | None, ...]) -> Typed:
    place = place_to_type(environment.channels)
    assert place.guild is not None
    return Typed(
        discord=environment.discord,
        person=place.guild.owner,
        place=place,
        states=states,
        after=live.after,
        while_stored=live.stored,
    )
