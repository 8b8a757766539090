"""Discord's rule for who can use a command, applied to buttons and forms, which Discord leaves unchecked.

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
    """Why somebody may not do something."""

    LACKING = auto()  # no right to manage alerts, and nobody made an exception
    CLOSED = auto()  # an admin has closed `/alerts` to them, or in that channel
    UNSEEN = auto()  # a channel in which their rights are not known
    SILENT = auto()  # they may not post there
    LOCKED = auto()  # a locked thread
    PRIVATE = auto()  # a private thread that they are not in
    ROLE = auto()  # they may not mention that role there
    NOWHERE = auto()  # nobody else reads what is answered there


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One switch of the Integrations page: a role, user or channel is allowed or not."""

    kind: Kind
    target_id: int
    allowed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The switches of one server: those of the command itself, and those of the whole application."""

    command: tuple[Setting, ...] = ()
    application: tuple[Setting, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """The person who asks, and the place.

    For a thread, `channel_id` is its parent channel. `qualified`: they have the permission that the command
    requires by default. `administrator`: they have Administrator.
    """

    guild_id: int
    channel_id: int
    user_id: int
    role_ids: frozenset[int] = frozenset()
    qualified: bool = False
    administrator: bool = False


def judge(asker: Asker, rules: Rules) -> Denial | None:
    """Why somebody may not use the command; None where they may.

    Administrators always may; then the channel counts, then the command's switches, then the application's.

    Allowing a person at the command makes up for a missing permission; allowing one at the application does not.
    """
    if asker.administrator:
        return None
    if _of_channel(asker, rules) is False:
        return Denial.CLOSED
    at_command = _of_person(asker, rules.command)
    if at_command is not None:
        return None if at_command else Denial.CLOSED
    if _of_person(asker, rules.application) is False:
        return Denial.CLOSED
    return None if asker.qualified else Denial.LACKING


def _of_channel(asker: Asker, rules: Rules) -> bool | None:
    """The command's switches win over the application's, the channel's over that of all channels."""
    all_channels = asker.guild_id - 1  # Discord's constant
    return _first(
        _switch(settings, Kind.channel, {channel_id})
        for settings in (rules.command, rules.application)
        for channel_id in (asker.channel_id, all_channels)
    )


def _of_person(asker: Asker, settings: tuple[Setting, ...]) -> bool | None:
    """The user's own switch wins over those of their roles, these win over @everyone's."""
    everyone = asker.guild_id  # Discord's constant
    return _first(
        (
            _switch(settings, Kind.user, {asker.user_id}),
            _switch(settings, Kind.role, asker.role_ids - {everyone}),
            _switch(settings, Kind.role, {everyone}),
        )
    )


def _switch(settings: tuple[Setting, ...], kind: Kind, ids: AbstractSet[int]) -> bool | None:
    """The setting for these ids, None without one; of several roles one that is allowed is enough."""
    found = [setting.allowed for setting in settings if setting.kind is kind and setting.target_id in ids]
    return any(found) if found else None


def _first(switches: Iterable[bool | None]) -> bool | None:
    return next((switch for switch in switches if switch is not None), None)
