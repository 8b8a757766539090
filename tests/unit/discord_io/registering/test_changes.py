"""What is a difference between two sets of commands, and what Discord only writes in another way."""

from __future__ import annotations

from typing import Any

import pytest

from bot.discord_io.registering.changes import differences, normalized

OURS: dict[str, Any] = {
    "name": "alerts",
    "type": 1,
    "description": "Alerts",
    "nsfw": False,
    "dm_permission": True,
    "default_member_permissions": 32,
    "contexts": [0, 1],
    "integration_types": None,
    "options": [
        {
            "name": "edit",
            "type": 1,
            "description": "Change one",
            "options": [
                {"name": "name", "type": 3, "description": "Which", "required": True, "autocomplete": True},
                {
                    "name": "mode",
                    "type": 3,
                    "description": "How",
                    "required": False,
                    "choices": [{"name": "Daily", "value": "daily"}],
                    "max_length": 20,
                },
                {"name": "channel", "type": 7, "description": "Where", "channel_types": [0, 5], "required": False},
            ],
        }
    ],
}
THEIRS: dict[str, Any] = {
    "id": "1",
    "application_id": "2",
    "version": "3",
    "name": "alerts",
    "type": 1,
    "description": "Alerts",
    "default_member_permissions": "32",
    "dm_permission": False,
    "contexts": [1, 0],
    "integration_types": [0, 1],
    "name_localizations": None,
    "description_localizations": None,
    "handler": 1,
    "options": [
        {
            "name": "edit",
            "type": 1,
            "description": "Change one",
            "options": [
                {"name": "name", "type": 3, "description": "Which", "required": True, "autocomplete": True},
                {
                    "name": "mode",
                    "type": 3,
                    "description": "How",
                    "choices": [{"name": "Daily", "value": "daily", "name_localizations": None}],
                    "max_length": 20,
                },
                {"name": "channel", "type": 7, "description": "Where", "channel_types": [5, 0]},
            ],
        }
    ],
}


def _edit(**changes: Any) -> dict[str, Any]:
    return THEIRS | {"options": [THEIRS["options"][0] | changes]}


def _option(number: int, **changes: Any) -> dict[str, Any]:
    inner = list(THEIRS["options"][0]["options"])
    inner[number] = inner[number] | changes
    return _edit(options=inner)


def _found(theirs: dict[str, Any], ours: dict[str, Any] = OURS) -> list[str]:
    return differences([normalized(ours)], [normalized(theirs)])


def test_what_discord_adds_and_leaves_out_is_no_difference() -> None:
    """Ids, versions, defaults, orders of sets, and the older word for contexts."""
    assert _found(THEIRS) == []


@pytest.mark.parametrize(
    "theirs",
    [
        THEIRS | {"nsfw": True},
        THEIRS | {"contexts": [0]},
        THEIRS | {"contexts": None},
        THEIRS | {"default_member_permissions": "0"},
        THEIRS | {"description_localizations": {"de": "x"}},
        _edit(description=""),
        _edit(options=[]),
        _option(0, required=False),
        _option(0, autocomplete=False),
        _option(0, type=4),
        _option(1, choices=[]),
        _option(1, choices=[{"name": "Daily", "value": "weekly"}]),
        _option(1, choices=[{"name": "Daily", "value": "daily", "name_localizations": {"de": "täglich"}}]),
        _option(1, max_length=21),
        _option(1, min_length=0),
        _option(2, channel_types=[0]),
        _option(2, name="place"),
    ],
)
def test_any_difference_is_one(theirs: dict[str, Any]) -> None:
    """Of the command itself, of its options, and of their choices."""
    assert _found(theirs) == ["alerts is different"]


def test_where_it_can_be_installed_is_ours_when_we_say_so() -> None:
    """Without a word of ours the application's own setting holds."""
    assert _found(THEIRS, OURS | {"integration_types": [0]}) == ["alerts is different"]
    assert _found(THEIRS | {"integration_types": [1, 0]}, OURS | {"integration_types": [0, 1]}) == []


def test_the_older_word_counts_where_there_are_no_contexts() -> None:
    """A command for servers alone, in the words of before contexts."""
    ours = OURS | {"contexts": None, "dm_permission": False}
    assert _found(THEIRS | {"contexts": None, "dm_permission": False}, ours) == []
    assert _found(THEIRS | {"contexts": None, "dm_permission": True}, ours) == ["alerts is different"]


def test_a_name_is_its_own_for_each_type() -> None:
    """A command of a menu may be called as one that is typed."""
    menu = {"name": "alerts", "type": 3}
    both = [normalized(OURS), normalized(menu)]
    assert differences(both, [normalized(THEIRS)]) == ["alerts was missing"]
    assert differences([normalized(OURS)], both) == ["alerts is none of ours"]
    assert differences(both, both + both) == ["some are there twice"]


_FOUR: dict[str, Any] = {"options": [{"options": [{"options": [{"options": [{"name": "x"}]}]}]}]}


@pytest.mark.parametrize("command", [None, [], "alerts", {"type": "x"}, {"options": 5}, _FOUR])
def test_what_is_no_command_is_refused(command: object) -> None:
    """Nor is one that is deeper than a group, its command and that one's options."""
    with pytest.raises((TypeError, ValueError)):
        normalized(command)
