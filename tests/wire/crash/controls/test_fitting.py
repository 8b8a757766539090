"""Each control takes out something that is there: one whose target has moved breaks and proves nothing."""

from typing import Any

import pytest

from bot.discord_io.posting.notifier import DiscordNotifier
from bot.service.deliver import attempt, planner
from bot.store.tinydb.files.storage import JournalStorage
from tests.wire.crash.controls import CONTROLS
from tests.wire.crash.controls.fitting import misfits
from tests.wire.crash.plan.only import ONLY
from tests.wire.crash.plan.scenes import SCENES


@pytest.mark.parametrize("control", CONTROLS.values(), ids=CONTROLS)
def test_a_control_fits_what_it_takes_out(control: Any):
    """All that it replaces is there, is used there, and is called as what comes in its place; so is its scene."""
    assert misfits(control.take_out) == []
    assert control.scenes
    assert set(control.scenes) <= set(SCENES)
    assert control.only in ("", *ONLY)


def _nothing(*_: object, **__: object): ...


async def _find(_self: object, _destination: object): ...


@pytest.mark.parametrize(
    ("owner", "name", "after", "told"),
    [
        (DiscordNotifier, "_require_old_history", _nothing, "DiscordNotifier._require_old_history is not there"),
        (planner, "decide", _nothing, "bot.service.deliver.planner.decide is not there"),
        (DiscordNotifier, "find", _find, "DiscordNotifier.find is called otherwise"),
        (DiscordNotifier, "_require_history", _nothing, "DiscordNotifier._require_history is called otherwise"),
        (attempt, "annotations", None, "bot.service.deliver.attempt.annotations is not used"),
        (JournalStorage.__init__, "no_such", None, "JournalStorage.__init__ has no default no_such"),
    ],
)
def test_a_control_that_does_not_fit_is_told_of(owner: Any, name: str, after: Any, told: str):
    """A control that does not fit is reported in every case, and everything is restored afterwards."""

    def take_out():
        if owner is JournalStorage.__init__:
            owner.__kwdefaults__[name] = after
        else:
            setattr(owner, name, after)

    assert [misfits(take_out) for _ in range(2)] == [[told]] * 2
    assert misfits(lambda: None) == ["nothing is taken out"]
