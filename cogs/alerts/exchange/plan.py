"""The plan of an import or starter pack in words, its buttons and menus, and the reply after it is done."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import discord
from discord.utils import format_dt

from bot.discord_io.render.code import inline_code
from bot.domain.discord.limits import MESSAGE_LENGTH
from bot.domain.schedule import delivery, schedule_of
from bot.domain.subscription import Mode
from bot.language.formats import listed, sentences, some_of
from bot.language.translating import gettext, ngettext, npgettext, pgettext
from bot.service.preferences.catalogue import entries, settings_of_entry
from bot.service.subscriptions.chosen_sources import as_typed
from bot.service.subscriptions.drafts import TOKENS
from bot.text.safe import clip, safe
from cogs.alerts.preview.changes import differences
from cogs.alerts.words import and_more, changed_setting, with_matches
from cogs.settings.panel import value_of
from cogs.shared.layouts import button, buttons
from cogs.shared.lines import name_among, shown_name
from cogs.shared.targets import CHANNEL_TYPES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.domain.preferences import Preferences
    from bot.domain.schedule import DigestTimes
    from bot.service.alerts_file.importer import Changes, Done
    from bot.service.subscriptions.rules import SubscriptionRequest

BUTTON_PATTERN: Final = rf"paperboy:import:(?P<action>do|cancel|(?P<at>\d{{1,3}})):(?P<token>{TOKENS})"
_LINES = 20
_MISSING = 3  # names of subscriptions that the file lacks
_NAME = 120
_QUERIES = 1400  # characters of all queries
_MENUS = 4  # of channels, and a row for *Cancel*: a message has five rows


def plan_text(changes: Changes, host: DigestTimes) -> str:
    """Return the first twenty changes, a line each, and how many more there are.

    It also counts what does not change. `host` has the host's default digest times. If the server lacks channels
    of the file, ask for them.
    """
    if changes.missing and not changes.problems:
        # NOTE: menus follow, each with the name of a channel
        return gettext("Choose a channel of this server for each:")
    shown = list(islice(_lines(changes, host), _LINES))
    if (more := _count(changes) - len(shown)) > 0:
        shown.append(and_more(more))
    return clip("\n".join(filter(None, [_head(changes), *shown, _unchanged(changes)])), MESSAGE_LENGTH)


def _unchanged(changes: Changes) -> str:
    """Count the unchanged subscriptions, name those that the file lacks, and say how to delete them."""
    texts: list[str] = []
    if same := changes.unchanged:
        texts.append(
            ngettext("{number} subscription is unchanged.", "{number} subscriptions are unchanged.", same)
        )
    if rest := changes.untouched:
        names = some_of([name_among(missing, rest) for missing in rest[:_MISSING]], len(rest))
        texts.append(
            gettext(
                "Not in the file, so unchanged: {subscriptions}. `delete_missing` deletes these.",
                subscriptions=names,
            )
        )
    return sentences(*texts)


def _head(changes: Changes) -> str:
    if changes.matches is not None and changes.steps:
        return ""  # the lines and the button say it
    if changes.problems:
        return gettext("Correct the file first:")
    if changes.is_empty:
        return gettext("Nothing was changed.")
    return gettext("This import will:")


def _lines(changes: Changes, host: DigestTimes) -> Iterator[str]:
    for problem in changes.problems:
        yield f"⚠️ {clip(problem, _NAME)}"
    for old in changes.ended:
        name = name_among(old, changes.ended)
        yield f"➖ {pgettext('list', 'delete {subscription}', subscription=name)}"
    limit = _QUERIES // min(len(changes.steps) or 1, _LINES)
    for step in changes.steps:
        query = inline_code(clip(step.query.canonical, limit))
        if (per_week := (changes.matches or {}).get(step.query.canonical)) is not None:
            query = with_matches(query, per_week)
        yield from _step_lines(step, query)
    for destination_id, (before, after) in changes.settings.items():
        channel, values = f"<#{destination_id}>", _difference(before, after, host)
        yield f"⚙️ {pgettext('list', 'change {channel}: {values}', channel=channel, values=values)}"


def _count(changes: Changes) -> int:
    """Count the lines before they are written, which would take long for a large file."""
    of_steps = sum(step.is_edit + (step.pause is not None) for step in changes.steps)
    return len(changes.problems) + len(changes.ended) + of_steps + len(changes.settings)


def _step_lines(wish: SubscriptionRequest, query: str) -> Iterator[str]:
    old = wish.replaces
    if old is None:
        yield f"➕ {_added(wish, query)}"
    elif wish.is_edit:
        text = pgettext(
            "list",
            "change {subscription}: {changes}",
            subscription=shown_name(old),
            changes="; ".join(differences(old, wish.result)),
        )
        yield f"✏️ {text}"
    if wish.pause is None:
        return
    name = shown_name(old) if old else f"**{safe(wish.full_name, _NAME)}**"
    paused, until = wish.pause
    if until:
        end = format_dt(until, "f")
        yield f"⏸️ {pgettext('list', 'pause {subscription} until {moment}', subscription=name, moment=end)}"
    elif paused:
        yield f"⏸️ {pgettext('list', 'pause {subscription}', subscription=name)}"
    else:
        yield f"▶️ {pgettext('list', 'resume {subscription}', subscription=name)}"


def _added(draft: SubscriptionRequest, query: str) -> str:
    """Return the line of a new subscription: channel and query, and delivery and sources if not the default."""
    added = pgettext(
        "list",
        "add {subscription} to {channel}: {query}",
        subscription=f"**{safe(draft.full_name, _NAME)}**",
        channel=f"<#{draft.destination.id}>",
        query=query,
    )
    more: list[str] = []
    if draft.mode is not Mode.NOW:
        more.append(delivery(draft.mode).word())
    if draft.subscribed_sources:
        more.append(inline_code(clip(as_typed(draft.subscribed_sources), _NAME)))
    return "; ".join((added, *more))


def _difference(before: Preferences, after: Preferences, host: DigestTimes) -> str:
    """Return the settings that change, in the words of the settings panel."""
    return "; ".join(
        changed_setting(
            gettext(entry.name),
            value_of(entry, before, schedule_of(before, host).times),
            value_of(entry, after, schedule_of(after, host).times),
        )
        for entry in entries()
        if any(setting.of(before) != setting.of(after) for setting in settings_of_entry(entry.item))
    )


def plan_view(token: str, changes: Changes) -> discord.ui.View:
    """Return menus for the first four missing channels, else the button *Import* or *Save*; and *Cancel*."""
    label = pgettext("button", "Import") if changes.matches is None else pgettext("button", "Save")
    menus = [
        discord.ui.ChannelSelect[Any](
            custom_id=f"paperboy:import:{at}:{token}", placeholder=name, channel_types=list(CHANNEL_TYPES)
        )
        for at, name in islice(changes.missing.items(), _MENUS)
    ]
    return buttons(
        *(menus or [button(label, f"paperboy:import:do:{token}", discord.ButtonStyle.success)]),
        button(pgettext("button", "Cancel"), f"paperboy:import:cancel:{token}"),
    )


def imported_text(done: Done, changes: Changes) -> str:
    """Return how many subscriptions and channels were changed, and what could not be imported."""
    # NOTE: in a list such as "3 added, 1 changed", of subscriptions; {number} is of these
    counted = {
        npgettext("import", "{number} added", "{number} added", done.added): done.added,
        npgettext("import", "{number} changed", "{number} changed", done.changed): done.changed,
        npgettext("import", "{number} deleted", "{number} deleted", done.ended): done.ended,
        npgettext(
            "import",
            "settings of {number} channel changed",
            "settings of {number} channels changed",
            done.channels,
        ): done.channels,
    }
    numbers = listed([text for text, number in counted.items() if number])
    # NOTE: {changes} is a list such as "3 added, 1 changed"
    head = gettext("Imported: {changes}.", changes=numbers)
    if changes.matches is not None:
        # NOTE: {changes} is a number such as "3 added", of subscriptions
        head = gettext("Saved: {changes}.", changes=numbers)
    if not any(counted.values()):
        head = gettext("Nothing was changed.")
    shown = [f"⚠️ {trouble}" for trouble in done.troubles[:_LINES]]
    if more := len(done.troubles) - len(shown):
        shown.append(and_more(more))
    return clip("\n".join([head, *shown]), MESSAGE_LENGTH)
