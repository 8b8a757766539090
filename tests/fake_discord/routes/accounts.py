"""Routes: the bot, its application and commands, and the gateway's address."""

from collections.abc import Callable
from typing import Any

from tests.fake_discord.http import shapes
from tests.fake_discord.http.calls import Call, Route
from tests.fake_discord.http.errors import api_error
from tests.fake_discord.state.world import World

_ONE_DAY_MS = 86_400_000
_CHAT_INPUT = 1
_LOCALIZATIONS = ("name_localizations", "description_localizations")


class AccountRoutes:
    """Accounts and commands. `commands` are the synced ones by name, `syncs` how often they were replaced."""

    def __init__(self, world: World, gateway_url: Callable[[], str]):
        self._world = world
        self._gateway_url = gateway_url
        self.commands: dict[tuple[int, str], dict[str, Any]] = {}
        self.syncs = 0

    def routes(self) -> list[Route]:
        """The endpoints."""
        commands = "/applications/{application_id}/commands"
        return [
            Route("GET", "/users/@me", self._me),
            Route("GET", "/users/{user_id}", self._user),
            Route("GET", "/oauth2/applications/@me", self._application),
            Route("GET", "/gateway/bot", self._gateway_bot),
            Route("GET", commands, self._list),
            Route("PUT", commands, self._replace),
        ]

    def _me(self, _: Call) -> Any:
        more = {"mfa_enabled": False, "locale": "en-US", "verified": True, "email": None}
        return shapes.user(self._world.bot) | more

    def _user(self, call: Call) -> Any:
        user = self._world.users.get(call.id("user_id"))
        if user is None:
            raise api_error(10013)
        return shapes.user(user)

    def _application(self, _: Call) -> Any:
        bot = self._world.bot
        return {
            "id": str(bot.id),
            "name": bot.name,
            "icon": None,
            "description": "",
            "type": None,
            "bot": shapes.user(bot),
            "owner": shapes.user(bot),
            "team": None,
            "verify_key": "0" * 64,
            "flags": 0,
            "flags_new": "0",
            "redirect_uris": [],
            "bot_public": True,
            "bot_require_code_grant": False,
            "interactions_endpoint_url": None,
            "role_connections_verification_url": None,
            "approximate_guild_count": len(self._world.guilds),
            "approximate_user_install_count": 0,
            "approximate_user_authorization_count": 0,
            "explicit_content_filter": 0,
            "eligible_oauth2_scopes": ["applications.commands", "bot"],
            "summary": "",
        }

    def _gateway_bot(self, _: Call) -> Any:
        start = {"total": 1000, "remaining": 1000, "reset_after": _ONE_DAY_MS, "max_concurrency": 1}
        return {"url": self._gateway_url(), "shards": 1, "session_start_limit": start}

    def _own(self, call: Call):
        if call.id("application_id") != self._world.bot.id:
            raise api_error(50001)

    def _list(self, call: Call) -> Any:
        self._own(call)
        wanted = call.query.get("with_localizations") == "true"
        return [_shown(command, localizations=wanted) for command in self.commands.values()]

    def _replace(self, call: Call) -> Any:
        """The bulk upsert: what is not in the list is gone; a known name keeps its id."""
        self._own(call)
        known = self.commands
        stored = [self._stored(command, known) for command in call.body]
        by_name = {(command["type"], command["name"]): command for command in stored}
        if len(by_name) != len(stored):
            raise api_error(50035, "Invalid Form Body: application command names must be unique")
        self.commands = by_name
        self.syncs += 1
        return stored

    def _stored(self, command: dict[str, Any], known: dict[tuple[int, str], dict[str, Any]]) -> dict[str, Any]:
        kind = command.get("type") or _CHAT_INPUT
        earlier = known.get((kind, command["name"]))
        needed = command.get("default_member_permissions")
        given = {key: value for key, value in command.items() if value is not None}
        blank: dict[str, Any] = {"description": "", "dm_permission": True, "contexts": None, "nsfw": False}
        blank |= {"integration_types": [0], "options": []}
        return {
            **blank,
            **given,
            "id": earlier["id"] if earlier else str(self._world.ids.next()),
            "application_id": str(self._world.bot.id),
            "version": str(self._world.ids.next()),
            "type": kind,
            "default_member_permissions": None if needed is None else str(needed),
        }


def _shown(part: dict[str, Any], *, localizations: bool) -> dict[str, Any]:
    """A command, option or choice as a GET shows it: without what is false or empty below the command itself."""
    shown = {key: value for key, value in part.items() if key not in _LOCALIZATIONS}
    if localizations:
        shown |= {key: part.get(key) for key in _LOCALIZATIONS}
    for key in ("options", "choices"):
        if key in part:
            shown[key] = [
                {
                    name: value
                    for name, value in _shown(one, localizations=localizations).items()
                    if value is not False
                }
                for one in part[key]
            ]
    if "id" in part and not part.get("options"):
        shown.pop("options", None)
    return shown
