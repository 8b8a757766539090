"""The one place that decides who may do what to which subscription; pure, so that every case can be tested.

Discord offers `/alerts` to members with Manage Server, and as a server's Integrations page widens or narrows that;
for buttons and forms it checks nothing. Who may manage alerts need not see every channel, nor may they mention
every role: an admin can open `/alerts` to anybody. So they quieten and change whatever is their server's, but the
bot begins to post, or mentions, for nobody where they may not do so themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, assert_never

from bot.discord_io.access import Denial

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.discord_io.permissions import Need
    from bot.domain.subscription import Owner


class Deed(Enum):
    """Something that people do with the bot, by what it asks of them."""

    READ = auto()  # find and read papers, ask for help; anybody
    OWN = auto()  # read and delete what is stored of themselves; anybody, of themselves alone
    SHARE = auto()  # show a private answer to all, in the channel where they are
    MANAGE = auto()  # list, change, pause and end subscriptions, and set channels
    POST = auto()  # have the bot begin to post, or sooner: see `begins` of the domain; a test
    MENTION = auto()  # the same with a role


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Whose subscriptions somebody acts on, and why they may not use `/alerts` there, if so.

    Not `sure` where Discord did not show all that it goes by.
    """

    owner: Owner
    denied: Denial | None = Denial.LACKING
    sure: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A person's rights in a channel of their server; `missing` are the permissions to post that they lack.

    `locked` and `private` are threads that are closed to them; `mentions` says that they may mention the role.
    """

    missing: Sequence[Need] = ()
    locked: bool = False
    private: bool = False
    mentions: bool = False


def denial(person: Person, deed: Deed, place: Place | None = None) -> Denial | None:
    """Why a person may not do that in a `place`; None where they may.

    A deed that posts asks for a place: None stands for one that is not known. Whoever acts for themselves alone
    gets what they ask for in their direct messages. Of other servers and people nobody finds a subscription: each
    is looked for among the owner's.
    """
    alone = person.owner.guild_id is None
    match deed:
        case Deed.READ | Deed.OWN:
            return None
        case Deed.SHARE:
            return Denial.NOWHERE if alone else _to_post(place)
        case Deed.MANAGE:
            return None if alone else person.denied
        case Deed.POST:
            return None if alone else person.denied or _to_post(place)
        case Deed.MENTION:
            if alone:
                return None
            role = Denial.ROLE if place is not None and not place.mentions else None
            return person.denied or _to_post(place) or role
        case _:
            assert_never(deed)


def _to_post(place: Place | None) -> Denial | None:
    if place is None:
        return Denial.UNSEEN
    if place.missing:
        return Denial.SILENT
    if place.locked:
        return Denial.LOCKED
    return Denial.PRIVATE if place.private else None
