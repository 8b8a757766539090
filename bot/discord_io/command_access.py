"""Discord's rule for who can use a command, applied to buttons and forms, which Discord does not check.

Source: Discord's application command documentation (permissions) and its change of 17 November 2022, "Upcoming
Application Command Permission Changes", in force since February 2023.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from discord import AppCommandPermissionType as Kind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet


class Denial(Enum):
    """The reasons why a person is not allowed to do something."""

    NOT_MANAGER = auto()  # not allowed to manage alerts
    DISABLED = auto()  # an admin has disabled `/alerts` for them, or in that channel
    UNKNOWN_CHANNEL = auto()  # their permissions in the channel are unknown
    CANNOT_POST = auto()  # they lack a permission to post there
    LOCKED = auto()  # a locked thread
    PRIVATE = auto()  # a private thread that they are not in
    CANNOT_MENTION = auto()  # they are not allowed to mention that role there
    NO_AUDIENCE = auto()  # a direct message: there is nobody to share with


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch:
    """One switch of the Integrations page: a role, user or channel is allowed or denied."""

    kind: Kind
    target_id: int
    allowed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The switches of one server: those of the command itself, and those of the whole application."""

    command: tuple[Switch, ...] = ()
    application: tuple[Switch, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Requester:
    """The person who requests an action, and where.

    For a thread, `channel_id` is its parent channel. `has_default_permission`: they have the permission that the
    command requires by default. `is_administrator`: they have Administrator.
    """

    guild_id: int
    channel_id: int
    user_id: int
    role_ids: frozenset[int] = frozenset()
    has_default_permission: bool = False
    is_administrator: bool = False


def command_denial(requester: Requester, rules: Rules) -> Denial | None:
    """Return why a person is not allowed to use the command; None if they are.

    Administrators always are. Then the channel counts, then the command's switches, then the application's.
    Allowing a person for the command replaces a missing permission; allowing one for the application does not.
    """
    if requester.is_administrator:
        return None
    if _channel_switch(requester, rules) is False:
        return Denial.DISABLED
    by_command = _person_switch(requester, rules.command)
    if by_command is not None:
        return None if by_command else Denial.DISABLED
    if _person_switch(requester, rules.application) is False:
        return Denial.DISABLED
    return None if requester.has_default_permission else Denial.NOT_MANAGER


def _channel_switch(requester: Requester, rules: Rules) -> bool | None:
    """Return the channel's switch: the command's before the application's, the channel's before all channels'."""
    all_channels = requester.guild_id - 1  # Discord's id of the switch for all channels
    return _first(
        _find_switch(switches, Kind.channel, {channel_id})
        for switches in (rules.command, rules.application)
        for channel_id in (requester.channel_id, all_channels)
    )


def _person_switch(requester: Requester, switches: tuple[Switch, ...]) -> bool | None:
    """Return the person's switch: the user's own before those of their roles, these before @everyone's."""
    everyone = requester.guild_id  # Discord's id of the role @everyone
    return _first(
        (
            _find_switch(switches, Kind.user, {requester.user_id}),
            _find_switch(switches, Kind.role, requester.role_ids - {everyone}),
            _find_switch(switches, Kind.role, {everyone}),
        )
    )


def _find_switch(switches: tuple[Switch, ...], kind: Kind, ids: AbstractSet[int]) -> bool | None:
    """Return whether these ids are allowed (one role of several is enough); None without a switch for them."""
    found = [switch.allowed for switch in switches if switch.kind is kind and switch.target_id in ids]
    return any(found) if found else None


def _first(switches: Iterable[bool | None]) -> bool | None:
    """Return the first switch that is set; None if none is."""
    return next((switch for switch in switches if switch is not None), None)
