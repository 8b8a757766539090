"""Cases in which Undo must be done, and in which it must be refused."""

from dataclasses import replace
from typing import Any

import pytest

from bot.domain.subscription import Mode
from tests.support.fakes import subscription
from tests.wire.crash.people.buttons import Button
from tests.wire.crash.people.commands import Typed
from tests.wire.crash.people.steps import Steps
from tests.wire.crash.verdict.claims import Claims

WAS = subscription(query="graph")
BECAME = replace(WAS, query="speech", mode=Mode.DAILY)
OTHER = replace(BECAME, name="another")


def button(key: str = "k", became: Any = BECAME, *, over: bool = False) -> Button:
    return Button(was=WAS, became=became, key=key, kept=Claims({}, {}), at=0.0, over=over)


def steps(states: tuple[Any, ...], done: int, under: Button | None = None) -> Steps:
    nobody: Any = None
    typed = Typed(
        discord=nobody, person=nobody, place=nobody, states=states, after=0.0, while_stored=False, done=done
    )
    return Steps(key=WAS.id, typed=typed, button=under)


@pytest.mark.parametrize(
    ("states", "done", "under", "now", "came"),
    [
        ((WAS, BECAME), 0, None, WAS, 0),
        ((WAS, BECAME), 0, None, BECAME, 1),
        ((WAS, BECAME), 1, None, WAS, "none of"),
        ((WAS, BECAME), 0, None, None, "none of"),
        ((WAS, BECAME, WAS), 0, None, WAS, 0),
        ((WAS, BECAME, WAS), 1, None, BECAME, 1),
        ((WAS, BECAME, WAS), 1, None, WAS, 2),
        ((WAS, BECAME, WAS), 2, None, BECAME, "none of"),
        ((WAS, None, WAS), 1, None, None, 1),
        ((WAS, WAS), 0, button(over=True), WAS, 0),
        ((WAS, WAS), 1, button(over=True), WAS, "had to be refused"),
        ((OTHER, OTHER), 0, button(), WAS, "none of"),
    ],
)
def test_how_much_of_it_was_done_is_known_by_how_things_are(
    states: tuple[Any, ...], done: int, under: Button | None, now: Any, came: int | str
):
    """Acknowledged changes must be stored, unacknowledged ones can be; no others, and no refused ones."""
    count, trouble = steps(states, done, under).came(now)
    assert came in trouble if isinstance(came, str) else (count, trouble) == (came, "")


def test_a_new_name_alone_changes_nothing():
    """Anything else is asked for from then on; nothing by one that has ended."""
    assert steps((WAS, replace(WAS, name="x")), 1).changes(1) == steps((WAS, BECAME), 0).changes(0) == {}
    assert steps((WAS, BECAME), 1).changes(1)[WAS.id].word == "speech"
    assert steps((WAS, None), 1).changes(1)[WAS.id].word == ""
    assert steps((None, WAS), 1, button(became=None)).changes(1)[WAS.id].word == "graph"
