"""What an import would change, in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.subscription import Mode
from bot.query import parse
from bot.service.alerts_file.importer import Changes, Step
from bot.service.subscriptions.subscriptions import Draft
from cogs.alerts.exchange.plan import plan_text
from tests.support.fakes import START, destination, subscription

_NEW = Draft(query=parse("trees"), destination=destination(), creator_id=1)
_END = f"<t:{int(START.timestamp())}:f>"


@pytest.mark.parametrize(
    ("step", "told"),
    [
        (Step(draft=_NEW, existing=None, paused=True), ["➕ add **trees** to <#2000>: `trees`", "⏸️ pause it"]),
        (Step(draft=None, existing=subscription(), paused=True), ["⏸️ pause **diffusion**"]),
        (Step(draft=None, existing=None, paused=True, until=START), [f"⏸️ pause it until {_END}"]),
        (
            Step(draft=None, existing=subscription(), paused=True, until=START),
            [f"⏸️ pause **diffusion** until {_END}"],
        ),
        (Step(draft=None, existing=subscription(), paused=False), ["▶️ resume **diffusion**"]),
    ],
)
def test_pauses(step: Step, told: list[str]) -> None:
    """One that is new has its name in the line before."""
    changes = Changes(steps=(step,), settings={}, ended=(), unchanged=0, untouched=(subscription(),), problems=())
    head, *lines, foot = plan_text(changes).splitlines()
    assert (head, lines) == ("Nothing is changed yet. Importing would:", told)
    assert foot == (
        "1 subscription is not in the file and stays as it is: **diffusion**. "
        "To end it, choose `end_missing` in `/alerts import`."
    )


@pytest.mark.parametrize(
    ("mode", "sources", "told"),
    [
        (Mode.NOW, ("alpha",), "➕ add **trees** to <#2000>: `trees` of `alpha`"),
        (Mode.DAILY, (), "➕ add **trees** to <#2000>, delivery `daily`: `trees`"),
        (Mode.WEEKLY, ("alpha",), "➕ add **trees** to <#2000>, delivery `weekly`: `trees` of `alpha`"),
    ],
)
def test_a_digest_is_told_of_what_is_added(mode: Mode, sources: tuple[str, ...], told: str) -> None:
    """In the word of the file; what comes at once is what everybody expects."""
    step = Step(draft=replace(_NEW, mode=mode, sources=sources), existing=None, paused=None)
    changes = Changes(steps=(step,), settings={}, ended=(), unchanged=0, untouched=(), problems=())
    assert plan_text(changes).splitlines()[1:] == [told]


def test_of_many_that_are_not_in_the_file_three_are_named() -> None:
    """And how many more there are, with how to end them all."""
    left = tuple(subscription(f"k{number}", f"word{number}") for number in range(5))
    changes = Changes(steps=(), settings={}, ended=(), unchanged=0, untouched=left, problems=())
    assert plan_text(changes).splitlines()[-1] == (
        "5 subscriptions are not in the file and stay as they are: **word0**, **word1**, **word2** and 2 more. "
        "To end them, choose `end_missing` in `/alerts import`."
    )
