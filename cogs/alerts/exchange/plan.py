"""The plan of an import in words, its buttons, and the reply after Import."""

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
from cogs.alerts.words import and_more, changed_setting
from cogs.settings.panel import value_of
from cogs.shared.layouts import buttons
from cogs.shared.lines import name_among, shown_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.domain.preferences import Preferences
    from bot.domain.schedule import DigestTimes
    from bot.service.alerts_file.importer import Changes, Done
    from bot.service.subscriptions.rules import SubscriptionRequest

BUTTON_PATTERN: Final = rf"paperboy:import:(?P<action>do|cancel):(?P<token>{TOKENS})"
_LINES = 20
_MISSING = 3  # names of subscriptions that the file lacks
_QUERY, _NAME = 70, 120


def plan_text(changes: Changes, host: DigestTimes) -> str:
    """Return the first twenty changes, a line each, and how many more there are.

    It also counts what does not change. `host` has the host's default digest times.
    """
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
                "Not in the file, so unchanged: {subscriptions}. `end_missing` deletes these.", subscriptions=names
            )
        )
    return sentences(*texts)


def _head(changes: Changes) -> str:
    if changes.problems:
        return gettext("Correct the file first:")
    if changes.is_empty:
        return gettext("Nothing was changed.")
    return gettext("Import will:")


def _lines(changes: Changes, host: DigestTimes) -> Iterator[str]:
    for problem in changes.problems:
        yield f"⚠️ {clip(problem, _NAME)}"
    for old in changes.ended:
        name = name_among(old, changes.ended)
        yield f"➖ {pgettext('list', 'delete {subscription}', subscription=name)}"
    for step in changes.steps:
        yield from _step_lines(step)
    for destination_id, (before, after) in changes.settings.items():
        channel, values = f"<#{destination_id}>", _difference(before, after, host)
        yield f"⚙️ {pgettext('list', 'set {channel}: {values}', channel=channel, values=values)}"


def _count(changes: Changes) -> int:
    """Count the lines before they are written, which would take long for a large file."""
    of_steps = sum(step.is_edit + (step.pause is not None) for step in changes.steps)
    return len(changes.problems) + len(changes.ended) + of_steps + len(changes.settings)


def _step_lines(wish: SubscriptionRequest) -> Iterator[str]:
    old = wish.replaces
    if old is None:
        yield f"➕ {_added(wish)}"
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


def _added(draft: SubscriptionRequest) -> str:
    """Return the line of a new subscription: channel and query, and delivery and sources if not the default."""
    added = pgettext(
        "list",
        "add {subscription} to {channel}: {query}",
        subscription=f"**{safe(draft.full_name, _NAME)}**",
        channel=f"<#{draft.destination.id}>",
        query=inline_code(clip(draft.query.canonical, _QUERY)),
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


def plan_buttons(token: str) -> discord.ui.View:
    """Return the buttons *Import* and *Cancel*."""
    styles = discord.ButtonStyle
    return buttons(
        *(
            discord.ui.Button[Any](label=label, style=style, custom_id=f"paperboy:import:{action}:{token}")
            for action, label, style in (
                ("do", pgettext("button", "Import"), styles.success),
                ("cancel", pgettext("button", "Cancel"), styles.secondary),
            )
        )
    )


def imported_text(done: Done) -> str:
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
    # NOTE: {changes} is a list such as "3 added, 1 changed"
    head = gettext("Imported: {changes}.", changes=listed([text for text, number in counted.items() if number]))
    if not any(counted.values()):
        head = gettext("Nothing was changed.")
    shown = [f"⚠️ {trouble}" for trouble in done.troubles[:_LINES]]
    if more := len(done.troubles) - len(shown):
        shown.append(and_more(more))
    return clip("\n".join([head, *shown]), MESSAGE_LENGTH)
