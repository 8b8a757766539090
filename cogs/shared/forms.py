"""Forms: how their fields are called, and what was submitted, read from the interaction itself.

discord.py forgets forms at a restart and after a time, so that nobody would answer; who listens for the
interaction misses none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias, cast

import discord

from bot.domain.discord.limits import FORM_TITLE, LABEL_DESCRIPTION, LABEL_TEXT
from bot.domain.schedule import delivery
from bot.domain.subscription import Mode
from bot.language.translating import gettext, pgettext
from bot.service.preferences.catalogue import SETTINGS
from bot.service.preferences.setting import Question
from bot.text.safe import clip

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    Field: TypeAlias = (
        discord.ui.TextInput[discord.ui.Modal]
        | discord.ui.Select[discord.ui.Modal]
        | discord.ui.ChannelSelect[discord.ui.Modal]
    )


def field_labels() -> dict[str, str]:
    """What stands above each field of our forms, by the custom_id of the field."""
    questions = (setting.control for setting in SETTINGS if isinstance(setting.control, Question))
    return {
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


def chosen_label(field: str, value: str) -> str | None:
    """How a menu of our forms shows one of its choices; None for what is typed, and for what no menu offers."""
    if field == "deliver":
        return delivery(Mode(value)).label if value in set(Mode) else None
    questions = (setting.control for setting in SETTINGS if isinstance(setting.control, Question))
    return next((one.shown(value) for one in questions if one.item == field and value in one.choices), None)


def asked(component: Field, description: str = "") -> discord.ui.Label[discord.ui.Modal]:
    """A field of a form under its label, with a `description` if there is one."""
    label = clip(field_labels()[component.custom_id], LABEL_TEXT)
    return discord.ui.Label(
        text=label, description=clip(description, LABEL_DESCRIPTION) or None, component=component
    )


def titled(title: str, custom_id: str) -> discord.ui.Modal:
    """An empty form, answered by a listener: discord.py would remember each for ever that nobody submits."""
    form = discord.ui.Modal(title=clip(title, FORM_TITLE), custom_id=custom_id)
    form.stop()
    return form


def form_id(interaction: discord.Interaction, prefix: str) -> str | None:
    """What follows `prefix` in the custom_id of a submitted form; None when the interaction is something else."""
    if interaction.type is not discord.InteractionType.modal_submit:
        return None
    custom_id = str(_data(interaction).get("custom_id", ""))
    return custom_id.removeprefix(prefix) if custom_id.startswith(prefix) else None


def submitted_values(interaction: discord.Interaction) -> dict[str, Sequence[str]]:
    """What was filled in, by the custom_id of the field: one text, or what was chosen."""
    components = _data(interaction).get("components")
    return dict(_fields(_list(components)))


def _fields(components: list[object]) -> Iterator[tuple[str, Sequence[str]]]:
    """Somebody may forge what their Discord sends: what does not look like a field is none."""
    for component in components:
        field = _mapping(_mapping(component).get("component"))
        values = field.get("values")
        if field:
            texts = [field.get("value", "")] if values is None else _list(values)
            yield str(field.get("custom_id", "")), [str(text) for text in texts]


def _list(value: object) -> list[object]:
    return cast("list[object]", value) if isinstance(value, list) else []


def _mapping(value: object) -> Mapping[str, object]:
    return cast("Mapping[str, object]", value) if isinstance(value, dict) else {}


def _data(interaction: discord.Interaction) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", interaction.data or {})
