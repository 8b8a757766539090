"""`paperboy outbox` in words; pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeAlias

from bot.text.safe import clean, clip
from bot.text.terminal import counted
from bot.text.tex import unicode_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Facts: TypeAlias = "dict[str, Any]"  # an answer of bot.app.outbox, or a message or paper in it

_TITLE_LENGTH = 80  # UTF-16 code units
_REASON_LENGTH = 300
_ADVICE = {
    "dead": "Dead: Discord refused it. Fix the reason, then use `paperboy outbox retry KEY` or `--all-dead`.",
    "uncertain": "Uncertain: it may have been posted. Check the channel, then use `paperboy outbox retry KEY`\n"
    "(posts it unless the history has it) or `paperboy outbox drop KEY`.",
    "deferred": "Deferred: it may have been posted, and the channel's history is checked again and again.\n"
    "`paperboy outbox retry KEY` checks it now, `paperboy outbox drop KEY` gives up on it.",
}


def listing(answer: Facts, now: datetime) -> Iterator[str]:
    """Yield each message in a few lines, the numbers of further messages and pending alerts, and what to do."""
    messages: list[Facts] = answer["messages"]
    for message in messages:
        yield from _message(message, now)
    if answer["total"] > len(messages):
        yield f"… and {answer['total'] - len(messages)} more: see --limit."
    if not messages:
        yield "No messages in these states."
    waiting = answer["waiting"]
    if waiting:
        yield f"{counted(waiting, 'pending alert')}."
    states = {message["state"] for message in messages}
    # `aside` is the older name of deferred, which the JSON output keeps.
    states |= {"deferred" for message in messages if message.get("aside")}
    if advice := [text for state, text in _ADVICE.items() if state in states]:
        yield from ("", *advice)


def outcome(messages: Sequence[Facts], *, dropped: bool, running: bool | None) -> Iterator[str]:
    """Yield lines about the messages that were retried or dropped; `running` is None for a database."""
    verb = "Dropped" if dropped else "Queued again"
    for message in messages:
        title = "; ".join(_title(paper) for paper in message["papers"])
        yield f"{verb}: {message['key']} for {message['destination']}: {title}"
        if message.get("follows"):  # a sentence about what happens next
            yield f"  {message['follows']}"
        if message["blocked"] and not dropped:
            yield f"  Blocked: {clean(message['blocked'])}"
    if not messages:
        yield "No messages are dead."
    elif running is None:
        yield "A bot running on this database applies this within a minute."
    elif not running:
        yield "The bot is not running: this takes effect when it starts."


def _message(message: Facts, now: datetime) -> Iterator[str]:
    span = now - datetime.fromisoformat(message["created"])
    attempts = counted(message["attempts"], "attempt")
    yield f"{message['key']}  {message['state']}  {age(span)} old  to {message['destination']}  {attempts}"
    yield from (f"    {_title(paper)} ({clean(paper['id'])})" for paper in message["papers"])
    if message["reason"]:
        yield f"    reason: {clip(clean(message['reason']), _REASON_LENGTH)}"
    if message["blocked"]:
        yield f"    blocked: {clip(clean(message['blocked']), _REASON_LENGTH)}"


def _title(paper: Facts) -> str:
    return clip(clean(unicode_text(paper["title"])), _TITLE_LENGTH)


def age(span: timedelta) -> str:
    """Return an age in the largest unit that gives at least 2: `90 s`, `5 min`, `47 h`, `2 days`."""
    seconds = max(0, int(span.total_seconds()))
    for unit, length in (("days", 86_400), ("h", 3600), ("min", 60)):
        if seconds >= 2 * length:
            return f"{seconds // length} {unit}"
    return f"{seconds} s"
