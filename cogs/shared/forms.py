"""Forms (modals), and *Try again*, which reopens a form with what was typed.

A command with a form is handled as if its options had been typed into the form, so that a mistake leads to
the form. One listener answers all forms, because discord.py forgets its own after a restart or a timeout.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import discord

from bot.discord_io.interactions.errors import answer_error
from bot.discord_io.interactions.running_commands import limit_running
from bot.domain.discord.limits import BUTTON_TEXT, FORM_TITLE, LABEL_DESCRIPTION, LABEL_TEXT
from bot.domain.errors import MistakeError, PaperboyError, StoreError
from bot.language.translating import gettext, pgettext
from bot.query import QueryError
from bot.service.subscriptions.drafts import FORMS, Drafts
from bot.service.subscriptions.rules import DuplicateSubscriptionError
from bot.text.safe import clip
from cogs.shared.guards import require_manager
from cogs.shared.layouts import Item, button, buttons

if TYPE_CHECKING:
    import re
    from collections.abc import Awaitable, Callable, Iterator, Mapping

    Typed: TypeAlias = Mapping[str, str]
    Field: TypeAlias = (
        discord.ui.TextInput[discord.ui.Modal]
        | discord.ui.Select[discord.ui.Modal]
        | discord.ui.ChannelSelect[discord.ui.Modal]
    )

PUBLIC_FORM_PREFIX = "paperboy:papers-"  # prefix of forms for everybody; all others are for alert managers
TRY_AGAIN_PREFIX = "paperboy:again:"
TRY_AGAIN_PATTERN = rf"{TRY_AGAIN_PREFIX}(?P<corrected>right:)?(?P<token>.+)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One kind of form. Its custom_id is `prefix` plus a key, which both callables receive.

    `build` makes the modal, filled with a draft. `on_submit` handles a submitted form.
    """

    prefix: str
    build: Callable[[discord.Interaction, str, Typed], Awaitable[discord.ui.Modal]]
    on_submit: Callable[[discord.Interaction, str, Typed], Awaitable[None]]


class Forms:
    """The registry of all forms: opens them and handles what is submitted."""

    def __init__(self, drafts: Drafts) -> None:
        self._drafts = drafts
        self._forms: dict[str, Form] = {}

    def add(self, *forms: Form) -> None:
        """Register forms."""
        self._forms |= {form.prefix: form for form in forms}

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Handle a submitted form of ours; ignore every other interaction. Never raises."""
        data = cast("Mapping[str, Any]", interaction.data or {})
        custom_id = str(data.get("custom_id", ""))
        if interaction.type is not discord.InteractionType.modal_submit or not custom_id.startswith("paperboy:"):
            return
        try:
            limit_running(interaction)
            await _require_right(interaction, custom_id)
            await self.handle(interaction, custom_id, dict(_fields(data.get("components"))))
        except Exception as error:  # noqa: BLE001 - nothing else handles a listener's errors
            await answer_error(interaction, error)

    async def handle(self, interaction: discord.Interaction, custom_id: str, typed: Typed) -> None:
        """Handle a filled-in form; after a mistake, reply with a button that opens it again.

        If the mistake in a query has one correction, another button handles the form with that; for a duplicate
        subscription, another edits the existing one.
        """
        form, key = self._find(custom_id)
        try:
            await form.on_submit(interaction, key, typed)
        except MistakeError as error:
            draft: dict[str, Any] = {"form": custom_id, "typed": dict(typed)}
            items = [edit_existing_button(error)] if isinstance(error, DuplicateSubscriptionError) else []
            suggestion = ""
            query = typed.get("query")  # that of `/papers chart` can hold several; only the wrong one is replaced
            if query and isinstance(error, QueryError) and query.count(error.query) == 1:
                suggestion = error.suggestion
                draft["right"] = {**typed, "query": query.replace(error.query, error.corrected)}
            with suppress(StoreError):  # without a draft, the mistake is still reported
                style = discord.ButtonStyle.primary
                token = await self._drafts.put(FORMS, interaction.user.id, draft)
                if suggestion:
                    label = clip(pgettext("button", "Use {term}", term=suggestion), BUTTON_TEXT)
                    items.append(button(label, f"{TRY_AGAIN_PREFIX}right:{token}", style))
                    style = discord.ButtonStyle.secondary
                items.append(button(pgettext("button", "Try again"), f"{TRY_AGAIN_PREFIX}{token}", style))
            await answer_error(interaction, error, view=buttons(*items))

    async def open(self, interaction: discord.Interaction, custom_id: str, typed: Typed | None = None) -> None:
        """Open a form with a draft. Raises PaperboyError if its subject, such as a subscription, is gone."""
        form, key = self._find(custom_id)
        await interaction.response.send_modal(await form.build(interaction, key, typed or {}))

    async def reopen(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        """Open the form with the stored draft, for *Try again*, or handle it with the corrected query."""
        draft = await self._drafts.get(FORMS, match["token"], interaction.user.id)
        custom_id = (
            draft["form"] if draft else PUBLIC_FORM_PREFIX
        )  # no form has that id: `open` says that it is out of date
        await _require_right(interaction, custom_id)
        if draft and match["corrected"]:
            await self.handle(interaction, custom_id, draft["right"])
        else:
            await self.open(interaction, custom_id, draft and draft["typed"])

    def _find(self, custom_id: str) -> tuple[Form, str]:
        """Return the form of a custom_id, and the key behind its prefix. Raises PaperboyError if there is none."""
        for prefix, form in self._forms.items():
            if custom_id.startswith(prefix):
                return form, custom_id.removeprefix(prefix)
        raise PaperboyError(gettext("This is out of date. Use the command again."))


def edit_existing_button(error: DuplicateSubscriptionError) -> Item:
    """Return a button that edits the subscription of which a draft is a duplicate."""
    label = clip(pgettext("button", "Edit {subscription}", subscription=error.existing.name), BUTTON_TEXT)
    return button(label, f"paperboy:manage:edit:{error.existing.id}")


async def _require_right(interaction: discord.Interaction, custom_id: str) -> None:
    """Raise DeniedError if the form is for alert managers and the person is none.

    Unknown forms count as forms for managers.
    """
    if not custom_id.startswith(PUBLIC_FORM_PREFIX):
        await require_manager(interaction)


def labelled(label: str, component: Field, description: str = "") -> discord.ui.Label[discord.ui.Modal]:
    """Return a form field under its label, with an optional `description`."""
    description_text = clip(description, LABEL_DESCRIPTION) or None
    return discord.ui.Label(text=clip(label, LABEL_TEXT), description=description_text, component=component)


def text_field(  # noqa: PLR0913 - a field of a form, by name
    name: str, label: str, typed: str, hint: str, *, max_length: int = 4000, required: bool = False
) -> discord.ui.Label[discord.ui.Modal]:
    """Return a text field; those of a query and of examples have several lines."""
    style = discord.TextStyle.paragraph if name in {"query", "examples"} else discord.TextStyle.short
    field = discord.ui.TextInput[discord.ui.Modal](
        custom_id=name, default=typed or None, max_length=max_length, required=required, style=style
    )
    return labelled(label, field, hint)


def example_query() -> str:
    """Return the hint below a query field."""
    # NOTE: below the field of a query
    return gettext("For example: {query}", query="diffusion -survey")


def modal(title: str, custom_id: str, *fields: discord.ui.Item[discord.ui.Modal]) -> discord.ui.Modal:
    """Build a modal and stop it: a listener answers it; discord.py would keep modals that nobody submits."""
    form = discord.ui.Modal(title=clip(title, FORM_TITLE), custom_id=custom_id)
    for field in fields:
        form.add_item(field)
    form.stop()
    return form


def _fields(components: object) -> Iterator[tuple[str, str]]:
    """Yield name and value of each field of a submitted form; several chosen values are joined by commas.

    Anything else in forged data is ignored.
    """
    for component in cast("list[Any]", components) if isinstance(components, list) else ():
        match component:
            case {"component": {"custom_id": str(name), "value": str(value)}}:
                yield name, value
            case {"component": {"custom_id": str(name), "values": list()}}:
                yield name, ", ".join(map(str, component["component"]["values"]))
            case {"component": {"custom_id": str(name)}}:
                yield name, ""
            case _:
                pass
