"""The one place that decides who is allowed to do what with subscriptions. Pure functions.

Discord offers `/alerts` to members with Manage Server, or as a server's Integrations page says. It does not check
buttons and forms. An admin can open `/alerts` to people who do not see every channel or cannot mention every role.
So alert managers can pause and edit every subscription of their server, but can make the bot post, or mention a
role, only where they are allowed to do so themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, assert_never

from bot.discord_io.command_access import Denial

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.discord_io.permissions import Need
    from bot.domain.subscription import Owner


class Action(Enum):
    """The kinds of action, each with its own requirements."""

    READ = auto()  # find and read papers, read the help; everyone
    OWN = auto()  # read and delete one's own data; everyone
    SHARE = auto()  # show a private answer to everyone in the channel
    MANAGE = auto()  # list, edit, pause and delete subscriptions, and set channels
    POST = auto()  # make the bot post somewhere new or sooner (`extends_posting` of the domain), or post a test
    MENTION = auto()  # as POST, with a mention of a role


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person, who acts on the subscriptions of `owner`; `denied`: why they cannot use `/alerts` there.

    `sure` is False if Discord did not show all settings that decide about `denied`.
    """

    owner: Owner
    denied: Denial | None = Denial.NOT_MANAGER
    sure: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelRights:
    """A person's permissions in a channel; `missing` are those to post that they lack.

    `locked`, `private`: it is such a thread, closed to them; `can_mention`: they are allowed to mention the role.
    """

    missing: Sequence[Need] = ()
    locked: bool = False
    private: bool = False
    can_mention: bool = False


def denial(person: Person, action: Action, place: ChannelRights | None = None) -> Denial | None:
    """Return why a person is not allowed to do that in a channel (`place`); None if they are.

    An action that posts needs a channel: None stands for an unknown one. In their own direct messages people are
    allowed everything but SHARE. Other owners' subscriptions are not checked here: nobody can find them.
    """
    in_dm = person.owner.guild_id is None
    match action:
        case Action.READ | Action.OWN:
            return None
        case Action.SHARE:
            return Denial.NO_AUDIENCE if in_dm else _posting_denial(place)
        case Action.MANAGE:
            return None if in_dm else person.denied
        case Action.POST:
            return None if in_dm else person.denied or _posting_denial(place)
        case Action.MENTION:
            if in_dm:
                return None
            role_denial = Denial.CANNOT_MENTION if place is not None and not place.can_mention else None
            return person.denied or _posting_denial(place) or role_denial
        case _:
            assert_never(action)


def _posting_denial(place: ChannelRights | None) -> Denial | None:
    if place is None:
        return Denial.UNKNOWN_CHANNEL
    if place.missing:
        return Denial.CANNOT_POST
    if place.locked:
        return Denial.LOCKED
    return Denial.PRIVATE if place.private else None
