"""What became of a paper for a subscription, as one sentence with a sign."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum
from typing import TYPE_CHECKING, Final, NamedTuple, assert_never

import discord

from bot.discord_io.posting.jump import jump_url
from bot.domain.alert import Alert, AlertState, MessageState
from bot.domain.subscription import Mode
from bot.language.formats import joined, sentences
from bot.language.translating import gettext, gettext_noop
from bot.text.safe import safe
from cogs.shared.lines import shown_subscription

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.domain.alert import Message
    from bot.domain.subscription import Kind, Subscription
    from bot.service.subscriptions.why import Posted, Verdict

NEUTRAL: Final = "➖"  # nothing is wrong
_NAMED = 3  # subscriptions in a sentence
_SOURCES = 160  # characters of the titles of sources


class Group(Enum):
    """What became of a paper, in a word or two for `gettext`, in the order in which people ask."""

    # NOTE: these five are headings over subscriptions, by what became of a paper for them; what is not posted
    # matches, and something else keeps it back
    POSTED = gettext_noop("Posted")
    WAITING = gettext_noop("On its way")
    WRONG = gettext_noop("Something went wrong")
    NOT_POSTED = gettext_noop("Not posted")
    NOT_MATCHED = gettext_noop("Not matched")


def group(verdict: Verdict) -> Group:
    """Where a verdict belongs among others; a channel has a paper whichever of its subscriptions brought it."""
    if verdict.alert is None or not verdict.served:
        if _comes_next(verdict):
            return Group.WAITING
        return Group.NOT_POSTED if verdict.matched or verdict.explanation is None else Group.NOT_MATCHED
    match verdict.alert.state:
        case AlertState.SENT:
            return Group.POSTED
        case AlertState.DEAD | AlertState.UNCERTAIN:
            return Group.WRONG
        case AlertState.DROPPED:
            return Group.NOT_POSTED
        case AlertState.PENDING | AlertState.PLANNED:
            return Group.WAITING
        case _:
            assert_never(verdict.alert.state)


def result(verdict: Verdict, now: datetime) -> str:
    """What became of it for this subscription, and for others where they posted it: sentences with signs."""
    if verdict.has_alert:
        return _fate(verdict, now)
    if verdict.served:
        return _fate_of_others(verdict, now)
    if verdict.explanation is None:
        return f"{NEUTRAL} {gettext('Not posted for this subscription.')}"
    return _kept_back(verdict, now) if verdict.matched else _not_matched(verdict, now)


def posted_there(verdict: Verdict, now: datetime) -> str:
    """That its channel has the paper; which subscriptions brought it where this one did not."""
    return _fate(verdict, now) if verdict.has_alert else _fate_for_others(verdict, now)


def also_matched(subscriptions: Sequence[Subscription]) -> str:
    """Which subscriptions of a channel match what others brought there."""
    names = joined([shown_subscription(one) for one in subscriptions])
    # NOTE: {subscriptions} are the names of those that match a paper which others brought to the same channel
    told = gettext("Also matched by {subscriptions}.", subscriptions=names)
    return sentences(told, gettext("No channel gets a paper twice."))


def _fate_of_others(verdict: Verdict, now: datetime) -> str:
    """What others brought, or are about to; once it is there, first that nothing came for this one."""
    fate, once = _fate_for_others(verdict, now), gettext("No channel gets a paper twice.")
    if verdict.alert is None or verdict.alert.state is not AlertState.SENT:
        return sentences(fate, once)
    return f"{NEUTRAL} {sentences(gettext('Not posted for this subscription.'), once)}\n{fate}"


def _not_matched(verdict: Verdict, now: datetime) -> str:
    """The channel may have it all the same: that is news, and no reason."""
    if not verdict.through_others:
        missed = gettext("Not posted: the subscription's query does not match.")
        return f"{NEUTRAL} {missed}"
    missed = gettext("Not posted for this subscription: its query does not match.")
    return f"{NEUTRAL} {missed}\n{_fate_for_others(verdict, now)}"


def _kept_back(verdict: Verdict, now: datetime) -> str:
    if _comes_next(verdict):
        return f"⏳ {_next(verdict, now, f'<#{verdict.subscription.destination_id}>')}"
    if not verdict.announced:
        told = gettext("Not posted: the query matches it, but no source has announced it to me.")
        return f"{NEUTRAL} {told}"
    return f"{NEUTRAL} {gettext('Not posted for this subscription, though its query matches.')}"


def posted_formerly(posted: Posted) -> str:
    """That a destination has the paper, though nobody there subscribes to it any more."""
    there = posted.destination
    told = _posted(_Post(there.guild_id, there.id, there.kind, posted.alert, posted.message))
    return f"✅ {sentences(told, _ended())}"


def _comes_next(verdict: Verdict) -> bool:
    """Also where it was dropped for others."""
    kept_back = verdict.in_baseline or verdict.subscription.paused or verdict.unheard or not verdict.announced
    return verdict.matched and not kept_back and verdict.last_listed is None and verdict.next_from is not None


def _next(verdict: Verdict, now: datetime, channel: str) -> str:
    """What becomes of a match that no poll has seen yet."""
    if verdict.block:
        return gettext("Waits until I may post in {channel} again.", channel=channel)
    if verdict.next_due is not None and verdict.next_due > now:
        return _waits(verdict.subscription.mode, verdict.next_due, channel)
    source = safe(verdict.next_from or "", _SOURCES)
    # NOTE: {source} is the title of a list of papers, such as Hugging Face, or of several
    return gettext("The query matches it: it is posted after I next read {source}.", source=source)


def _fate_for_others(verdict: Verdict, now: datetime) -> str:
    """What became of it for those other subscriptions, and which they are."""
    fate = _fate(replace(verdict, subscription=(*verdict.others, verdict.subscription)[0]), now)
    if not verdict.others:
        return sentences(fate, _ended())
    names = joined([shown_subscription(one) for one in verdict.others[:_NAMED]])
    # NOTE: {subscriptions} are the names of those for which a paper was posted in a channel, or is about to be
    return sentences(fate, gettext("Brought by {subscriptions}.", subscriptions=names))


def _ended() -> str:
    return gettext("The subscription that brought it there has ended or moved.")


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
    if verdict.alert.deferred_to_digest:
        return gettext(
            "{channel} has had its most alerts for one day: it comes in the digest {time}.",
            channel=channel,
            time=_time(verdict.alert.due),
        )
    return _waits(verdict.subscription.mode, verdict.alert.due, channel)


def _waits(mode: Mode, due: datetime, channel: str) -> str:
    time = _time(due)
    if mode is Mode.NOW:
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
