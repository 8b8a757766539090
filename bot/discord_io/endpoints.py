"""Discord's addresses: the official ones, or those of a proxy or test server."""

from __future__ import annotations

import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route


def use_endpoints(api_url: str, gateway_url: str) -> None:
    """Set Discord's addresses in discord.py. `api_url` is without `/api/v10`.

    discord.py keeps both as class attributes, so this holds for the whole process.
    """
    Route.BASE = api_url.rstrip("/") + "/api/v10"
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway_url)
