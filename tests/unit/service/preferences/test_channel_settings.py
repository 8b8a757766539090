"""The table of settings: every text of the panel and its forms is translated."""

from datetime import time

import pytest

from bot.domain.discord.limits import OPTION_TEXT
from bot.domain.preferences import Look, Preferences
from bot.domain.schedule import DigestTimes
from bot.language.current import using_language
from bot.language.languages import LANGUAGES, Language
from bot.language.translating import gettext
from bot.service.preferences.channel_settings import SETTINGS, entries
from bot.service.preferences.setting import Form, Menu, Question, RoleMenu, Switch
from tests.support.pseudo import PSEUDO, forgotten

NAMES = [language.name for language in LANGUAGES]  # each in itself
CHOSEN = Preferences(
    look=Look.COMPACT,
    digest_time=time(9),
    quiet_from=time(22),
    quiet_until=time(7),
    most_a_day=7,
    role_id=5,
    thread_per_alert=True,
    living=False,
    versions=True,
    language="de",
)


@pytest.mark.parametrize("chosen", [Preferences(), CHOSEN], ids=["nothing", "everything"])
def test_every_word_of_the_panel_is_translated(chosen: Preferences):
    """Names, values, menus, options and buttons are in the reader's language."""
    with using_language(PSEUDO):
        for entry in entries():
            said = [gettext(entry.name)]
            match entry:
                case Menu():
                    options = entry.options(chosen)
                    said += [text for option in options for text in (option.label, option.details)]
                case RoleMenu():
                    said.append(gettext(entry.placeholder))
                case Form():
                    said.append(entry.summary(chosen, DigestTimes()))
                case Switch():
                    said.append(gettext(entry.about))
            assert [forgotten(text, "UTC", *NAMES) for text in said] == [[]] * len(said)


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.tag)
def test_what_a_closed_menu_shows_is_not_cut_off(language: Language):
    """Labels of options fit a closed menu on a phone in every language."""
    with using_language(language):
        for entry in entries():
            if isinstance(entry, Menu):
                for option in entry.options(CHOSEN):
                    assert len(option.label) <= 25
                    assert len(option.details) <= OPTION_TEXT


def test_every_word_of_the_forms_is_translated():
    """Labels, hints and weekdays of forms are in the reader's language."""
    for setting in SETTINGS:
        if isinstance(question := setting.control, Question):
            with using_language(PSEUDO):
                said = [gettext(question.label), *map(question.choice_label, question.choices)]
                said += [gettext(question.hint, zone="UTC", default="UTC")] if question.hint else []
            assert [forgotten(text, "UTC", "Europe/Berlin") for text in said] == [[]] * len(said)
            assert list(map(question.choice_label, question.choices)) == list(question.choices)
