"""The protocol of an episode, for analysing a failure."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tests.wire.crash.verdict.verdict import papers_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.fake_discord import LoopbackDiscord
    from tests.fake_discord.journal import Entry
    from tests.fake_discord.state.models import Message

_ROUTES = ("/channels/{channel_id}/messages", "/channels/{channel_id}/threads")


def protocol(discord: LoopbackDiscord, more: Iterable[tuple[float, str]]) -> str:
    """Each request about messages with its outcome, each message that was accepted, and `more`, by time."""
    asked = [(entry.at, _request(entry)) for entry in discord.journal.entries if entry.call.route in _ROUTES]
    accepted = [(_made(message), _accepted(message)) for message in discord.posted()]
    return "".join(f"{_time(at)} {text}\n" for at, text in sorted([*asked, *accepted, *more]))


def _request(entry: Entry) -> str:
    body = entry.call.body
    what = f"nonce {body.get('nonce')}" if isinstance(body, dict) else str(dict(entry.call.query))
    return f"{entry.call.method} {entry.call.ids['channel_id']} {entry.outcome}: {what}"


def _accepted(message: Message) -> str:
    papers = [paper for _, paper in papers_in([message])]
    return f"accepted in {message.channel.id}: {message.id} {message.nonce} {papers}"


def _made(message: Message) -> float:
    return datetime.fromisoformat(message.timestamp).timestamp()


def _time(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")
