"""From what a person types to the option tree that Discord sends; every option that tests type in is a text."""

from collections.abc import Mapping
from typing import Any

from tests.fake_discord.http.bodies import parts
from tests.fake_discord.state.models import Channel, User
from tests.fake_discord.state.permissions import in_guild

_SUBCOMMAND, _GROUP, _TEXT = 1, 2, 3
_IN_BOT_DM = 1
_LONGEST = 6_000  # characters


class CannotTypeError(AssertionError):
    """Discord's own window would not let a person send this command."""


def find_command(commands: list[dict[str, Any]], words: list[str]) -> list[dict[str, Any]]:
    """The command, its group and subcommand that these words name."""
    path: list[dict[str, Any]] = []
    level = commands
    for word in words:
        found = next((one for one in level if one["name"] == word), None)
        if found is None:
            raise CannotTypeError(f"there is no command /{' '.join(words)}")
        path.append(found)
        level = parts(found, "options")
    if any(option["type"] in (_SUBCOMMAND, _GROUP) for option in level):
        raise CannotTypeError(f"/{' '.join(words)} needs a subcommand")
    return path


def fill(path: list[dict[str, Any]], given: Mapping[str, str]) -> dict[str, Any]:
    """The interaction's data: id, name, type and the option tree."""
    leaf = {option["name"]: option for option in parts(path[-1], "options")}
    wrong = set(given) - set(leaf) | {
        name for name, one in leaf.items() if one.get("required") and name not in given
    }
    for name, text in given.items():
        option = leaf.get(name, {})
        if option.get("type") != _TEXT or len(text) > option.get("max_length", _LONGEST):
            wrong.add(name)
    if wrong:
        raise CannotTypeError(f"options that are unknown, missing or do not fit: {sorted(wrong)}")
    options: list[dict[str, Any]] = [{"name": name, "type": _TEXT, "value": text} for name, text in given.items()]
    for part in reversed(path[1:]):
        options = [{"name": part["name"], "type": part["type"], "options": options}]
    return {key: path[0][key] for key in ("id", "name", "type")} | {"options": options}


def may_see(command: dict[str, Any], channel: Channel, user: User) -> bool:
    """Return True if Discord shows a command to a person: in DMs by its contexts, in guilds by its permissions."""
    if channel.guild is None:
        return _IN_BOT_DM in (command.get("contexts") or [_IN_BOT_DM]) and command["dm_permission"]
    has = int(in_guild(channel.guild, user))
    needed = int(command["default_member_permissions"] or 0)
    return has & needed == needed
