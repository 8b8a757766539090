"""Each control takes out something that is there: one whose target has moved breaks and proves nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot.discord_io.posting import notifier
from bot.service.deliver import attempt, planner
from bot.store.tinydb.files.storage import JournalStorage
from tests.wire.crash.controls import CONTROLS
from tests.wire.crash.controls.fitting import misfits
from tests.wire.crash.plan.only import ONLY
from tests.wire.crash.plan.scenes import SCENES

if TYPE_CHECKING:
    from collections.abc import Callable

_NOTIFIER: Any = notifier.DiscordNotifier
_STORAGE: Any = JournalStorage
_ATTEMPT: Any = attempt
_PLANNER: Any = planner


@pytest.mark.parametrize("control", CONTROLS)
def test_a_control_fits_what_it_takes_out(control: str) -> None:
    """Everything that it replaces is there, is used there, and is called as what comes in its place can be."""
    assert misfits(CONTROLS[control].take_out) == []


@pytest.mark.parametrize("control", CONTROLS)
def test_a_control_is_played_in_what_there_is(control: str) -> None:
    """The scenes in which it shows are known, or what is drawn in their place."""
    assert CONTROLS[control].scenes
    assert set(CONTROLS[control].scenes) <= set(SCENES)
    assert CONTROLS[control].only in ("", *ONLY)


def _nothing(*_: object, **__: object) -> None: ...


def _renamed() -> None:
    _NOTIFIER._require_old_history = _nothing


def _moved() -> None:
    _PLANNER.decide = _nothing


def _called_otherwise() -> None:
    async def find(_self: object, _destination: object) -> None: ...

    _NOTIFIER.find = find


def _awaited_no_more() -> None:
    _NOTIFIER._require_history = _nothing


def _unused() -> None:
    _ATTEMPT.annotations = None


def _without_default() -> None:
    _STORAGE.__init__.__kwdefaults__["no_such"] = None


@pytest.mark.parametrize(
    ("take_out", "told"),
    [
        (lambda: None, "nothing is taken out"),
        (_renamed, "DiscordNotifier._require_old_history is not there"),
        (_moved, "bot.service.deliver.planner.decide is not there"),
        (_called_otherwise, "DiscordNotifier.find is called otherwise"),
        (_awaited_no_more, "DiscordNotifier._require_history is called otherwise"),
        (_unused, "bot.service.deliver.attempt.annotations is not used"),
        (_without_default, "JournalStorage.__init__ has no default no_such"),
    ],
)
def test_a_control_that_does_not_fit_is_told_of(take_out: Callable[[], None], told: str) -> None:
    """Whatever has become of its target; and all is as it was afterwards, or it would be told of once only."""
    assert [misfits(take_out) for _ in range(2)] == [[told]] * 2
    assert not {"no_such", "_require_old_history"} & {*_STORAGE.__init__.__kwdefaults__, *vars(_NOTIFIER)}
