"""Starter packs: two or three subscriptions for a topic, from `starter_packs.toml`."""

from __future__ import annotations

import json
import tomllib
from importlib.resources import files
from typing import Any, Literal, TypeAlias

from bot.service.alerts_file.document import FORMAT

Topic: TypeAlias = Literal[
    "Language models", "Vision", "Robotics", "Audio", "Reinforcement learning", "AI safety", "Biology", "Systems"
]


def starter_packs() -> dict[str, list[dict[str, Any]]]:
    """Return the subscriptions of each topic, as entries of an alerts file."""
    return tomllib.loads((files("bot.service.alerts_file") / "starter_packs.toml").read_text("utf-8"))


def starter_file(topic: Topic) -> str:
    """Return the alerts file of a topic, with one channel."""
    channel = {"channel": topic, "subscriptions": starter_packs()[topic]}
    return json.dumps({"paperboy": FORMAT, "channels": [channel]})
