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
from bot.discord_io.interactions.presses import anybody, on_press
from bot.domain.discord.limits import BUTTON_TEXT, FORM_TITLE, LABEL_DESCRIPTION, LABEL_TEXT
from bot.domain.errors import PaperboyError, StoreError
from bot.language.translating import gettext, pgettext
from bot.service.preferences.catalogue import SETTINGS
from bot.service.preferences.setting import Question
from bot.service.subscriptions.drafts import FORMS
from bot.service.subscriptions.rules import DuplicateSubscriptionError
from bot.text.safe import clip
from cogs.shared.guards import require_manager
from cogs.shared.layouts import buttons
from cogs.shared.mistakes import MISTAKES

if TYPE_CHECKING:
    import re
    from collections.abc import Awaitable, Callable, Iterator, Mapping

    from bot.service.subscriptions.drafts import Drafts

    Typed: TypeAlias = Mapping[str, str]
    Field: TypeAlias = (
        discord.ui.TextInput[discord.ui.Modal]
        | discord.ui.Select[discord.ui.Modal]
        | discord.ui.ChannelSelect[discord.ui.Modal]
    )

PAPERS: Final = "paperboy:papers-"  # how the forms begin that are for everybody; others are for managers
AGAIN: Final = "paperboy:again:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One of our forms, by how its custom_id begins; the rest of that is its key, which both callables are given.

    `opened` makes it with what was typed in it; `answered` does what it asks.
    """

    prefix: str
    opened: Callable[[discord.Interaction, str, Typed], Awaitable[discord.ui.Modal]]
    answered: Callable[[discord.Interaction, str, Typed], Awaitable[None]]


class Forms:
    """Every form that there is. `item_class` is for `Client.add_dynamic_items`."""

    def __init__(self, drafts: Drafts) -> None:
        self._drafts = drafts
        self._forms: dict[str, Form] = {}
        self.item_class = on_press(rf"{AGAIN}(?P<token>.+)", self._again, anybody)

    def add(self, *forms: Form) -> None:
        """Answer these, too."""
        self._forms |= {form.prefix: form for form in forms}

    async def submitted(self, interaction: discord.Interaction) -> None:
        """Answer a form of ours; every other interaction is left alone. Never raises."""
        custom_id = str(_data(interaction).get("custom_id", ""))
        if interaction.type is not discord.InteractionType.modal_submit or not custom_id.startswith("paperboy:"):
            return
        try:
            begin(interaction)
            await _require_right(interaction, custom_id)
            await self.take(interaction, custom_id, dict(_fields(_list(_data(interaction).get("components")))))
        except Exception as error:  # noqa: BLE001 - a listener's errors reach nobody else
            await answer_error(interaction, error)

    async def take(self, interaction: discord.Interaction, custom_id: str, typed: Typed) -> None:
        """Do what a form asks that was filled in so; a mistake in it is answered with the way back to it."""
        form, key = self._find(custom_id)
        try:
            await form.answered(interaction, key, typed)
        except MISTAKES as error:
            kept = {"form": custom_id, "typed": dict(typed)}
            items: list[discord.ui.Button[Any]] = []
            with suppress(StoreError):  # what is wrong is told all the same
                token = await self._drafts.put(FORMS, interaction.user.id, kept)
                label, style = pgettext("button", "Try again"), discord.ButtonStyle.primary
                items.append(discord.ui.Button(label=label, style=style, custom_id=f"{AGAIN}{token}"))
            view = buttons(*items, *_edit_buttons(error))
            await answer_error(interaction, error, view=view)

    async def _again(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        kept = await self._drafts.get(FORMS, match["token"], interaction.user.id)
        form, key = self._find(kept["form"] if kept else "")
        typed: Typed = kept["typed"] if kept else {}
        await _require_right(interaction, form.prefix)
        await interaction.response.send_modal(await form.opened(interaction, key, typed))

    def _find(self, custom_id: str) -> tuple[Form, str]:
        for prefix, form in self._forms.items():
            if custom_id.startswith(prefix):
                return form, custom_id.removeprefix(prefix)
        raise PaperboyError(gettext("That form is out of date: use the command again."))


async def _require_right(interaction: discord.Interaction, custom_id: str) -> None:
    """Raise DeniedError where a form is not for this person, forms that nobody knows included."""
    if not custom_id.startswith(PAPERS):
        await require_manager(interaction)


def _edit_buttons(error: Exception) -> Iterator[discord.ui.Button[Any]]:
    """Where a subscription is there already: its form, as the list opens it."""
    if isinstance(error, DuplicateSubscriptionError):
        label = clip(pgettext("button", "Edit {subscription}", subscription=error.there.name), BUTTON_TEXT)
        yield discord.ui.Button(label=label, custom_id=f"paperboy:manage:edit:{error.there.id}")


def asked(component: Field, description: str = "") -> discord.ui.Label[discord.ui.Modal]:
    """A field of a form under its label, with a `description` if there is one."""
    questions = (setting.control for setting in SETTINGS if isinstance(setting.control, Question))
    labels = {
        "query": pgettext("form", "Query"),
        "name": pgettext("form", "Name"),
        "deliver": pgettext("form", "Delivery"),
        "channel": pgettext("form", "Channel"),
        "sources": pgettext("form", "Sources"),
        "until": pgettext("form", "Until"),
        "word": pgettext("form", "Word or phrase"),
        "paper": pgettext("form", "Paper"),
        "subscription": pgettext("form", "Subscription"),
        **{question.item: gettext(question.label) for question in questions},
    }
    label = clip(labels[component.custom_id], LABEL_TEXT)
    return discord.ui.Label(
        text=label, description=clip(description, LABEL_DESCRIPTION) or None, component=component
    )


def text_field(
    name: str, typed: str, hint: str = "", *, most: int = 4000, needed: bool = False
) -> discord.ui.Label[discord.ui.Modal]:
    """A field for words, several lines of them where there may be many."""
    style = discord.TextStyle.paragraph if name == "query" else discord.TextStyle.short
    return asked(
        discord.ui.TextInput(custom_id=name, default=typed or None, max_length=most, required=needed, style=style),
        hint,
    )


def titled(title: str, custom_id: str) -> discord.ui.Modal:
    """An empty form, answered by a listener: discord.py would remember each for ever that nobody submits."""
    form = discord.ui.Modal(title=clip(title, FORM_TITLE), custom_id=custom_id)
    form.stop()
    return form


def _fields(components: list[object]) -> Iterator[tuple[str, str]]:
    """What was typed or chosen. Somebody may forge what their Discord sends: what looks like no field is none."""
    for component in components:
        if field := _mapping(_mapping(component).get("component")):
            values = field.get("values")
            texts = [field.get("value", "")] if values is None else _list(values)
            yield str(field.get("custom_id", "")), str(next(iter(texts), ""))


def _list(value: object) -> list[object]:
    return cast("list[object]", value) if isinstance(value, list) else []


def _mapping(value: object) -> Mapping[str, object]:
    return cast("Mapping[str, object]", value) if isinstance(value, dict) else {}


def _data(interaction: discord.Interaction) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", interaction.data or {})
