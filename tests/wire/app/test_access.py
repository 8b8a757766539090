"""The Integrations page, over the wire."""

import pytest
from discord import AppCommandPermissionType as Kind
from discord import app_commands

from bot.discord_io.command_access import Rules, Switch
from tests.fake_discord.faults import refuse
from tests.wire.app.line import Line
from tests.wire.support.connected import noticed

_LOOK = ("GET", "/applications/{application_id}/guilds/{guild_id}/commands/{command_id}/permissions")


@pytest.fixture
async def alerts(line: Line) -> int:
    """The id of /alerts, registered as the bot does it."""
    line.client.tree.add_command(app_commands.Group(name="alerts", description="Alerts"))
    (registered,) = await line.client.tree.sync()
    return registered.id


async def test_what_admins_set_is_read(line: Line, alerts: int):
    """Users, channels and roles, of the command and of the application, arrive as they were set."""
    assert await line.client.alerts_access.rules(line.server.id) == Rules()
    ada, everyone = line.world.add_user("Ada"), line.server.roles[line.server.id]
    guilds = line.there.guilds
    guilds.switch(line.server, alerts, {ada: True, line.place: False})
    guilds.switch(line.server, line.world.bot.id, {everyone: False})
    lookup = line.client.alerts_access
    await noticed(lambda: lookup.cached_rules(line.server.id) is None)  # the gateway tells
    assert await lookup.rules(line.server.id) == Rules(
        command=(
            Switch(kind=Kind.user, target_id=ada.id, allowed=True),
            Switch(kind=Kind.channel, target_id=line.place.id, allowed=False),
        ),
        application=(Switch(kind=Kind.role, target_id=everyone.id, allowed=False),),
    )


@pytest.mark.usefixtures("alerts")
async def test_discord_that_refuses(line: Line):
    """A refusal means that the settings are unknown, not that they are empty."""
    line.arm(*_LOOK, refuse(403, 50001), times=2)
    assert await line.client.alerts_access.rules(line.server.id) is None
