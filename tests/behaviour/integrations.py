"""Switches of the page Server Settings → Integrations, as an admin sets them."""

from collections.abc import Mapping
from typing import TypeAlias

from simcord import ChannelHandle, GuildHandle, MemberActor, RoleHandle

from tests.behaviour.world import World

Switches: TypeAlias = Mapping[RoleHandle | ChannelHandle | MemberActor, bool]

DENIED = "To manage alerts, you need **Manage Server**"
CLOSED = "`/alerts` is disabled for you or this channel"
A_MINUTE = 60.0  # seconds that the bot believes what it has read


async def switch(world: World, switches: Switches, guild: GuildHandle | None = None):
    """Set the switches of /alerts, and the same of /sources, without telling the bot."""
    for command in await world.env.bot.tree.fetch_commands():
        if command.name in {"alerts", "sources"}:
            (guild or world.guild).set_command_permissions(command, dict(switches))


def switch_everything(world: World, switches: Switches):
    """Set the switches of the whole application."""
    world.guild.set_command_permissions(world.env.backend.application_id, dict(switches))


def tell(world: World):
    """Send the gateway event for a changed page, as the simulated Discord sends none."""
    ids = {"id": world.env.backend.application_id, "application_id": world.env.backend.application_id}
    change = {**ids, "guild_id": world.guild.id, "permissions": []}
    world.env.backend.emit("APPLICATION_COMMAND_PERMISSIONS_UPDATE", change)


def make_unreadable(world: World):
    """Make Discord refuse to return the switches."""
    world.env.inject_error("GET", "/applications/*/commands/*/permissions", status=403, code=50001, times=None)
