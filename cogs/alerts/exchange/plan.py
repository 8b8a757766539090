"""What an import would change, in words, with Import and Cancel under it."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final, assert_never

import discord
from discord.utils import format_dt

from bot.discord_io.render.code import inline_code
from bot.domain.discord.limits import MESSAGE_LENGTH
from bot.domain.schedule import delivery, schedule_of
from bot.domain.subscription import Mode
from bot.language.formats import sentences, some_of
from bot.language.translating import gettext, ngettext, pgettext
from bot.service.preferences.catalogue import entries, settings_of_entry
from bot.service.preferences.panel_words import on_or_off
from bot.service.preferences.setting import Form, Menu, RoleMenu, Switch
from bot.service.subscriptions.chosen_sources import as_typed
from bot.service.subscriptions.rules import own_name
from bot.text.safe import clip, safe
from cogs.shared.lines import shown_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.discord_io.interactions.presses import ItemClass
    from bot.domain.preferences import Preferences
    from bot.domain.schedule import DigestTimes
    from bot.domain.subscription import Subscription
    from bot.service.alerts_file.importer import Changes, Step, Twins
    from bot.service.subscriptions.rules import Wish

BUTTON_PATTERN: Final = r"paperboy:import:(?P<action>do|cancel):(?P<token>[0-9a-f]{16})"
_LINES = 20
_LEFT = 3  # names
_QUERY, _NAME = 70, 120


def plan_text(changes: Changes, host: DigestTimes) -> str:
    """A line for each change, the first twenty; what stays as it is, counted. `host` are its times for digests."""
    shown = list(islice(_lines(changes, host), _LINES))
    if (more := _count(changes) - len(shown)) > 0:
        # NOTE: the last line of a list of changes, after "… "
        shown.append(f"… {ngettext('and {number} more change.', 'and {number} more changes.', more)}")
    return clip("\n".join(filter(None, [_head(changes), *shown, _left(changes)])), MESSAGE_LENGTH)


def _left(changes: Changes) -> str:
    """How many subscriptions no change is needed for; which ones the file does not have, and how to end them."""
    told: list[str] = []
    if same := changes.unchanged:
        told.append(
            ngettext(
                "{number} subscription already matches the file.",
                "{number} subscriptions already match the file.",
                same,
            )
        )
    if rest := changes.untouched:
        told.append(
            ngettext(
                "{number} subscription is not in the file and stays as it is: {subscriptions}. "
                "To end it, choose `end_missing` in `/alerts import`.",
                "{number} subscriptions are not in the file and stay as they are: {subscriptions}. "
                "To end them, choose `end_missing` in `/alerts import`.",
                len(rest),
                subscriptions=some_of([shown_name(one) for one in rest[:_LEFT]], len(rest)),
            )
        )
    return sentences(*told)


def _head(changes: Changes) -> str:
    if changes.problems:
        return gettext("Nothing can be imported until the file is changed:")
    if changes.is_empty:
        return gettext("Nothing has to change.")
    return gettext("Nothing is changed yet. Importing would:")


def _lines(changes: Changes, host: DigestTimes) -> Iterator[str]:
    for problem in changes.problems:
        yield f"⚠️ {clip(problem, _NAME)}"
    for old in changes.ended:
        name, key = shown_name(old), inline_code(old.id)
        yield f"➖ {pgettext('list', 'end {subscription} ({id})', subscription=name, id=key)}"
    for step in changes.steps:
        yield from _step_lines(step)
    yield from map(_told_of, changes.twins)
    for destination_id, (before, after) in changes.settings.items():
        channel, values = f"<#{destination_id}>", _difference(before, after, host)
        yield f"⚙️ {pgettext('list', 'set {channel}: {values}', channel=channel, values=values)}"


def _count(changes: Changes) -> int:
    """How many lines there are; writing all of them would take long for a large file."""
    of_steps = sum((step.draft is not None) + (step.paused is not None) for step in changes.steps)
    return len(changes.problems) + len(changes.ended) + of_steps + len(changes.twins) + len(changes.settings)


def _told_of(twins: Twins) -> str:
    places = {"query": _code(twins.query), "other": _code(twins.other), "channel": f"<#{twins.destination_id}>"}
    return f"⚠️ {gettext('{query} and {other} find the same papers in {channel}.', **places)}"


def _step_lines(step: Step) -> Iterator[str]:
    draft, old = step.draft, step.existing
    if draft is not None and old is None:
        yield f"➕ {_added(draft)}"
    elif draft is not None and old is not None:
        name, key, changes = shown_name(old), inline_code(old.id), "; ".join(_differences(draft, old))
        text = pgettext(
            "list", "change {subscription} ({id}): {changes}", subscription=name, id=key, changes=changes
        )
        yield f"✏️ {text}"
    if step.paused is not None:
        yield _pause(step, paused=step.paused)


def _added(draft: Wish) -> str:
    name, query = f"**{safe(draft.full_name, _NAME)}**", _code(draft.query.canonical)
    places = {"subscription": name, "channel": f"<#{draft.destination.id}>", "query": query}
    sources, mode = _sources(draft.listens), inline_code(draft.mode.value)
    match bool(draft.listens), draft.mode is Mode.NOW:
        case True, True:
            return pgettext(
                "list", "add {subscription} to {channel}: {query} of {sources}", sources=sources, **places
            )
        case True, _:
            # NOTE: {mode} is `daily` or `weekly`, as a file has it
            return pgettext(
                "list",
                "add {subscription} to {channel}, delivery {mode}: {query} of {sources}",
                sources=sources,
                mode=mode,
                **places,
            )
        case _, True:
            return pgettext("list", "add {subscription} to {channel}: {query}", **places)
        case _:
            # NOTE: {mode} is `daily` or `weekly`, as a file has it
            return pgettext(
                "list", "add {subscription} to {channel}, delivery {mode}: {query}", mode=mode, **places
            )


def _pause(step: Step, *, paused: bool) -> str:
    old = step.existing
    end = "" if step.until is None else format_dt(step.until, "f")
    if old is None:  # it is being added, so there is nothing to resume
        until = pgettext("list", "pause it until {moment}", moment=end)
        return f"⏸️ {until if end else pgettext('list', 'pause it')}"
    name = shown_name(old)
    if not paused:
        return f"▶️ {pgettext('list', 'resume {subscription}', subscription=name)}"
    until = pgettext("list", "pause {subscription} until {moment}", subscription=name, moment=end)
    return f"⏸️ {until if end else pgettext('list', 'pause {subscription}', subscription=name)}"


def _differences(draft: Wish, old: Subscription) -> Iterator[str]:
    """What changes of it, each with what it is called in the file or in a form."""
    if draft.query.canonical != old.query:
        # NOTE: what an import changes of a subscription
        yield pgettext("change", "query: {old} → {new}", old=_code(old.query), new=_code(draft.query.canonical))
    is_named = own_name(old) or own_name(draft.applied_to(old))
    if draft.full_name != old.name and (is_named or draft.query.canonical == old.query):
        new = f"**{safe(draft.full_name, _NAME)}**"
        yield pgettext("change", "name: {old} → {new}", old=shown_name(old), new=new)
    if draft.mode is not old.mode:
        before, now = delivery(old.mode).word, delivery(draft.mode).word
        # NOTE: {old} and {new} are "at once", "daily", "weekly"
        yield pgettext("change", "delivery: {old} → {new}", old=before, new=now)
    if draft.listens != old.sources:
        yield pgettext("change", "sources: {old} → {new}", old=_sources(old.sources), new=_sources(draft.listens))
    if draft.destination.id != old.destination_id:
        before, now = f"<#{old.destination_id}>", f"<#{draft.destination.id}>"
        yield pgettext("change", "channel: {old} → {new}", old=before, new=now)


def _sources(names: tuple[str, ...]) -> str:
    return inline_code(clip(as_typed(names), _NAME))


def _difference(before: Preferences, after: Preferences, host: DigestTimes) -> str:
    """Each entry of the settings panel that changes, in its words."""
    return "; ".join(
        pgettext(
            "change",
            # NOTE: {setting} is the name of a setting of a channel, such as Digests or Quiet hours
            "{setting}: {old} → {new}",
            setting=gettext(entry.name),
            old=_in_words(entry, before, host),
            new=_in_words(entry, after, host),
        )
        for entry in entries()
        if any(one.of(before) != one.of(after) for one in settings_of_entry(entry.item))
    )


def _in_words(entry: Menu | RoleMenu | Switch | Form, chosen: Preferences, host: DigestTimes) -> str:
    """The value of a setting."""
    match entry:
        case Menu():
            return next(option.label for option in entry.options(chosen) if option.chosen)
        case RoleMenu():
            # NOTE: whom posts mention, where no role was chosen
            return f"<@&{chosen.role_id}>" if chosen.role_id else pgettext("setting", "nobody")
        case Switch():
            (setting,) = settings_of_entry(entry.item)
            return on_or_off(setting.of(chosen))
        case Form():
            return entry.summary(chosen, schedule_of(chosen, host).times)
        case _:
            assert_never(entry)


def _code(query: str) -> str:
    return inline_code(clip(query, _QUERY))


def buttons(token: str, item_class: ItemClass) -> discord.ui.View:
    """Import and Cancel."""
    view = discord.ui.View(timeout=None)
    for action, label, style in (
        ("do", pgettext("button", "Import"), discord.ButtonStyle.success),
        ("cancel", pgettext("button", "Cancel"), discord.ButtonStyle.secondary),
    ):
        custom_id = f"paperboy:import:{action}:{token}"
        view.add_item(
            item_class(discord.ui.Button[discord.ui.View](label=label, style=style, custom_id=custom_id))
        )
    return view
