"""The sentences of notices: what happened, and the step to take. None of them mentions anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.alert import MessageState
from bot.domain.discord.limits import MESSAGE_LENGTH
from bot.domain.subscription import BlockCause
from bot.service.retention import KEEP_ALERTS, KEEP_GONE
from bot.text.phrases import counted
from bot.text.safe import clip, safe

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.domain.alert import Message
    from bot.domain.errors import DeliveryError
    from bot.domain.subscription import Block, Destination

_SHOWN = 10  # channels or papers in one sentence
_REASON = 400  # characters
_CLOSED = (
    "I cannot send you direct messages, so your paper alerts wait. Allow them: on a server that we share, click "
    "its name → Privacy Settings → Direct Messages, and unblock me if you have blocked me. `/alerts test` then "
    f"tries at once, and I do by myself every hour. What waits is kept for {KEEP_ALERTS.days} days."
)


def blocked(channels: Sequence[tuple[Destination, Block]], subscriptions: int) -> str:
    """Why nothing comes to these channels; `subscriptions` are how many the first has."""
    first = channels[0][1]
    if first.cause is BlockCause.CLOSED_DM:
        return _CLOSED
    if first.cause is BlockCause.GONE:
        return _deleted(subscriptions)
    reasons: dict[str, list[int]] = {}
    for channel, block in channels:
        reasons.setdefault(block.reason, []).append(channel.id)
    kept = (
        f"The alerts are kept for {KEEP_ALERTS.days} days and follow as soon as I may post again; "
        "`/alerts test` tries it."
    )
    if len(reasons) == 1:
        return f"I cannot post paper alerts in {_channels(reasons[first.reason])}. {first.reason} {kept}"
    lines = [f"- {_channels(ids)}: {reason}" for reason, ids in reasons.items()]
    return clip("\n".join(["I cannot post paper alerts in some channels.", kept, *lines]), MESSAGE_LENGTH)


def _deleted(subscriptions: int) -> str:
    """Without the subscriptions' names: a private channel's are no business of who reads this elsewhere."""
    which = f"{counted(subscriptions, 'subscription')} {'has' if subscriptions == 1 else 'have'} nowhere to post"
    return (
        f"A channel or thread that paper alerts went to was deleted, so {which}: "
        "`/alerts list` shows which. Choose another channel with `/alerts edit`, or end it with "
        f"`/alerts unsubscribe`; after {KEEP_GONE.days} days it ends by itself."
    )


def unblocked(channel_id: int | None, items: Sequence[tuple[int, int]]) -> str:
    """That alerts flow again; `items` are (channel, papers that waited there).

    `channel_id` is where it is read; None in a direct message.
    """
    ids = [channel for channel, _ in items]
    where = "here" if ids == [channel_id] else f"in {_channels(ids)}"
    waited = sum(count for _, count in items)
    if not waited:
        return f"Alerts flow again {where}."
    return f"Alerts flow again {where}: {waited} that waited {_follow(waited)}."


def rejoined(waited: int) -> str:
    """That we are in the server again."""
    return f"I am back: {counted(waited, 'paper')} that waited here {_follow(waited)}."


def failed_post(message: Message, *, personal: bool = False) -> str:
    """That a message was not posted, or may not have been.

    Without titles: a word of theirs may be the trouble. `personal` is for a person's own alerts: their DM has no
    name that could be mentioned.
    """
    where = "here" if personal else f"in <#{message.destination_id}>"
    return _failed_post(message, ", ".join(message.paper_ids[:_SHOWN]), where)


def failed_post_elsewhere(message: Message) -> str:
    """The same without the papers: others may not know what a channel follows."""
    return _failed_post(message, counted(len(message.paper_ids), "paper"), f"in <#{message.destination_id}>")


def _failed_post(message: Message, papers: str, where: str) -> str:
    reason = safe(message.reason or "", _REASON)
    if message.state is MessageState.UNCERTAIN:
        return (
            f"I cannot tell whether {papers} came through {where}. {reason} Then whoever hosts me can let me "
            f"look and post what is missing: `paperboy outbox retry {message.key}`. Other alerts go on."
        )
    return (
        f"I could not post {papers} {where}. {reason} Whoever hosts me can have it posted then: "
        f"`paperboy outbox retry {message.key}`. Other alerts go on."
    )


def no_thread(destination_id: int, error: DeliveryError) -> str:
    """That no thread can be opened under an alert."""
    return (
        f"I cannot open a thread for each alert in <#{destination_id}>. {error} "
        "The alerts themselves go on; threads follow with the next one that I may open."
    )


def source_stopped(source: str, since: datetime, *, silent: bool) -> str:
    """That a source has stopped; nothing can be done about it here."""
    moment = f"<t:{int(since.timestamp())}:f>"
    what = f"has listed nothing new since {moment}" if silent else f"could not be read since {moment}"
    return (
        f"{source} {what}, so no new alerts come from there at the moment. You need not do anything: I keep "
        "trying, and what it lists meanwhile is not lost. `/paperboy status` shows how it is."
    )


def source_recovered(source: str) -> str:
    """That it is read again."""
    return f"{source} can be read again: papers listed meanwhile that match follow."


def paused(destination_id: int | None, since: datetime) -> str:
    """That everything has been paused for long; None stands for a person's own alerts."""
    whose = "your paper alerts" if destination_id is None else f"paper alerts of <#{destination_id}>"
    return (
        f"All {whose} have been paused since <t:{int(since.timestamp())}:D>. "
        "`/alerts resume` lets them come again, `/alerts unsubscribe` ends them; I do not ask again."
    )


def resumed(destination_id: int | None) -> str:
    """That not everything is paused any more."""
    whose = "Your paper alerts" if destination_id is None else f"Paper alerts of <#{destination_id}>"
    return f"{whose} come again."


def lost_role(trouble: str) -> str:
    """That nobody is notified of posts, for the reason that `trouble` gives with the step to take."""
    return f"{trouble} The alerts themselves go on."


def role_found(destination_id: int, role_id: int) -> str:
    """That posts notify a role again."""
    return f"Posts in <#{destination_id}> notify <@&{role_id}> again."


def _follow(count: int) -> str:
    return "follows" if count == 1 else "follow"


def _channels(ids: Sequence[int]) -> str:
    shown = [f"<#{one}>" for one in ids[:_SHOWN]]
    if len(ids) > _SHOWN:
        shown.append(f"{len(ids) - _SHOWN} more")
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
