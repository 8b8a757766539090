"""Limits of the settings forms, in any language and time zone."""

import pytest

from bot.domain.preferences import Preferences
from bot.domain.schedule import DigestTimes, schedule_of
from bot.domain.subscription import Destination
from bot.language.current import using_language
from bot.language.languages import ENGLISH, Language
from bot.service.preferences.channel_settings import entries
from bot.service.preferences.preferences import ChannelSettings
from bot.service.preferences.setting import Form
from cogs.settings.actions import settings_form
from tests.support.pseudo import PSEUDO

LONG = Preferences(zone="America/Argentina/ComodRivadavia")


@pytest.mark.parametrize("language", [ENGLISH, PSEUDO], ids=["English", "a third longer"])
async def test_forms_fit(language: Language):
    """Titles and labels have at most 45 characters, and hints at most 100."""
    place = Destination(id=77, guild_id=5, preferences=LONG)
    settings = ChannelSettings(
        destination=place, schedule=schedule_of(LONG, DigestTimes()), host_times=DigestTimes()
    )
    with using_language(language):
        forms = [settings_form(entry, settings).to_dict() for entry in entries() if isinstance(entry, Form)]
    assert len(forms) == 2
    for form in forms:
        assert len(form["title"]) <= 45
        for label in form["components"]:
            assert len(label["label"]) <= 45
            assert len(label.get("description") or "") <= 100
