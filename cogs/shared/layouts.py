"""Answers that are laid out by components: texts, entries with a button each, rows of buttons.

A message that was laid out so can never have content or embeds again, says Discord: what replaces a layout is one,
too. https://discord.com/developers/docs/components/reference
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import discord
from discord.ui import ActionRow, Container, LayoutView, Section, Separator, TextDisplay

from bot.domain.discord.limits import BUTTONS, LAYOUT_BYTES, LAYOUT_TEXT
from bot.text.graphemes import units
from bot.text.safe import clip

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_TEXT = LAYOUT_TEXT - 100  # which leaves room for a line that says who shared it
Item: TypeAlias = "discord.ui.Item[Any]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One of a list: its text, a `brief` one for where there is little room, a button beside it, a row below."""

    text: str
    brief: str
    button: Item | None = None
    row: Sequence[Item] = ()


def listing(
    head: Sequence[str | Item], entries: Sequence[Entry], *, foot: str = "", rows: Sequence[Sequence[Item]] = ()
) -> LayoutView:
    """The head, entries with air between them, small print, and rows of buttons at the end.

    The head has texts, and maybe a picture. The entries are in brief when not all of their texts fit with the
    rest. A row may have more than five buttons (then they take several) or none; empty texts are left out.
    """
    head = [text for text in head if text]
    ends = [*(text for text in head if isinstance(text, str)), foot]
    full = [entry.text for entry in entries]
    texts = full if _fits([*ends, *full]) else [entry.brief for entry in entries]
    box = Container[LayoutView](*(_text(part) if isinstance(part, str) else part for part in head))
    blocks: list[list[Item]] = [list(_shown(text, entry)) for entry, text in zip(entries, texts, strict=True)]
    for items in [*blocks, *([[_text(foot)]] if foot else [])]:
        if box.children:
            box.add_item(Separator[LayoutView]())
        for item in items:
            box.add_item(item)
    view = LayoutView(timeout=None).add_item(box)
    for row in _rows(rows):
        view.add_item(row)
    return view


def plain(text: str) -> LayoutView:
    """A text alone, in place of a layout."""
    return LayoutView(timeout=None).add_item(_text(clip(text, LAYOUT_TEXT)))


async def show(interaction: discord.Interaction, layout: LayoutView, files: Sequence[discord.File] = ()) -> int:
    """Put the layout into the answer that was deferred before, also over one that had content or embeds.

    `files` are what its pictures show. Gives the message's id.

    Who answers its buttons is registered with the client: it is stopped, so that discord.py does not keep it.
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
    """A button whose meaning is in its custom_id: it works for as long as its message is there."""
    return discord.ui.Button(label=label, custom_id=custom_id, style=style, disabled=disabled)


def buttons(*items: Item) -> discord.ui.View:
    """Buttons and menus under a text. Who answers is registered, so discord.py need not keep the view."""
    view = discord.ui.View(timeout=None)
    for item in items:
        view.add_item(item)
    view.stop()
    return view


def texts_in(components: Iterable[object]) -> Iterator[str]:
    """All texts that components of a message show, nested ones included, in their order."""
    for component in components:
        if isinstance(component, discord.TextDisplay):
            yield component.content
        yield from texts_in(getattr(component, "children", ()))


def custom_ids_in(components: Iterable[object]) -> Iterator[str]:
    """Custom ids of the buttons and menus of a message, nested ones included."""
    for component in components:
        if custom_id := getattr(component, "custom_id", None):
            yield custom_id
        yield from custom_ids_in(getattr(component, "children", ()))
        if (beside := getattr(component, "accessory", None)) is not None:
            yield from custom_ids_in([beside])


def _text(text: str) -> TextDisplay[LayoutView]:
    return TextDisplay(text)


def _shown(text: str, entry: Entry) -> Iterator[Item]:
    yield _text(text) if entry.button is None else Section[LayoutView](text, accessory=entry.button)
    yield from _rows([entry.row])


def _fits(texts: Sequence[str]) -> bool:
    return sum(map(units, texts)) <= _TEXT and sum(len(text.encode()) for text in texts) <= LAYOUT_BYTES


def _rows(rows: Sequence[Sequence[Item]]) -> Iterator[ActionRow[LayoutView]]:
    for items in rows:
        for start in range(0, len(items), BUTTONS):
            yield ActionRow[LayoutView](*items[start : start + BUTTONS])
