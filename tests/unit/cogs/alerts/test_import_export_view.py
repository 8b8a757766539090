"""What an import would change, in words."""

from __future__ import annotations

import pytest

from bot.query import parse
from bot.service.alerts_file.importer import Changes, Step
from bot.service.subscriptions.subscriptions import Draft
from cogs.alerts.import_export_view import plan_text
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
    changes = Changes(steps=(step,), settings={}, ended=(), unchanged=0, untouched=1, problems=())
    head, *lines, foot = plan_text(changes).splitlines()
    assert (head, lines) == ("Nothing is changed yet. Importing would:", told)
    assert foot == "1 subscription is not in the file and stays as it is."
