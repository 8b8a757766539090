"""Which Undo must be done, and which must be refused."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.domain.subscription import Mode
from tests.support.fakes import subscription
from tests.wire.crash.people.buttons import Button, chosen
from tests.wire.crash.people.commands import Typed
from tests.wire.crash.people.steps import Steps
from tests.wire.crash.verdict.claims import Claims

WAS = subscription(query="graph")
BECAME = replace(WAS, query="speech", mode=Mode.DAILY)


def button(**parts: Any) -> Button:
    return Button(**{"was": WAS, "became": BECAME, "key": "k", "kept": Claims({}, {}), "at": 0.0, **parts})


def test_what_is_over_is_refused() -> None:
    """Else all is as it was, pauses too."""
    assert button().back == WAS
    assert button(became=None).back == WAS
    assert button(over=True).back is None


def test_mostly_the_newest_is_pressed() -> None:
    """That was not used yet; all the others, too; and none where there is none."""
    buttons = [button(key=str(number), over=number == 3) for number in range(4)]
    picked = [one.key for number in range(100) if (one := chosen(buttons, number / 100)) is not None]
    assert set(picked[:75]) == {"0", "1", "2"}
    assert picked[:75].count("2") > 40
    assert set(picked[75:]) == {"0", "1", "2", "3"}
    assert chosen(buttons[3:], 0.5) == buttons[3]
    assert chosen([], 0.5) is None


def steps(*states: Any, done: int, under: Button | None = None) -> Steps:
    nobody: Any = None
    typed = Typed(
        discord=nobody, person=nobody, place=nobody, states=states, after=0.0, while_stored=False, done=done
    )
    return Steps(key=WAS.id, typed=typed, button=under)


def test_how_much_of_it_was_done_is_known_by_how_things_are() -> None:
    """What was acknowledged must be there, what was not may be; nothing else may."""
    assert steps(WAS, BECAME, done=0).came(WAS) == (0, "")
    assert steps(WAS, BECAME, done=0).came(BECAME) == (1, "")
    assert "none of" in steps(WAS, BECAME, done=1).came(WAS)[1]
    assert steps(WAS, BECAME, WAS, done=0).came(WAS) == (0, "")
    assert steps(WAS, BECAME, WAS, done=1).came(BECAME) == (1, "")
    assert steps(WAS, BECAME, WAS, done=1).came(WAS) == (2, "")
    assert steps(WAS, None, WAS, done=1).came(None) == (1, "")
    assert "none of" in steps(WAS, BECAME, WAS, done=2).came(BECAME)[1]
    assert "none of" in steps(WAS, BECAME, done=0).came(None)[1]


def test_what_had_to_be_refused_must_not_be_done() -> None:
    """Whether that is told of by what was said, or by how things are."""
    over, other = button(over=True), replace(BECAME, name="another")
    assert "had to be refused" in steps(WAS, WAS, done=1, under=over).came(WAS)[1]
    assert steps(WAS, WAS, done=0, under=over).came(WAS) == (0, "")
    assert "none of" in steps(other, other, done=0, under=button()).came(WAS)[1]


def test_a_new_name_alone_changes_nothing() -> None:
    """Anything else is asked for from then on; nothing by one that has ended."""
    assert steps(WAS, replace(WAS, name="x"), done=1).changes(1) == {}
    assert steps(WAS, BECAME, done=0).changes(0) == {}
    assert steps(WAS, BECAME, done=1).changes(1)[WAS.id].word == "speech"
    assert steps(WAS, None, done=1).changes(1)[WAS.id].word == ""
    assert steps(None, WAS, done=1, under=button(became=None)).changes(1)[WAS.id].word == "graph"
