"""The panel of Tune."""

from typing import Any

import pytest

from bot.service.subscriptions.tuning import Suggestions
from cogs.alerts.tune import panel
from tests.support.fakes import subscription


@pytest.mark.parametrize(
    ("words", "minimums", "menus"),
    [
        (("survey", "proteins"), (10, 20), ["word", "bar"]),
        ((), (10,), ["bar"]),  # the paper is no longer stored
        (("survey",), (), ["word"]),  # the query has the highest minimum
        ((), (), []),
    ],
)
async def test_empty_menus_are_left_out(words: tuple[str, ...], minimums: tuple[int, ...], menus: list[str]):
    """A menu without options, which Discord refuses, is left out; the buttons are always shown."""
    view = panel(subscription("aaaaa"), Suggestions(words=words, minimums=minimums))
    parts: list[dict[str, Any]] = [part for row in view.to_components() for part in row["components"]]
    ids = [part["custom_id"] for part in parts]
    assert ids == [f"paperboy:tuning:{name}:aaaaa" for name in ("deliver", *menus, "other", "edit", "pause")]
    other = next(part["label"] for part in parts if part["custom_id"] == "paperboy:tuning:other:aaaaa")
    assert other == ("Exclude another word" if words else "Exclude a word")
    paused = panel(subscription("aaaaa", paused=True), Suggestions(words=words, minimums=minimums))
    parts_paused = [part for row in paused.to_components() for part in row["components"]]
    assert [part["custom_id"] for part in parts_paused] == [*ids[:-1], "paperboy:resume:aaaaa"]
    offered = [[option["value"] for option in part["options"]] for part in parts if "options" in part]
    assert offered == [
        ["now", "daily", "weekly"],
        *(list(map(str, options)) for options in (words, minimums) if options),
    ]
