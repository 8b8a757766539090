"""Forms, and *Try again*: after a mistake the form opens with what was typed, which is kept as a draft.

A command with a form is answered as if its options had been typed into that form, so that a mistake leads to the
form. A listener answers all forms: discord.py itself forgets them at a restart and after a time.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias, cast

import discord

from bot.discord_io.interactions.errors import answer_error
from bot.discord_io.interactions.running_commands import begin
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

PAPERS: Final = "paperboy:papers-"  # prefix of forms for everybody; all others are for alert managers
AGAIN: Final = "paperboy:again:"
AGAIN_PATTERN: Final = rf"{AGAIN}(?P<token>.+)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One of our forms. Its custom_id is `prefix` and a key, which both callables get.

    `opened` makes the form, filled with a draft; `answered` does what a sent form asks for.
    """

    prefix: str
    opened: Callable[[discord.Interaction, str, Typed], Awaitable[discord.ui.Modal]]
    answered: Callable[[discord.Interaction, str, Typed], Awaitable[None]]


class Forms:
    """All forms: they open, and answer when they are sent."""

    def __init__(self, drafts: Drafts) -> None:
        self._drafts = drafts
        self._forms: dict[str, Form] = {}

    def add(self, *forms: Form) -> None:
        """Register forms, so that they are answered."""
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
        """Do what a filled-in form asks for; after a mistake, answer with a button that opens it again."""
        form, key = self._find(custom_id)
        try:
            await form.answered(interaction, key, typed)
        except MISTAKES as error:
            kept = {"form": custom_id, "typed": dict(typed)}
            items = [*_edit_buttons(error)]
            with suppress(StoreError):  # without a draft the mistake is reported all the same
                token = await self._drafts.put(FORMS, interaction.user.id, kept)
                style = discord.ButtonStyle.primary
                items.append(button(pgettext("button", "Try again"), f"{AGAIN}{token}", style))
            await answer_error(interaction, error, view=buttons(*items))

    async def open(self, interaction: discord.Interaction, custom_id: str, typed: Typed | None = None) -> None:
        """Open a form with a draft. Raises PaperboyError when its subject, such as a subscription, is gone."""
        form, key = self._find(custom_id)
        await interaction.response.send_modal(await form.opened(interaction, key, typed or {}))

    async def again(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        """Answer *Try again*: open the form with the stored draft."""
        kept = await self._drafts.get(FORMS, match["token"], interaction.user.id)
        custom_id = kept["form"] if kept else PAPERS  # no form: the answer is that it is out of date
        await _require_right(interaction, custom_id)
        await self.open(interaction, custom_id, kept and kept["typed"])

    def _find(self, custom_id: str) -> tuple[Form, str]:
        for prefix, form in self._forms.items():
            if custom_id.startswith(prefix):
                return form, custom_id.removeprefix(prefix)
        raise PaperboyError(gettext("That form is out of date: use the command again."))


async def _require_right(interaction: discord.Interaction, custom_id: str) -> None:
    """Raise DeniedError if the form is for alert managers and this person is none; unknown forms are theirs."""
    if not custom_id.startswith(PAPERS):
        await require_manager(interaction)


def _edit_buttons(error: Exception) -> Iterator[Item]:
    """For a duplicate subscription: the button that edits the existing one."""
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
    """A text field; the query's has several lines."""
    style = discord.TextStyle.paragraph if name == "query" else discord.TextStyle.short
    field = discord.ui.TextInput[discord.ui.Modal](
        custom_id=name, default=typed or None, max_length=most, required=needed, style=style
    )
    return asked(label, field, hint)


def titled(title: str, custom_id: str, *fields: discord.ui.Item[discord.ui.Modal]) -> discord.ui.Modal:
    """A form. It is stopped, as a listener answers it: discord.py would keep each unsent form for good."""
    form = discord.ui.Modal(title=clip(title, FORM_TITLE), custom_id=custom_id)
    for field in fields:
        form.add_item(field)
    form.stop()
    return form


def _fields(components: object) -> Iterator[tuple[str, str]]:
    """The values of a sent form, by field. The data can be forged: everything but fields is ignored."""
    for component in _list(components):
        if field := _mapping(_mapping(component).get("component")):
            values = field.get("values", [field.get("value", "")])
            yield str(field.get("custom_id", "")), str(next(iter(_list(values)), ""))


def _list(value: object) -> list[object]:
    return cast("list[object]", value) if isinstance(value, list) else []


def _mapping(value: object) -> Mapping[str, object]:
    return cast("Mapping[str, object]", value) if isinstance(value, dict) else {}
