"""Forms, and *Try again*: after a mistake the form opens with what was typed, which is kept as a draft.

A command that has a form for its mistakes is answered as if its options had been typed into that form. discord.py
forgets forms at a restart and after a time; who listens for the interaction misses none.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias, cast

import discord

from bot.discord_io.interactions.at_once import begin
from bot.discord_io.interactions.errors import answer_error
from bot.domain.discord.limits import BUTTON_TEXT, FORM_TITLE, LABEL_DESCRIPTION, LABEL_TEXT
from bot.domain.errors import PaperboyError, StoreError
from bot.language.translating import gettext, pgettext
from bot.service.subscriptions.drafts import FORMS
from bot.service.subscriptions.rules import DuplicateSubscriptionError
from bot.text.safe import clip
from cogs.shared.guards import require_manager
from cogs.shared.layouts import button, buttons
from cogs.shared.mistakes import MISTAKES

if TYPE_CHECKING:
    import re
    from collections.abc import Awaitable, Callable, Iterator, Mapping

    from bot.service.subscriptions.drafts import Drafts
    from cogs.shared.layouts import Item

    Typed: TypeAlias = Mapping[str, str]
    Field: TypeAlias = (
        discord.ui.TextInput[discord.ui.Modal]
        | discord.ui.Select[discord.ui.Modal]
        | discord.ui.ChannelSelect[discord.ui.Modal]
    )

PAPERS: Final = "paperboy:papers-"  # how the forms begin that are for everybody; others are for managers
AGAIN: Final = "paperboy:again:"
AGAIN_PATTERN: Final = rf"{AGAIN}(?P<token>.+)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One of our forms, by how its custom_id begins; the rest of that is its key, which both callables are given.

    `opened` makes it with what was typed in it; `answered` does what it asks.
    """

    prefix: str
    opened: Callable[[discord.Interaction, str, Typed], Awaitable[discord.ui.Modal]]
    answered: Callable[[discord.Interaction, str, Typed], Awaitable[None]]


class Forms:
    """Every form that there is."""

    def __init__(self, drafts: Drafts) -> None:
        self._drafts = drafts
        self._forms: dict[str, Form] = {}

    def add(self, *forms: Form) -> None:
        """Answer these, too."""
        self._forms |= {form.prefix: form for form in forms}

    async def submitted(self, interaction: discord.Interaction) -> None:
        """Answer a form of ours; every other interaction is left alone. Never raises."""
        data = cast("Mapping[str, Any]", interaction.data or {})
        custom_id = str(data.get("custom_id", ""))
        if interaction.type is not discord.InteractionType.modal_submit or not custom_id.startswith("paperboy:"):
            return
        try:
            begin(interaction)
            await _require_right(interaction, custom_id)
            await self.take(interaction, custom_id, dict(_fields(data.get("components"))))
        except Exception as error:  # noqa: BLE001 - a listener's errors reach nobody else
            await answer_error(interaction, error)

    async def take(self, interaction: discord.Interaction, custom_id: str, typed: Typed) -> None:
        """Do what a form asks that was filled in so; a mistake in it is answered with the way back to it."""
        form, key = self._find(custom_id)
        try:
            await form.answered(interaction, key, typed)
        except MISTAKES as error:
            kept = {"form": custom_id, "typed": dict(typed)}
            items = [*_edit_buttons(error)]
            with suppress(StoreError):  # what is wrong is told all the same
                token = await self._drafts.put(FORMS, interaction.user.id, kept)
                style = discord.ButtonStyle.primary
                items.append(button(pgettext("button", "Try again"), f"{AGAIN}{token}", style))
            await answer_error(interaction, error, view=buttons(*items))

    async def open(self, interaction: discord.Interaction, custom_id: str, typed: Typed | None = None) -> None:
        """Open a form, with what was typed before. Raises what finding its subject raises."""
        form, key = self._find(custom_id)
        await interaction.response.send_modal(await form.opened(interaction, key, typed or {}))

    async def again(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        """Open a form with what was typed into it before."""
        kept = await self._drafts.get(FORMS, match["token"], interaction.user.id)
        custom_id = kept["form"] if kept else PAPERS  # which is no form, and that is said to everybody
        await _require_right(interaction, custom_id)
        await self.open(interaction, custom_id, kept and kept["typed"])

    def _find(self, custom_id: str) -> tuple[Form, str]:
        for prefix, form in self._forms.items():
            if custom_id.startswith(prefix):
                return form, custom_id.removeprefix(prefix)
        raise PaperboyError(gettext("That form is out of date: use the command again."))


async def _require_right(interaction: discord.Interaction, custom_id: str) -> None:
    """Raise DeniedError where a form is not for this person, forms that nobody knows included."""
    if not custom_id.startswith(PAPERS):
        await require_manager(interaction)


def _edit_buttons(error: Exception) -> Iterator[Item]:
    """Where a subscription is there already: its form, as the list opens it."""
    if isinstance(error, DuplicateSubscriptionError):
        label = clip(pgettext("button", "Edit {subscription}", subscription=error.there.name), BUTTON_TEXT)
        yield button(label, f"paperboy:manage:edit:{error.there.id}")


def asked(label: str, component: Field, description: str = "") -> discord.ui.Label[discord.ui.Modal]:
    """A field of a form under its label, with a `description` if there is one."""
    told = clip(description, LABEL_DESCRIPTION) or None
    return discord.ui.Label(text=clip(label, LABEL_TEXT), description=told, component=component)


def text_field(  # noqa: PLR0913 - a field of a form, by name
    name: str, label: str, typed: str, hint: str, *, most: int = 4000, needed: bool = False
) -> discord.ui.Label[discord.ui.Modal]:
    """A field for words, several lines of them where there may be many."""
    style = discord.TextStyle.paragraph if name == "query" else discord.TextStyle.short
    field = discord.ui.TextInput[discord.ui.Modal](
        custom_id=name, default=typed or None, max_length=most, required=needed, style=style
    )
    return asked(label, field, hint)


def titled(title: str, custom_id: str, *fields: discord.ui.Item[discord.ui.Modal]) -> discord.ui.Modal:
    """A form, answered by a listener: discord.py would remember each for ever that nobody submits."""
    form = discord.ui.Modal(title=clip(title, FORM_TITLE), custom_id=custom_id)
    for field in fields:
        form.add_item(field)
    form.stop()
    return form


def _fields(components: object) -> Iterator[tuple[str, str]]:
    """Values of a sent form, by field. Somebody may forge what their Discord sends: only fields are read."""
    for component in _list(components):
        if field := _mapping(_mapping(component).get("component")):
            values = field.get("values", [field.get("value", "")])
            yield str(field.get("custom_id", "")), str(next(iter(_list(values)), ""))


def _list(value: object) -> list[object]:
    return cast("list[object]", value) if isinstance(value, list) else []


def _mapping(value: object) -> Mapping[str, object]:
    return cast("Mapping[str, object]", value) if isinstance(value, dict) else {}
