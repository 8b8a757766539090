"""What became of a paper for a subscription, as one sentence with a sign."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.discord_io.posting.jump import jump_url
from bot.domain.alert import AlertState, MessageState
from bot.domain.subscription import Mode

if TYPE_CHECKING:
    from datetime import datetime

    from bot.domain.alert import Message
    from bot.service.subscriptions.why import Verdict

_ENDS = {
    AlertState.DEAD: "❌ Not posted: Discord did not take it in {channel}, and it is not tried again.",
    AlertState.UNCERTAIN: "❓ I cannot tell whether it was posted in {channel}, so I do not try again by myself.",
    AlertState.DROPPED: "❌ Not posted: it was dropped.",
}


def result(verdict: Verdict, now: datetime) -> str:
    """What became of the paper for this subscription, as one sentence with a sign."""
    if verdict.has_alert:
        return _fate(verdict, now)
    if verdict.explanation is None:
        return "❌ Not posted for this subscription."
    if not verdict.matched:
        return _without_a_match(verdict)
    if verdict.in_baseline or verdict.subscription.paused or verdict.alert or verdict.unheard:
        return "❌ Not posted for this subscription, though the query matches it."
    return "⏳ The query matches it: the next poll makes the alert."


def _without_a_match(verdict: Verdict) -> str:
    """The channel may have it all the same: that is news, and no reason."""
    match verdict.alert.state if verdict.alert else None:
        case AlertState.SENT:
            another = "Another one brought it to the channel."
        case AlertState.PENDING | AlertState.PLANNED:
            another = "Another one has it on its way to the channel."
        case _:
            return "❌ Not posted: the query does not match it."
    return f"❌ Not posted for this subscription: the query does not match it. {another}"


def _fate(verdict: Verdict, now: datetime) -> str:
    """Of an alert of this subscription's own."""
    channel = f"<#{verdict.subscription.destination_id}>"
    state = verdict.alert.state if verdict.alert else AlertState.PENDING
    if state is AlertState.SENT:
        return f"✅ Posted in {channel}{_when_and_where(verdict)}."
    if state in _ENDS:
        return _ENDS[state].format(channel=channel)
    if verdict.block:
        return f"⏳ Waits until I may post in {channel} again."
    if verdict.held:
        return f"⏸️ Held by a pause: it is posted in {channel} when that ends."
    return _waiting(verdict.message, now, channel) if verdict.message else _due(verdict, now, channel)


def _waiting(message: Message, now: datetime, channel: str) -> str:
    if message.reason is None:
        return f"⏳ It is just being posted in {channel}."
    if message.state is MessageState.SENDING:
        return f"❓ Perhaps posted: before another try{_at(message.next_try, now)} I look for it in {channel}."
    return f"⏳ Not posted yet: it is tried again{_at(message.next_try, now)}."


def _due(verdict: Verdict, now: datetime, channel: str) -> str:
    if verdict.alert is None or verdict.alert.due <= now:
        return f"⏳ It is next to be posted in {channel}."
    when = _at(verdict.alert.due, now)
    if verdict.alert.deferred_to_digest:
        return f"⏳ {channel} has had the most alerts that it takes in a day: it comes in the digest{when}."
    if verdict.subscription.mode is Mode.NOW:
        return f"⏳ Waits for the end of quiet hours{when} in {channel}."
    return f"⏳ Waits for the digest{when} in {channel}."


def _at(when: datetime, now: datetime) -> str:
    return f" {discord.utils.format_dt(when, 'f')}" if when > now else ""


def _when_and_where(verdict: Verdict) -> str:
    message, subscription = verdict.message, verdict.subscription
    if message is None or message.finished is None:  # forgotten before the alert is
        return f" (it matched {discord.utils.format_dt(verdict.alert.created, 'f')})" if verdict.alert else ""
    when = f" {discord.utils.format_dt(message.finished, 'f')}"
    if message.message_id is None:
        return f"{when}, and deleted since"
    where = jump_url(subscription.guild_id, subscription.destination_id, verdict.kind, message.message_id)
    return f"{when}: [to the post]({where})"
