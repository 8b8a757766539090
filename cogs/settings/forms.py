"""The forms of the settings panel, and what their answers set."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import discord

from bot.language.translating import gettext
from bot.service.preferences.catalogue import entries, settings_of_entry
from bot.service.preferences.panel_words import time_of_day
from bot.service.preferences.parse import is_id
from bot.service.preferences.setting import Form, Question
from cogs.shared.forms import asked, form_id, submitted_values, titled
from cogs.shared.mistakes import all_mistakes, as_one

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.service.preferences.preferences import ChannelSettings
    from bot.service.preferences.setting import Setting

_BRIEF: Final = ":brief"


class Asked(NamedTuple):
    """A form, the destination that it is about, and whether a sentence answers it `in_brief`, not the panel."""

    destination_id: int
    form: Form
    in_brief: bool


def settings_form(
    form: Form, settings: ChannelSettings, typed: Mapping[str, str] | None = None, *, in_brief: bool = False
) -> discord.ui.Modal:
    """The questions of a form, filled in with what holds, or with what was `typed` before.

    `in_brief` where it opens from a message that says itself what follows from the answer.
    """
    modal = titled(gettext(form.title), f"{form_of(form, settings.destination.id)}{_BRIEF if in_brief else ''}")
    for question, _ in _questions(form):
        modal.add_item(_field(question, settings, typed or {}))
    return modal


def form_of(form: Form, destination_id: int) -> str:
    """The custom_id of a form for that destination."""
    return f"{_prefix(form)}{destination_id}"


def submitted_form(interaction: discord.Interaction) -> Asked | None:
    """What was filled in; None when the interaction is something else.

    The destination is 0, in which nothing can be subscribed, where somebody forged what names it.
    """
    custom_id = form_id(interaction, "")
    return None if custom_id is None else named_form(custom_id)


def named_form(custom_id: str) -> Asked | None:
    """What a form with this custom_id asks; None when it is another form's."""
    for form in entries():
        if isinstance(form, Form) and custom_id.startswith(_prefix(form)):
            named = custom_id.removeprefix(_prefix(form))
            destination_id = named.removesuffix(_BRIEF)
            return Asked(
                int(destination_id) if is_id(destination_id) else 0, form, in_brief=named != destination_id
            )
    return None


def form_fields(interaction: discord.Interaction, form: Form) -> dict[str, Any]:
    """The fields of Preferences that a filled-in form sets. Raises PreferenceError and SeveralMistakesError."""
    values = submitted_values(interaction)
    fields: dict[str, Any] = {}

    def read(question: Question, setting: Setting[Any]) -> None:
        fields.update(setting.read(next(iter(values.get(question.item, ())), "")))

    if mistakes := all_mistakes(*(partial(read, *one) for one in _questions(form))):
        raise as_one(mistakes)
    return fields


def _questions(form: Form) -> Iterator[tuple[Question, Setting[Any]]]:
    for setting in settings_of_entry(form.item):
        if isinstance(setting.control, Question):
            yield setting.control, setting


def _prefix(form: Form) -> str:
    return f"paperboy:set-{form.item}:"


def _field(
    question: Question, settings: ChannelSettings, typed: Mapping[str, str]
) -> discord.ui.Label[discord.ui.Modal]:
    times = settings.schedule.times
    host = settings.host
    places = {"zone": times.zone, "default_time": time_of_day(host.at), "default_zone": host.zone}
    hint = gettext(question.hint, **places) if question.hint else ""
    filled = typed.get(question.item, question.filled(settings.chosen, times))
    return asked(_component(question, filled), hint)


def _component(
    question: Question, filled: str
) -> discord.ui.Select[discord.ui.Modal] | discord.ui.TextInput[discord.ui.Modal]:
    if not question.choices:
        return discord.ui.TextInput(custom_id=question.item, default=filled, max_length=60, required=False)
    options = [
        discord.SelectOption(label=question.shown(choice), value=choice, default=choice == filled)
        for choice in question.choices
    ]
    return discord.ui.Select(custom_id=question.item, options=options)
