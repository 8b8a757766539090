"""Replies built from Discord components: texts, entries with a button each, rows of buttons.

A message with such a layout can never have content or embeds again, so a layout is replaced only by a layout.
https://discord.com/developers/docs/components/reference
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import discord
from discord.ui import ActionRow, Container, LayoutView, Section, Separator, TextDisplay

from bot.domain.discord.limits import BUTTONS, COMPONENTS, LAYOUT_BYTES, LAYOUT_TEXT
from bot.text.graphemes import utf16_length
from bot.text.safe import clip

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_MAX_TEXT_LENGTH = LAYOUT_TEXT - 100  # which leaves room for a line that says who shared it
Item: TypeAlias = "discord.ui.Item[Any]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a list; `brief` replaces `text` if room is scarce. `button` is beside it, `row` below."""

    text: str
    brief: str
    button: Item | None = None
    row: Sequence[Item] = ()


def listing(
    head: Sequence[str | Item], entries: Sequence[Entry], *, foot: str = "", rows: Sequence[Sequence[Item]] = ()
) -> LayoutView:
    """Lay out the head, entries with separators, small print, and rows of buttons.

    The head has texts and possibly a picture. All entries use their brief texts if the full ones do not fit. A row
    with more than five buttons is split; empty rows and texts are left out, and separators where there are too
    many components.
    """
    head = [text for text in head if text]
    head_and_foot = [*(text for text in head if isinstance(text, str)), foot]
    full = [entry.text for entry in entries]
    texts = full if _fits([*head_and_foot, *full]) else [entry.brief for entry in entries]
    box = Container[LayoutView](*(_text(part) if isinstance(part, str) else part for part in head))
    blocks: list[list[Item]] = [
        list(_entry_items(text, entry)) for entry, text in zip(entries, texts, strict=True)
    ]
    for items in [*blocks, *([[_text(foot)]] if foot else [])]:
        if box.children:
            box.add_item(Separator[LayoutView]())
        for item in items:
            box.add_item(item)
    below = list(_rows(rows))
    # Counted are the box, the rows and all that is in them
    if 1 + sum(1 for part in (box, *below) for _ in part.walk_children()) + len(below) > COMPONENTS:
        for part in tuple(box.children):
            if isinstance(part, Separator):
                box.remove_item(part)
    view = LayoutView(timeout=None).add_item(box)
    for row in below:
        view.add_item(row)
    return view


def plain(text: str) -> LayoutView:
    """Return a layout with a single text."""
    return LayoutView(timeout=None).add_item(_text(clip(text, LAYOUT_TEXT)))


async def show(interaction: discord.Interaction, layout: LayoutView, files: Sequence[discord.File] = ()) -> int:
    """Put a layout into the deferred reply, also over content or embeds, and return the message's id.

    `files` are the pictures in it. The layout is stopped, as its buttons have registered handlers and discord.py
    would keep it otherwise.
    """
    layout.stop()
    with_files: dict[str, Any] = {"attachments": files} if files else {}
    return (await interaction.edit_original_response(content=None, embed=None, view=layout, **with_files)).id


def button(
    label: str,
    custom_id: str,
    style: discord.ButtonStyle = discord.ButtonStyle.secondary,
    *,
    disabled: bool = False,
) -> Item:
    """Return a button whose meaning is in its custom_id, so that it works as long as its message exists."""
    return discord.ui.Button(label=label, custom_id=custom_id, style=style, disabled=disabled)


def buttons(*items: Item) -> discord.ui.View:
    """Return a view of buttons and menus under a text, stopped because their handlers are registered."""
    view = discord.ui.View(timeout=None)
    for item in items:
        view.add_item(item)
    view.stop()
    return view


def texts_in(components: Iterable[object]) -> Iterator[str]:
    """Yield all texts in a message's components, nested ones included, in order."""
    for component in components:
        if isinstance(component, discord.TextDisplay):
            yield component.content
        yield from texts_in(getattr(component, "children", ()))


def custom_ids_in(components: Iterable[object]) -> Iterator[str]:
    """Yield the custom_ids of a message's buttons and menus, nested ones included."""
    for component in components:
        if custom_id := getattr(component, "custom_id", None):
            yield custom_id
        yield from custom_ids_in(getattr(component, "children", ()))
        if (beside := getattr(component, "accessory", None)) is not None:
            yield from custom_ids_in([beside])


def _text(text: str) -> TextDisplay[LayoutView]:
    return TextDisplay(text)


def _entry_items(text: str, entry: Entry) -> Iterator[Item]:
    yield _text(text) if entry.button is None else Section[LayoutView](text, accessory=entry.button)
    yield from _rows([entry.row])


def _fits(texts: Sequence[str]) -> bool:
    return (
        sum(map(utf16_length, texts)) <= _MAX_TEXT_LENGTH
        and sum(len(text.encode()) for text in texts) <= LAYOUT_BYTES
    )


def _rows(rows: Sequence[Sequence[Item]]) -> Iterator[ActionRow[LayoutView]]:
    for items in rows:
        for start in range(0, len(items), BUTTONS):
            yield ActionRow[LayoutView](*items[start : start + BUTTONS])
