"""A compact Discord on loopback: gateway and REST API v10 for an unmodified client in another process."""

from tests.wire.discord.server import LoopbackDiscord

__all__ = ["LoopbackDiscord"]
