"""Routes: what admins have set for commands on the Integrations page of a guild."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.fake_discord.http.calls import Answer, Route
from tests.fake_discord.http.errors import api_error
from tests.fake_discord.state.models import Channel, Role, User

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.fake_discord.http.calls import Call
    from tests.fake_discord.state.models import Guild
    from tests.fake_discord.state.world import Emit, World

_KINDS: dict[type[Role | User | Channel], int] = {Role: 1, User: 2, Channel: 3}


class CommandAccessRoutes:
    """Look at the switches of a command, or of the application by its own id."""

    def __init__(self, world: World, emit: Emit) -> None:
        self._world = world
        self._emit = emit
        self._set: dict[tuple[int, int], list[dict[str, Any]]] = {}

    def switch(self, guild: Guild, command_id: int, switches: Mapping[Role | User | Channel, bool]) -> None:
        """As an admin: set all switches of a command; the gateway tells."""
        listed = [
            {"id": str(one.id), "type": _KINDS[type(one)], "permission": allowed}
            for one, allowed in switches.items()
        ]
        self._set[guild.id, command_id] = listed
        self._emit("APPLICATION_COMMAND_PERMISSIONS_UPDATE", self._shape(guild.id, command_id))

    def routes(self) -> list[Route]:
        """The endpoint."""
        commands = "/applications/{application_id}/guilds/{guild_id}/commands"
        return [Route(method="GET", path=f"{commands}/{{command_id}}/permissions", handle=self._look)]

    def _look(self, call: Call) -> Answer:
        guild = self._world.guilds.get(call.id("guild_id"))
        if call.id("application_id") != self._world.bot.id or guild is None or not guild.present:
            raise api_error(50001)
        if (guild.id, call.id("command_id")) not in self._set:
            raise api_error(10066)
        return Answer(body=self._shape(guild.id, call.id("command_id")))

    def _shape(self, guild_id: int, command_id: int) -> dict[str, Any]:
        return {
            "id": str(command_id),
            "application_id": str(self._world.bot.id),
            "guild_id": str(guild_id),
            "permissions": self._set[guild_id, command_id],
        }
