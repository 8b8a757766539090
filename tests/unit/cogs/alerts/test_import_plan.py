"""What an import would change, in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

import pytest

from bot.domain.preferences import DEFAULTS, Preferences
from bot.domain.schedule import DigestTimes
from bot.domain.subscription import Mode
from bot.query import parse
from bot.service.alerts_file.importer import Changes
from bot.service.subscriptions.rules import Wish
from cogs.alerts.exchange.plan import plan_text
from tests.support.fakes import START, destination, subscription

_NEW = Wish(query=parse("trees"), destination=destination(), creator_id=1)
_OLD = Wish(query=parse("diffusion"), destination=destination(), creator_id=1, replaces=subscription())
_END = f"<t:{int(START.timestamp())}:f>"


@pytest.mark.parametrize(
    ("step", "told"),
    [
        (
            replace(_NEW, pause=(True, None)),
            ["➕ add **trees** to <#2000>: `trees`", "⏸️ pause **trees**"],
        ),
        (replace(_OLD, pause=(True, None)), ["⏸️ pause **diffusion**"]),
        (
            replace(_OLD, pause=(True, START)),
            [f"⏸️ pause **diffusion** until {_END}"],
        ),
        (replace(_OLD, pause=(False, None)), ["▶️ resume **diffusion**"]),
    ],
)
def test_pauses(step: Wish, told: list[str]) -> None:
    """Each is a line, beside what else becomes of it."""
    changes = Changes(steps=(step,), settings={}, ended=(), unchanged=0, untouched=(subscription(),), problems=())
    head, *lines, foot = plan_text(changes, DigestTimes()).splitlines()
    assert (head, lines) == ("Nothing is changed yet. Importing would:", told)
    assert foot == (
        "1 subscription is not in the file and stays as it is: **diffusion**. "
        "To end it, choose `end_missing` in `/alerts import`."
    )


@pytest.mark.parametrize(
    ("mode", "sources", "told"),
    [
        (Mode.NOW, ("alpha",), "➕ add **trees** to <#2000>: `trees`; sources: `alpha`"),
        (Mode.DAILY, (), "➕ add **trees** to <#2000>: `trees`; delivery: daily"),
    ],
)
def test_a_digest_is_told_of_what_is_added(mode: Mode, sources: tuple[str, ...], told: str) -> None:
    """Where it is not what everybody expects."""
    step = replace(_NEW, mode=mode, sources=sources)
    changes = Changes(steps=(step,), settings={}, ended=(), unchanged=0, untouched=(), problems=())
    assert plan_text(changes, DigestTimes()).splitlines()[1:] == [told]


def test_of_many_that_are_not_in_the_file_three_are_named() -> None:
    """And how many more there are, with how to end them all."""
    left = tuple(subscription(f"k{number}", f"word{number}") for number in range(5))
    changes = Changes(steps=(), settings={}, ended=(), unchanged=0, untouched=left, problems=())
    assert plan_text(changes, DigestTimes()).splitlines()[-1] == (
        "5 subscriptions are not in the file and stay as they are: **word0**, **word1**, **word2** and 2 more. "
        "To end them, choose `end_missing` in `/alerts import`."
    )


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (
            DEFAULTS,
            Preferences(digest_time=time(7, 30)),
            "Digest time: daily or weekly on Monday, 09:00 UTC (default) → daily or weekly on Monday, 07:30 UTC",
        ),
        (DEFAULTS, Preferences(role_id=7), "Role to mention: nobody → <@&7>"),
        (
            DEFAULTS,
            Preferences(language="de", most_a_day=5),
            "Daily limit: No limit → 5 alerts a day; Language: Automatic → Deutsch",
        ),
    ],
)
def test_settings_are_told_in_the_words_of_their_panel(before: Preferences, after: Preferences, told: str) -> None:
    """What held and what would hold, of those that change; what a form asks together is one."""
    changes = Changes(steps=(), settings={7: (before, after)}, ended=(), unchanged=0, untouched=(), problems=())
    assert plan_text(changes, DigestTimes()).splitlines()[1:] == [f"⚙️ set <#7>: {told}"]
