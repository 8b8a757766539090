"""The forms of the settings panel, and what their answers set."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import discord

from bot.language.translating import gettext
from bot.service.preferences.catalogue import settings_of_entry
from bot.service.preferences.panel_words import time_of_day
from bot.service.preferences.setting import Question
from cogs.shared.forms import asked, titled
from cogs.shared.mistakes import all_mistakes, as_one

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.service.preferences.preferences import ChannelSettings
    from bot.service.preferences.setting import Form, Setting


def settings_form(
    form: Form, settings: ChannelSettings, typed: Mapping[str, str] | None = None
) -> discord.ui.Modal:
    """The questions of a form, filled in with what holds, or with what was `typed` before."""
    modal = titled(gettext(form.title), f"{prefix_of(form)}{settings.destination.id}")
    for question, _ in _questions(form):
        modal.add_item(_field(question, settings, typed or {}))
    return modal


def prefix_of(form: Form) -> str:
    """How the custom_ids of a form begin; a destination comes behind that."""
    return f"paperboy:set-{form.item}:"


def form_fields(form: Form, typed: Mapping[str, str]) -> dict[str, Any]:
    """The fields of Preferences that a filled-in form sets. Raises PreferenceError and SeveralMistakesError."""
    fields: dict[str, Any] = {}

    def read(question: Question, setting: Setting[Any]) -> None:
        fields.update(setting.read(typed[question.item]))

    if mistakes := all_mistakes(*(partial(read, *one) for one in _questions(form) if one[0].item in typed)):
        raise as_one(mistakes)
    return fields


def _questions(form: Form) -> Iterator[tuple[Question, Setting[Any]]]:
    for setting in settings_of_entry(form.item):
        if isinstance(setting.control, Question):
            yield setting.control, setting


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
