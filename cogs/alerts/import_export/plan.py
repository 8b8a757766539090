"""The plan of an import or starter pack in words, its buttons and menus, and the reply after it is done."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

import discord
from discord.utils import format_dt

from bot.discord_io.render.code_blocks import inline_code
from bot.domain.discord.limits import MESSAGE_LENGTH
from bot.domain.ports.catalogue import EMPTY_CATALOGUE
from bot.domain.schedule import delivery, schedule_of
from bot.domain.subscription import Mode
from bot.language.translating import gettext, ngettext, pgettext
from bot.service.preferences.channel_settings import entries, settings_of_entry
from bot.service.subscriptions.chosen_sources import source_titles
from bot.service.subscriptions.drafts import TOKENS
from bot.text.safe import clip, safe
from cogs.alerts.preview.controls import a_day
from cogs.alerts.preview.saved_replies import differences, saved_text
from cogs.alerts.words import and_more
from cogs.settings.panel import digest_button, value_of
from cogs.shared.channel_option import CHANNEL_TYPES
from cogs.shared.layouts import button, buttons
from cogs.shared.lines import changed_setting, mention_of, name_among, pause_text, shown_name, shown_query
from cogs.shared.undo import some_names, undo_added_button

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from bot.domain.ports.catalogue import Catalogue
    from bot.domain.preferences import Preferences
    from bot.domain.schedule import DigestTimes
    from bot.domain.subscription import Subscription
    from bot.service.alerts_file.importer import Changes, ImportResult
    from bot.service.preferences.preferences import ChannelSettings
    from bot.service.subscriptions.rules import SubscriptionRequest

BUTTON_PATTERN = rf"paperboy:import:(?P<action>do|cancel|(?P<at>\d{{1,3}})):(?P<token>{TOKENS})"
_MAX_LINES = 20  # of changes or problems
_SOURCES_LENGTH, _PROBLEM_LENGTH = 120, 240  # characters of a line's sources; of a problem
_QUERIES_LENGTH = 1400  # characters of all queries
_MAX_MENUS = 4  # of channels, and a row for *Cancel*: a message has five rows


def plan_text(changes: Changes, host: DigestTimes, catalogue: Catalogue = EMPTY_CATALOGUE) -> str:
    """Return the first twenty changes, how many more there are, and what the file lacks.

    `host` has the host's default digest times. If the server lacks channels of the file, ask for them.
    """
    if changes.topic and not changes.problems:
        return "\n".join(_pack_lines(changes, host))
    if changes.problems:
        lines = (f"⚠️ {clip(problem, _PROBLEM_LENGTH)}" for problem in changes.problems)
        return _cut_list(gettext("Fix this first:"), lines, len(changes.problems))
    if changes.missing:
        # NOTE: menus follow, each with the name of a channel
        return gettext("Choose a channel in this server for each of these:")
    foot = ""
    if rest := changes.untouched:
        foot = gettext(
            "Not in the file, so unchanged: {subscriptions}. To delete them, import with `delete_missing`.",
            subscriptions=some_names(rest),
        )
    head = gettext("Nothing to change.") if changes.is_empty else gettext("This import will:")
    number = sum(map(len, (changes.steps, changes.to_delete, changes.settings, changes.left_out)))
    return _cut_list(head, _lines(changes, host, catalogue), number, foot)


def _cut_list(head: str, lines: Iterable[str], number: int, foot: str = "") -> str:
    """Return the first twenty of a number of lines, and how many more there are, between `head` and `foot`."""
    shown = [head, *islice(lines, _MAX_LINES)]
    shown.append(and_more(number - _MAX_LINES) if number > _MAX_LINES else "")
    return clip("\n".join(filter(None, (*shown, foot))), MESSAGE_LENGTH)


def _lines(changes: Changes, host: DigestTimes, catalogue: Catalogue) -> Iterator[str]:
    for destination_id, (possible, wanted) in changes.left_out.items():
        channel, values = f"<#{destination_id}>", _difference(possible, wanted, host)
        # NOTE: {values} are settings, such as `Role to mention: nobody → @readers`
        skip = pgettext("list", "skip {values} (not supported in {channel})", channel=channel, values=values)
        yield f"⚠️ {skip}"
    for old in changes.to_delete:
        name = name_among(old, changes.to_delete)
        yield f"➖ {pgettext('list', 'delete {subscription}', subscription=name)}"
    limit = _QUERIES_LENGTH // min(len(changes.steps) or 1, _MAX_LINES)
    for step in changes.steps:
        yield "\n".join(_step_lines(step, shown_query(step.query.canonical, limit), catalogue))
    for destination_id, (before, after) in changes.settings.items():
        channel, values = f"<#{destination_id}>", _difference(before, after, host)
        yield f"⚙️ {pgettext('list', 'change {channel}: {values}', channel=channel, values=values)}"


def _step_lines(step: SubscriptionRequest, query: str, catalogue: Catalogue) -> Iterator[str]:
    """Lines about a subscription, and about its pause."""
    old = step.replaces
    if old is None:
        yield f"➕ {_new_line(step, query, catalogue)}"
    elif step.needs_room:  # more changes than its pause
        text = pgettext(
            "list",
            "change {subscription}: {changes}",
            subscription=shown_name(old),
            changes="; ".join(differences(old, step.result, catalogue)),
        )
        yield f"✏️ {text}"
    if step.pause is None:
        return
    name = shown_name(old or step.result)
    if paused := pause_text(step.result):
        yield f"⏸️ {gettext('{name}: {text}', name=name, text=paused)}"
    else:
        yield f"▶️ {pgettext('list', 'resume {subscription}', subscription=name)}"


def _new_line(step: SubscriptionRequest, query: str, catalogue: Catalogue) -> str:
    """Return the line of a new subscription: channel and query, and delivery and sources if not the default."""
    added = pgettext(
        "list",
        "add {subscription} to {channel}: {query}",
        subscription=shown_name(step.result),
        channel=mention_of(step.destination),
        query=query,
    )
    more: list[str] = []
    if step.mode is not Mode.NOW:
        more.append(delivery(step.mode).word())
    if step.subscribed_sources:
        more.append(safe(source_titles(step.subscribed_sources, catalogue), _SOURCES_LENGTH))
    return "; ".join((added, *more))


def _difference(before: Preferences, after: Preferences, host: DigestTimes) -> str:
    """Return the settings that change, in the words of the settings panel."""
    return "; ".join(
        changed_setting(
            gettext(entry.name), *(value_of(entry, one, schedule_of(one, host).times) for one in (before, after))
        )
        for entry in entries()
        if any(setting.of(before) != setting.of(after) for setting in settings_of_entry(entry.item))
    )


def _pack_lines(changes: Changes, host: DigestTimes) -> Iterator[str]:
    """Lines about the subscriptions that a starter pack adds, with matches a day, and those that are there."""
    if changes.steps:
        first, topic = changes.steps[0], pgettext("choice", changes.topic)
        yield ngettext(
            # NOTE: {when} is "daily at 09:00 UTC" and the like
            "This would add {number} subscription for **{topic}** to {channel}, with one digest {when}.",
            "This would add {number} subscriptions for **{topic}** to {channel}, with one digest {when}.",
            len(changes.steps),
            topic=topic,
            channel=mention_of(first.destination),
            when=schedule_of(first.destination.preferences, host).when(first.mode),
        )
    for step in changes.steps:
        query, name = step.query.canonical, shown_name(step.result)
        rate = changes.rates.get(query)
        matches = rate is not None and gettext("• {name}: {rate} matches a day", name=name, rate=a_day(rate))
        yield matches or f"• {name}"
        yield inline_code(query)
    if existing := changes.untouched:
        channel, names = mention_of(existing[0]), some_names(existing)
        yield gettext("Already in {channel}: {subscriptions}.", channel=channel, subscriptions=names)


def plan_view(token: str, changes: Changes) -> discord.ui.View:
    """Return menus for the first four missing channels, else the button *Import* or *Save*; and *Cancel*."""
    label = pgettext("button", "Save") if changes.topic else pgettext("button", "Import")
    menus = [
        discord.ui.ChannelSelect[Any](
            custom_id=f"paperboy:import:{at}:{token}",
            # NOTE: in a menu of channels; {name} is a channel of an imported file, such as #papers
            placeholder=gettext("Channel for {name}", name=name),
            channel_types=list(CHANNEL_TYPES),
        )
        for at, name in islice(changes.missing.items(), _MAX_MENUS)
    ]
    return buttons(
        *(menus or [button(label, f"paperboy:import:do:{token}", discord.ButtonStyle.success)]),
        button(pgettext("button", "Cancel"), f"paperboy:import:cancel:{token}"),
    )


def imported_text(done: ImportResult, head: str = "") -> str:
    """Return `head`, by default the number of changes, or that none was made; then what was not possible."""
    if not done.results:
        head = gettext("Nothing was changed.")
    head = head or ngettext("Applied {number} change.", "Applied {number} changes.", len(done.results))
    return _cut_list(head, (f"⚠️ {trouble}" for trouble in done.troubles), len(done.troubles))


def pack_saved(
    added: Sequence[Subscription], settings: ChannelSettings, now: datetime
) -> tuple[str, discord.ui.View]:
    """Name the subscriptions of a starter pack, their channel and next digest; offer *Undo* and *Digest time*."""
    first = added[0]
    digest = gettext("Next digest: {time}", time=format_dt(settings.schedule.due(first.mode, now), "f"))
    view = buttons(undo_added_button(added), digest_button(first.destination_id))
    return f"{saved_text(first, some_names(added), settings)}\n{digest}", view
