"""Replies after Save, and the differences between two versions of a subscription."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.discord.limits import MESSAGE_LENGTH
from bot.domain.ports.catalogue import EMPTY_CATALOGUE, Catalogue
from bot.domain.schedule import delivery
from bot.language.formats import number, sentences
from bot.language.translating import gettext, pgettext
from bot.service.preferences.panel_words import limit_sentence, quiet_hours_sentence
from bot.service.subscriptions.chosen_sources import source_titles
from bot.service.subscriptions.rules import own_name
from bot.text.safe import clip, safe
from cogs.alerts.words import mail_sentence, picks_a_day, query_label
from cogs.shared.lines import changed_setting, mention_of, pause_text, shown_name, shown_query

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.domain.subscription import Subscription
    from bot.service.preferences.preferences import ChannelSettings
    from bot.service.subscriptions.undo import Change

_QUERY_LENGTH = 150  # characters
_SOURCES_LENGTH = 120  # characters


def differences(old: Subscription, new: Subscription, catalogue: Catalogue = EMPTY_CATALOGUE) -> Iterator[str]:
    """Differences between two versions of a subscription, as `Query: old → new`."""
    if old.query != new.query:
        queries = (shown_query(catalogue.readable(query), _QUERY_LENGTH) for query in (old.query, new.query))
        yield changed_setting(query_label(new.mode), *queries)
    if old.name != new.name and (own_name(old) or own_name(new) or old.query == new.query):
        yield changed_setting(pgettext("form", "Name"), shown_name(old), shown_name(new))
    if old.mode is not new.mode:
        yield changed_setting(pgettext("form", "Delivery"), delivery(old.mode).word(), delivery(new.mode).word())
    if old.most != new.most:
        yield changed_setting(pgettext("form", "Picks"), picks_a_day(old.most), picks_a_day(new.most))
    if old.examples != new.examples:
        counts = (number(len(one.examples)) for one in (old, new))
        yield changed_setting(pgettext("form", "Examples"), *counts)
    if old.sources != new.sources:
        sources = (safe(source_titles(one.sources, catalogue), _SOURCES_LENGTH) for one in (old, new))
        yield changed_setting(pgettext("form", "Sources"), *sources)
    if old.destination_id != new.destination_id:
        yield changed_setting(pgettext("form", "Channel"), f"<#{old.destination_id}>", f"<#{new.destination_id}>")


def saved_text(saved: Subscription, name: str, settings: ChannelSettings, lacks: str = "") -> str:
    """Confirm a new subscription: where and when it posts, and the channel's daily limit and quiet hours.

    `lacks` says what it needs before anything is posted.
    """
    mode, schedule = saved.mode, settings.schedule
    if rest := lacks or mail_sentence(schedule, mode):
        return sentences(gettext("Saved {subscription}.", subscription=name), rest)
    # NOTE: {when} is "in a daily digest at 09:00 UTC" and the like, a message of its own.
    text = gettext(
        "Saved {subscription}. New matches go to {channel} {when}.",
        subscription=name,
        channel=mention_of(saved),
        when=schedule.when(mode),
    )
    limit = limit_sentence(settings.chosen.most_a_day, mode)
    return sentences(text, limit, quiet_hours_sentence(schedule, mode))


def changed_text(
    change: Change, name: str, pending: int, lacks: str, catalogue: Catalogue = EMPTY_CATALOGUE
) -> str:
    """Confirm a change: the differences, the pause if it is paused, and what happens to `pending` papers.

    `lacks` is as in `saved_text`.
    """
    new = change.subscription
    old = change.was or new
    paused = pause_text(new)
    if not change.key:  # nothing to undo
        return sentences(gettext("Nothing was changed."), paused)
    head = sentences(gettext("Changed {subscription}.", subscription=name), paused)
    lines = [head, *(f"• {line}" for line in differences(old, new, catalogue))]
    if pending and (old.query, old.sources, old.destination_id) != (new.query, new.sources, new.destination_id):
        lines.append(gettext("Pending papers will be posted if they still match."))
    lines += filter(None, [lacks])
    return clip("\n".join(lines), MESSAGE_LENGTH)
