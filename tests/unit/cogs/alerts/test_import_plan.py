"""The plan of an import, in words."""

from dataclasses import replace
from datetime import time
from typing import Any

import pytest

from bot.domain.preferences import DEFAULTS, Preferences
from bot.domain.schedule import DigestTimes
from bot.domain.subscription import Mode
from bot.query import parse
from bot.service.alerts_file.importer import Changes, ImportResult
from bot.service.subscriptions.rules import SubscriptionRequest
from cogs.alerts.import_export.plan import imported_text, plan_text
from tests.support.fakes import START, destination, subscription

_NEW = SubscriptionRequest(query=parse("trees"), destination=destination(), creator_id=1)
_OLD = SubscriptionRequest(
    query=parse("diffusion"), destination=destination(), creator_id=1, replaces=subscription()
)
_END = f"<t:{int(START.timestamp())}:f>"


def lines(**changed: Any) -> list[str]:
    """The lines of a plan with these changes."""
    nothing = Changes(steps=(), settings={}, to_delete=(), left_out={}, untouched=(), problems=())
    return plan_text(replace(nothing, **changed), DigestTimes()).splitlines()


@pytest.mark.parametrize(
    ("step", "text"),
    [
        (
            replace(_NEW, pause=(True, None)),
            ["➕ add **trees** to <#2000>: `trees`", "⏸️ **trees**: Paused until resumed."],
        ),
        (replace(_OLD, pause=(True, None)), ["⏸️ **diffusion**: Paused until resumed."]),
        (
            replace(_OLD, pause=(True, START)),
            [f"⏸️ **diffusion**: Paused until {_END}."],
        ),
        (replace(_OLD, pause=(False, None)), ["▶️ resume **diffusion**"]),
    ],
)
def test_pauses(step: SubscriptionRequest, text: list[str]):
    """A pause or resumption has a line of its own."""
    head, *found, foot = lines(steps=(step,), untouched=(subscription(),))
    assert (head, found) == ("This import will:", text)
    assert foot == "Not in the file, so unchanged: **diffusion**. To delete them, import with `delete_missing`."


@pytest.mark.parametrize(
    ("mode", "sources", "text"),
    [
        (Mode.NOW, ("alpha",), "➕ add **trees** to <#2000>: `trees`; alpha"),
        (Mode.DAILY, (), "➕ add **trees** to <#2000>: `trees`; daily"),
    ],
)
def test_the_line_of_an_added_subscription(mode: Mode, sources: tuple[str, ...], text: str):
    """The line of an added subscription names a delivery or sources other than the default."""
    step = replace(_NEW, mode=mode, sources=sources)
    assert lines(steps=(step,))[1:] == [text]


def test_ten_missing_subscriptions_are_named():
    """Ten subscriptions that the file lacks are named and the others counted, with how to delete them."""
    left = tuple(subscription(f"k{number}", f"word{number}") for number in range(12))
    *_, foot = lines(untouched=left)
    assert "**word9** and 2 more. To delete them" in foot
    assert foot.startswith("Not in the file, so unchanged: **word0**, **word1**, ")


@pytest.mark.parametrize(
    ("before", "after", "text"),
    [
        (
            DEFAULTS,
            Preferences(digest_time=time(7, 30)),
            "Digest time: 09:00 UTC, weekly digests on Monday (default) → 07:30 UTC, weekly digests on Monday",
        ),
        (DEFAULTS, Preferences(role_id=7), "Role to mention: No role → <@&7>"),
        (
            DEFAULTS,
            Preferences(language="de", most_a_day=5),
            "Daily limit: No limit → 5 alerts a day; Language: Automatic → Deutsch",
        ),
    ],
)
def test_settings_have_the_words_of_their_panel(before: Preferences, after: Preferences, text: str):
    """Changed settings are listed as in the settings panel, with the old and the new value."""
    assert lines(settings={7: (before, after)})[1:] == [f"⚙️ change <#7>: {text}"]


def test_an_import_whose_changes_all_failed_says_so():
    """If every change fails, the reply says that nothing was changed, and why."""
    failed = ImportResult(troubles=["trees: Changed."])
    assert imported_text(failed) == "Nothing was changed.\n⚠️ trees: Changed."
