"""Discord's rule for who is allowed to use a command, as a truth table."""

from dataclasses import replace

import pytest
from discord import AppCommandPermissionType as Kind

from bot.discord_io.command_access import Denial, Requester, Rules, Switch, command_denial

GUILD, CHANNEL, PERSON, READERS, STAFF = 1000, 2000, 3000, 4000, 5000
EVERYONE, ALL_CHANNELS = GUILD, GUILD - 1
ROLES = (GUILD, READERS, STAFF)

MEMBER = Requester(
    guild_id=GUILD, channel_id=CHANNEL, user_id=PERSON, role_ids=frozenset({EVERYONE, READERS, STAFF})
)
MANAGER = replace(MEMBER, has_default_permission=True)
ADMIN = replace(MEMBER, is_administrator=True)

YES, LACKING, CLOSED = None, Denial.NOT_MANAGER, Denial.DISABLED


def switches(*signed: int) -> tuple[Switch, ...]:
    """A switch for each id: on for a positive one, off for a negative one; the id decides the kind."""

    def kind(target: int) -> Kind:
        if target in ROLES:
            return Kind.role
        return Kind.channel if target in (CHANNEL, CHANNEL + 1, ALL_CHANNELS) else Kind.user

    return tuple(Switch(kind=kind(abs(one)), target_id=abs(one), allowed=one > 0) for one in signed)


@pytest.mark.parametrize(
    ("command", "application", "member", "manager"),
    [
        # Nothing was changed: the permission decides.
        ((), (), LACKING, YES),
        # The command's switches make up for the permission.
        ((PERSON,), (), YES, YES),
        # The user wins over roles, roles over everybody, and of roles one that is allowed is enough.
        ((PERSON, -READERS, -EVERYONE), (), YES, YES),
        ((-PERSON, READERS, EVERYONE), (), CLOSED, CLOSED),
        ((READERS, -EVERYONE), (), YES, YES),
        ((-READERS, STAFF), (), YES, YES),
        # The application's switches can close and never make up for the permission.
        ((), (PERSON, READERS, EVERYONE), LACKING, YES),
        ((), (-READERS,), CLOSED, CLOSED),
        ((), (READERS, -EVERYONE), LACKING, YES),
        # The command wins over the application, even a wide switch over a narrow one.
        ((EVERYONE,), (-PERSON,), YES, YES),
        # Channels: the channel wins over all channels, the command over the application.
        ((-CHANNEL,), (), CLOSED, CLOSED),
        ((CHANNEL, -ALL_CHANNELS), (), LACKING, YES),
        ((-CHANNEL, ALL_CHANNELS), (), CLOSED, CLOSED),
        ((), (-ALL_CHANNELS,), CLOSED, CLOSED),
        ((ALL_CHANNELS,), (-CHANNEL,), LACKING, YES),
        ((-(CHANNEL + 1),), (), LACKING, YES),
        # A channel that is closed is closed to those who were allowed, too; one that is open allows nobody.
        ((PERSON, -CHANNEL), (), CLOSED, CLOSED),
        # What is said of others says nothing.
        ((PERSON + 1,), (-(PERSON + 1),), LACKING, YES),
    ],
)
def test_truth_table(
    command: tuple[int, ...], application: tuple[int, ...], member: Denial | None, manager: Denial | None
):
    """Channel, then the command's switches, then the application's, then the permission; admins always may."""
    rules = Rules(command=switches(*command), application=switches(*application))
    assert command_denial(MEMBER, rules) is member
    assert command_denial(MANAGER, rules) is manager
    assert command_denial(ADMIN, rules) is YES


def test_an_id_counts_for_its_kind_only():
    """A switch for a role or channel says nothing about the user who happens to have the same id."""
    for kind in (Kind.role, Kind.channel):
        rules = Rules(command=(Switch(kind=kind, target_id=PERSON, allowed=False),))
        assert command_denial(MANAGER, rules) is YES
