"""discord.py's warnings about what we do not use."""

from __future__ import annotations

import discord


def no_voice() -> None:
    """Keep discord.py from warning that voice packages are missing: we never speak."""
    discord.VoiceClient.warn_nacl = False
    discord.VoiceClient.warn_dave = False
