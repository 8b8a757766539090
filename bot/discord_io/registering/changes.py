"""What is different between our commands and those that Discord has.

Discord adds ids and versions, leaves out what is empty or false, and puts lists in an order of its own. None of
that is a difference: a set that nobody changed must never be written again, since that makes commands flicker for
people, and Discord counts it. Its documents list the fields:
https://discord.com/developers/docs/interactions/application-commands#application-command-object
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias, cast

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Shape: TypeAlias = "Mapping[str, Any]"

ENTRY_POINT = 4  # the type of what starts an Activity; Discord makes it, and lets nobody leave it out
_CHAT_INPUT = 1
_DEEPEST = 3  # group, subcommand, option
_TEXTS = ("name", "description")
_LOCALIZATIONS = ("name_localizations", "description_localizations")
_SWITCHES = ("nsfw", "required", "autocomplete")
_BOUNDS = ("min_value", "max_value", "min_length", "max_length")
_SETS = ("contexts", "integration_types", "channel_types")


def normalized(command: object, *, depth: int = 0) -> dict[str, Any]:
    """A command or option with what it means alone: nothing empty, no ids, sets in order.

    Raises TypeError or ValueError for what is none.
    """
    if not isinstance(command, dict) or depth > _DEEPEST:
        raise TypeError("no command, nor an option of one")
    given = cast("dict[str, Any]", command)
    kind = given.get("type") or _CHAT_INPUT
    meant: dict[str, Any] = {"type": int(kind)}
    meant |= {key: str(given[key]) for key in _TEXTS if given.get(key)}
    meant |= {key: dict(given[key]) for key in _LOCALIZATIONS if given.get(key)}
    meant |= {key: True for key in _SWITCHES if given.get(key)}
    meant |= {key: given[key] for key in _BOUNDS if given.get(key) is not None}
    meant |= {key: sorted(given[key]) for key in _SETS if given.get(key)}
    if given.get("default_member_permissions") is not None:
        meant["default_member_permissions"] = str(given["default_member_permissions"])
    if "contexts" not in meant and given.get("dm_permission") is False:  # the older word for the same
        meant["dm_permission"] = False
    if given.get("choices"):
        meant["choices"] = [_choice(choice) for choice in given["choices"]]
    if given.get("options"):
        meant["options"] = [normalized(option, depth=depth + 1) for option in given["options"]]
    return meant


def _choice(choice: Shape) -> dict[str, Any]:
    meant: dict[str, Any] = {"name": str(choice["name"]), "value": choice["value"]}
    return meant | {key: dict(choice[key]) for key in _LOCALIZATIONS if choice.get(key)}


def differences(ours: Sequence[Shape], theirs: Sequence[Shape]) -> list[str]:
    """What would be written, in words; nothing when the two mean the same. Both are normalized."""
    wanted = {(command["type"], command.get("name")): command for command in ours}
    there = {(command["type"], command.get("name")): command for command in theirs}
    missing = [f"{name} was missing" for (kind, name) in wanted if (kind, name) not in there]
    foreign = [f"{name} is none of ours" for (kind, name) in there if (kind, name) not in wanted]
    doubled = ["some are there twice"] if len(there) < len(theirs) else []
    changed = [
        f"{command['name']} is different"
        for key, command in wanted.items()
        if key in there and command != _as_far_as_said(command, there[key])
    ]
    return missing + foreign + doubled + changed


def _as_far_as_said(ours: Shape, theirs: Shape) -> Shape:
    """Where we do not say where it can be installed, the application's own setting holds."""
    return {key: value for key, value in theirs.items() if key != "integration_types" or key in ours}
