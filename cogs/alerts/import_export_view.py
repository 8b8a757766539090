"""What an import would change, in words, with Import and Cancel under it."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

import discord

from bot.discord_io.render.code import inline_code
from bot.domain.discord.limits import MESSAGE_LENGTH
from bot.domain.schedule import delivery
from bot.service.preferences.catalogue import exported
from bot.service.subscriptions.chosen_sources import as_typed
from bot.text.phrases import counted
from bot.text.safe import clip, safe
from cogs.shared.lines import shown_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.discord_io.interactions.presses import ItemClass
    from bot.domain.preferences import Preferences
    from bot.domain.subscription import Subscription
    from bot.service.alerts_file.importer import Changes, Step
    from bot.service.subscriptions.subscriptions import Draft

BUTTON_PATTERN: Final = r"paperboy:import:(?P<action>do|cancel):(?P<token>[0-9a-f]{16})"
_LINES = 20
_QUERY, _NAME = 70, 120


def plan_text(changes: Changes) -> str:
    """A line for each change, the first twenty; what stays as it is, counted."""
    shown = list(islice(_lines(changes), _LINES))
    if (more := _count(changes) - len(shown)) > 0:
        shown.append(f"… and {more} more changes.")
    return clip("\n".join(filter(None, [_head(changes), *shown, _left(changes)])), MESSAGE_LENGTH)


def _left(changes: Changes) -> str:
    """How many subscriptions no change is needed for, and how many the file does not have."""
    same, rest = changes.unchanged, changes.untouched
    match = "matches" if same == 1 else "match"
    stay = "is not in the file and stays as it is" if rest == 1 else "are not in the file and stay as they are"
    told = (
        f"{counted(same, 'subscription')} already {match} the file." if same else "",
        f"{counted(rest, 'subscription')} {stay}." if rest else "",
    )
    return " ".join(filter(None, told))


def _head(changes: Changes) -> str:
    if changes.problems:
        return "Nothing can be imported until the file is changed:"
    return "Nothing has to change." if changes.is_empty else "Nothing is changed yet. Importing would:"


def _lines(changes: Changes) -> Iterator[str]:
    for problem in changes.problems:
        yield f"⚠️ {clip(problem, _NAME)}"
    for old in changes.ended:
        yield f"➖ end {shown_name(old)} ({inline_code(old.id)})"
    for step in changes.steps:
        yield from _step_lines(step)
    for destination_id, (before, after) in changes.settings.items():
        yield f"⚙️ set <#{destination_id}>: {_difference(before, after)}"


def _count(changes: Changes) -> int:
    """How many lines there are; writing all of them would take long for a large file."""
    of_steps = sum((step.draft is not None) + (step.paused is not None) for step in changes.steps)
    return len(changes.problems) + len(changes.ended) + of_steps + len(changes.settings)


def _step_lines(step: Step) -> Iterator[str]:
    draft, old = step.draft, step.existing
    if draft is not None and old is None:
        channel = f"<#{draft.destination.id}>"
        of = f" of {inline_code(clip(as_typed(draft.listens), _NAME))}" if draft.listens else ""
        yield f"➕ add **{safe(draft.full_name, _NAME)}** to {channel}: {_code(draft.query.canonical)}{of}"
    elif draft is not None and old is not None:
        yield f"✏️ change {shown_name(old)} ({inline_code(old.id)}): {'; '.join(_differences(draft, old))}"
    if step.paused is not None:
        name = shown_name(old) if old else "it"
        yield f"⏸️ pause {name}" if step.paused else f"▶️ resume {name}"


def _differences(draft: Draft, old: Subscription) -> Iterator[str]:
    if draft.query.canonical != old.query:
        yield f"{_code(old.query)} becomes {_code(draft.query.canonical)}"
    if draft.full_name != old.name:
        yield f"named **{safe(draft.full_name, _NAME)}**"
    if draft.mode is not old.mode:
        yield f"posts {delivery(draft.mode).word} instead of {delivery(old.mode).word}"
    if draft.listens != old.sources:
        yield f"listens to {inline_code(clip(as_typed(draft.listens), _NAME))}"
    if draft.destination.id != old.destination_id:
        yield f"moves to <#{draft.destination.id}>"


def _difference(before: Preferences, after: Preferences) -> str:
    old, new = exported(before), exported(after)
    names = [name for name in {**old, **new} if old.get(name) != new.get(name)]
    return ", ".join(f"{name} {new.get(name, 'back to the default')}" for name in names)


def _code(query: str) -> str:
    return inline_code(clip(query, _QUERY))


def buttons(token: str, item_class: ItemClass) -> discord.ui.View:
    """Import and Cancel."""
    view = discord.ui.View(timeout=None)
    for action, label, style in (
        ("do", "Import", discord.ButtonStyle.success),
        ("cancel", "Cancel", discord.ButtonStyle.secondary),
    ):
        custom_id = f"paperboy:import:{action}:{token}"
        view.add_item(
            item_class(discord.ui.Button[discord.ui.View](label=label, style=style, custom_id=custom_id))
        )
    return view
