"""From what a person types to the option tree that Discord sends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.fake_discord.http import shapes
from tests.fake_discord.http.bodies import parts
from tests.fake_discord.state.models import Channel, Role, User
from tests.fake_discord.state.permissions import in_channel, in_guild

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.fake_discord.state.models import Guild

_SUBCOMMAND, _GROUP = 1, 2
_IN_BOT_DM = 1
_PLAIN: dict[int, tuple[type, ...]] = {3: (str,), 4: (int,), 5: (bool,), 10: (int, float)}
_RESOLVED: dict[int, type[User | Channel | Role]] = {6: User, 7: Channel, 8: Role}


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


def fill(path: list[dict[str, Any]], given: Mapping[str, Any], guild: Guild | None) -> dict[str, Any]:
    """The interaction's data: id, name, type, the option tree and the resolved objects."""
    leaf = parts(path[-1], "options")
    known = {option["name"]: option for option in leaf}
    unknown = set(given) - set(known)
    missing = [o["name"] for o in leaf if o.get("required") and o["name"] not in given]
    if unknown or missing:
        raise CannotTypeError(f"unknown options {sorted(unknown)}, missing ones {missing}")
    options = [_value(known[name], value) for name, value in given.items()]
    for part in reversed(path[1:]):
        options = [{"name": part["name"], "type": part["type"], "options": options}]
    command = path[0]
    data = {"id": command["id"], "name": command["name"], "type": command["type"], "options": options}
    resolved = _resolved(given, guild)
    return data | {"resolved": resolved} if resolved else data


def _value(option: dict[str, Any], value: object) -> dict[str, Any]:
    shape: dict[str, Any] = {"name": option["name"], "type": option["type"]}
    if isinstance(value, (User, Channel, Role)) and isinstance(value, _RESOLVED.get(option["type"], ())):
        return shape | {"value": str(value.id)}
    fits = isinstance(value, _PLAIN.get(option["type"], ()))
    if not fits or (isinstance(value, bool) and option["type"] != 5):
        raise CannotTypeError(f"{value!r} does not fit the option {option['name']}")
    _check_bounds(option, value)
    return shape | {"value": value}


def _check_bounds(option: dict[str, Any], value: Any) -> None:
    choices = [choice["value"] for choice in parts(option, "choices")]
    if choices and value not in choices:
        raise CannotTypeError(f"{value!r} is none of {choices}")
    size = len(value) if isinstance(value, str) else value
    kind = "length" if isinstance(value, str) else "value"
    low, high = option.get(f"min_{kind}"), option.get(f"max_{kind}")
    if (low is not None and size < low) or (high is not None and size > high):
        raise CannotTypeError(f"{option['name']} must be between {low} and {high}")


def _resolved(given: Mapping[str, Any], guild: Guild | None) -> dict[str, Any]:
    resolved: dict[str, Any] = {}
    for value in given.values():
        if isinstance(value, User):
            resolved.setdefault("users", {})[str(value.id)] = shapes.user(value)
            if guild is not None and value.id in guild.members:
                member = shapes.member(guild.members[value.id], int(in_guild(guild, value)))
                del member["user"]
                resolved.setdefault("members", {})[str(value.id)] = member
        elif isinstance(value, Channel):
            shape = shapes.channel(value) | {"permissions": str(int(_best(value)))}
            resolved.setdefault("channels", {})[str(value.id)] = shape
        elif isinstance(value, Role):
            resolved.setdefault("roles", {})[str(value.id)] = shapes.role(value)
    return resolved


def _best(channel: Channel) -> int:
    guild = channel.guild
    return int(in_channel(channel, guild.owner)) if guild else 0


def may_see(command: dict[str, Any], channel: Channel, user: User) -> bool:
    """Whether Discord shows a command to a person: in DMs by its contexts, in guilds by its permissions."""
    if channel.guild is None:
        return _IN_BOT_DM in (command.get("contexts") or [_IN_BOT_DM]) and command["dm_permission"]
    has = int(in_guild(channel.guild, user))
    needed = int(command["default_member_permissions"] or 0)
    return has & needed == needed
