"""What became of a paper for a subscription, as one sentence with a sign."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Final, NamedTuple, assert_never

import discord

from bot.discord_io.posting.jump import jump_url
from bot.domain.alert import Alert, AlertState, MessageState
from bot.domain.subscription import Mode
from bot.language.formats import sentences
from bot.language.translating import gettext, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime

    from bot.domain.alert import Message
    from bot.domain.subscription import Kind
    from bot.service.subscriptions.why import Posted, Verdict

NEUTRAL: Final = "➖"  # nothing is wrong


class Group(Enum):
    """What became of a paper, in a word or two for `gettext`, in the order in which people ask."""

    # NOTE: these four are headings over subscriptions, by what became of a paper for them
    POSTED = gettext_noop("Posted")
    WAITING = gettext_noop("On its way")
    WRONG = gettext_noop("Something went wrong")
    NOT_FOR_IT = gettext_noop("Not posted by these")


def group(verdict: Verdict) -> Group:
    """Where a verdict belongs among others."""
    state = verdict.alert.state if verdict.alert and verdict.has_alert else None
    if state is None:
        return Group.WAITING if _comes_next(verdict) else Group.NOT_FOR_IT
    match state:
        case AlertState.SENT:
            return Group.POSTED
        case AlertState.DEAD | AlertState.UNCERTAIN:
            return Group.WRONG
        case AlertState.DROPPED:
            return Group.NOT_FOR_IT
        case AlertState.PENDING | AlertState.PLANNED:
            return Group.WAITING
        case _:
            assert_never(state)


def result(verdict: Verdict, now: datetime) -> str:
    """What became of the paper for this subscription, as one sentence with a sign."""
    if verdict.has_alert:
        return _fate(verdict, now)
    if verdict.explanation is None:
        return f"{NEUTRAL} {gettext('Not posted for this subscription.')}"
    if not verdict.matched:
        return _without_a_match(verdict)
    if _comes_next(verdict):
        return f"⏳ {gettext('The query matches it: it is posted after I next read the lists.')}"
    if not verdict.announced:
        told = gettext("Not posted: the query matches it, but no source has announced it to me.")
        return f"{NEUTRAL} {told}"
    return f"{NEUTRAL} {gettext('Not posted for this subscription, though its query matches.')}"


def posted_formerly(posted: Posted) -> str:
    """That a destination has the paper, though nobody there subscribes to it any more."""
    there = posted.destination
    told = _posted(_Post(there.guild_id, there.id, there.kind, posted.alert, posted.message))
    return f"✅ {sentences(told, gettext('The subscription that brought it there has ended or moved.'))}"


def _comes_next(verdict: Verdict) -> bool:
    paused, has_it = verdict.subscription.paused, verdict.alert is not None
    kept_back = verdict.in_baseline or paused or has_it or verdict.unheard or not verdict.announced
    return verdict.matched and not kept_back


def _without_a_match(verdict: Verdict) -> str:
    """The channel may have it all the same: that is news, and no reason."""
    match verdict.alert:
        case Alert(state=AlertState.SENT):
            another = _brought(_post(verdict, verdict.alert))
        case Alert(state=AlertState.PENDING | AlertState.PLANNED):
            channel = f"<#{verdict.subscription.destination_id}>"
            another = gettext("Another one is about to bring it to {channel}.", channel=channel)
        case _:
            return f"{NEUTRAL} {gettext('Not posted: its query does not match.')}"
    missed = gettext("Not posted for this subscription: its query does not match.")
    return f"{NEUTRAL} {sentences(missed, another)}"


def _fate(verdict: Verdict, now: datetime) -> str:
    """Of an alert of this subscription's own."""
    channel = f"<#{verdict.subscription.destination_id}>"
    match verdict.alert:
        case Alert(state=AlertState.SENT):
            return f"✅ {_posted(_post(verdict, verdict.alert))}"
        case Alert(state=AlertState.DEAD):
            told = gettext(
                "Not posted: Discord did not take it in {channel}, and I do not try again.", channel=channel
            )
            return f"❌ {told}"
        case Alert(state=AlertState.UNCERTAIN):
            told = gettext(
                "I cannot tell whether it was posted in {channel}, so I do not try again by myself.",
                channel=channel,
            )
            return f"❓ {told}"
        case Alert(state=AlertState.DROPPED):
            told = gettext("Not posted: when its turn came it was no longer wanted, or too old.")
            return f"{NEUTRAL} {told}"
        case _:
            return _to_come(verdict, now, channel)


def _to_come(verdict: Verdict, now: datetime, channel: str) -> str:
    if verdict.block:
        return f"⏳ {gettext('Waits until I may post in {channel} again.', channel=channel)}"
    if verdict.held:
        told = gettext("Held by a pause: it is posted in {channel} when that ends.", channel=channel)
        return f"⏸️ {told}"
    return _waiting(verdict.message, now, channel) if verdict.message else f"⏳ {_due(verdict, now, channel)}"


def _waiting(message: Message, now: datetime, channel: str) -> str:
    if message.reason is None:
        return f"⏳ {gettext('It is just being posted in {channel}.', channel=channel)}"
    time = _time(message.next_try)
    if message.state is not MessageState.SENDING:
        if message.next_try > now:
            return f"⏳ {gettext('Not posted yet: I try again {time}.', time=time)}"
        return f"⏳ {gettext('Not posted yet: I try again.')}"
    if message.next_try > now:
        told = gettext(
            "Perhaps posted: before another try {time} I look for it in {channel}.", time=time, channel=channel
        )
    else:
        told = gettext("Perhaps posted: before another try I look for it in {channel}.", channel=channel)
    return f"❓ {told}"


def _due(verdict: Verdict, now: datetime, channel: str) -> str:
    if verdict.alert is None or verdict.alert.due <= now:
        return gettext("It is next to be posted in {channel}.", channel=channel)
    time = _time(verdict.alert.due)
    if verdict.alert.deferred_to_digest:
        return gettext(
            "{channel} has had its most alerts for one day: it comes in the digest {time}.",
            channel=channel,
            time=time,
        )
    if verdict.subscription.mode is Mode.NOW:
        return gettext("Waits for the end of quiet hours {time} in {channel}.", time=time, channel=channel)
    return gettext("Waits for the digest {time} in {channel}.", time=time, channel=channel)


def _time(moment: datetime) -> str:
    return discord.utils.format_dt(moment, "f")


class _Post(NamedTuple):
    """A post of an alert, as far as it is known: `message` is forgotten before the alert is."""

    guild_id: int | None
    channel_id: int
    kind: Kind
    alert: Alert
    message: Message | None

    @property
    def channel(self) -> str:
        return f"<#{self.channel_id}>"


def _post(verdict: Verdict, alert: Alert) -> _Post:
    s = verdict.subscription
    return _Post(s.guild_id, s.destination_id, verdict.kind, alert, verdict.message)


def _posted(post: _Post) -> str:
    """That it was posted there, when, and the link to the message; what is known of either."""
    channel, message = post.channel, post.message
    if message is None or message.finished is None:
        time = _time(post.alert.created)
        return gettext("Posted in {channel} (it matched {time}).", channel=channel, time=time)
    time = _time(message.finished)
    if message.message_id is None:
        return gettext("Posted in {channel} {time}, and deleted since.", channel=channel, time=time)
    url = jump_url(post.guild_id, post.channel_id, post.kind, message.message_id)
    return gettext("Posted in {channel} {time}: [see the post]({url}).", channel=channel, time=time, url=url)


def _brought(post: _Post) -> str:
    """As `_posted`, of another subscription."""
    channel, message = post.channel, post.message
    if message is None or message.finished is None:
        time = _time(post.alert.created)
        return gettext("Another one brought it to {channel} (it matched {time}).", channel=channel, time=time)
    time = _time(message.finished)
    if message.message_id is None:
        return gettext(
            "Another one brought it to {channel} {time}, and deleted since.", channel=channel, time=time
        )
    url = jump_url(post.guild_id, post.channel_id, post.kind, message.message_id)
    return gettext(
        "Another one brought it to {channel} {time}: [see the post]({url}).", channel=channel, time=time, url=url
    )
