"""Where Discord is: the official addresses, or a proxy or test server in their place."""

from __future__ import annotations

import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route


def use_endpoints(api_url: str | None, gateway_url: str | None) -> None:
    """Point discord.py elsewhere; None keeps the official address.

    `api_url` is without `/api/v10`. discord.py keeps both addresses as class attributes, so this holds for the
    whole process.
    """
    if api_url is not None:
        Route.BASE = api_url.rstrip("/") + "/api/v10"
    if gateway_url is not None:
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway_url)
