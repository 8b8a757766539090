"""Every field of Preferences in every table: stored, shown, typed and exported."""

import json
from dataclasses import fields, replace
from datetime import time
from typing import Any

import pytest
from simcord.components import walk_components

from bot.domain.discord.limits import COMPONENTS, LAYOUT_TEXT
from bot.domain.preferences import DEFAULTS, STORED_FIELDS, Look, Preferences, Rhythm
from bot.domain.schedule import DigestTimes, schedule_of
from bot.domain.subscription import Destination
from bot.language.current import using_language
from bot.language.translating import gettext
from bot.service.alerts_file.reader import read_file
from bot.service.preferences.channel_settings import SETTINGS, entries, exported, settings_of_entry
from bot.service.preferences.preferences import ChannelSettings, Upcoming
from bot.service.preferences.setting import Form, Menu, Question, RoleMenu, Setting, Switch
from bot.store.codec.documents import decode_preferences, encode_preferences
from bot.text.graphemes import utf16_length
from cogs.settings.actions import settings_form
from cogs.settings.panel import panel
from tests.support.pseudo import PSEUDO

CALM = Upcoming(next_digest=None, waiting=0, paused=())
NAMES = [field.name for field in fields(Preferences)]
_OF_ANOTHER_COMMAND = {"mail"}  # `/alerts email`
CHOSEN = Preferences(  # nothing as by default
    look=Look.COMPACT,
    digest_time=time(18, 30),
    digest_weekday=4,
    zone="Asia/Tokyo",
    quiet_from=time(22),
    quiet_until=time(7),
    most_a_day=7,
    role_id=1234,
    likes_role_id=5678,
    thread_per_alert=True,
    living=False,
    versions=True,
    language="de",
    mail=Rhythm.WEEKLY,
)


def only(setting: Setting[Any]) -> Preferences:
    """Return preferences with one setting chosen."""
    return replace(DEFAULTS, **{field: getattr(CHOSEN, field) for field in setting.field_names})


def settings(chosen: Preferences) -> ChannelSettings:
    place = Destination(id=77, guild_id=5, preferences=chosen)
    return ChannelSettings(
        destination=place, schedule=schedule_of(chosen, DigestTimes()), host_times=DigestTimes()
    )


def facts(chosen: Preferences) -> dict[str, str]:
    """Return the text under the name of each setting, except for menus, which show their choice."""
    texts = [
        part["content"]
        for part in walk_components(panel(settings(chosen), CALM, []).to_components())
        if "content" in part
    ]
    return dict(_heading(text) for text in texts if text.startswith("**"))


def _heading(text: str) -> tuple[str, str]:
    name, _, value = text.partition("\n")
    return name, value


def components(chosen: Preferences) -> dict[str, dict[str, Any]]:
    """Return the panel's components by their custom_ids."""
    found = [
        part for part in walk_components(panel(settings(chosen), CALM, []).to_components()) if "custom_id" in part
    ]
    return {part["custom_id"].split(":")[2]: part for part in found}


@pytest.mark.parametrize("name", NAMES)
def test_every_field_has_one_row_in_each_table(name: str):
    """Each field has one stored key, one setting and one example in this file."""
    assert [field.name for field in STORED_FIELDS].count(name) == 1
    assert [field for setting in SETTINGS for field in setting.field_names].count(name) == (
        name not in _OF_ANOTHER_COMMAND
    )
    assert getattr(CHOSEN, name) != getattr(DEFAULTS, name)


def test_no_two_rows_are_mixed_up():
    """Stored keys, file names, panel entries and form questions are unique."""
    for names in (
        [field.key for field in STORED_FIELDS],
        [setting.key for setting in SETTINGS],
        [entry.item for entry in entries()],
        [setting.control.item for setting in SETTINGS if isinstance(setting.control, Question)],
    ):
        assert len(set(names)) == len(names)


@pytest.mark.parametrize("name", NAMES)
def test_every_field_is_stored(name: str):
    """Each field is stored under its own key, and defaults are not stored."""
    alone = replace(DEFAULTS, **{name: getattr(CHOSEN, name)})
    document = json.loads(json.dumps(encode_preferences(alone)))
    assert len(document) == 1
    assert decode_preferences(document) == alone
    assert decode_preferences(encode_preferences(CHOSEN)) == CHOSEN


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.key)
def test_every_setting_goes_through_a_file(setting: Setting[Any]):
    """Each exported setting is imported unchanged."""
    written = exported(only(setting))
    assert list(written) == [setting.key]
    body = json.dumps({"paperboy": 1, "channels": [{"id": "77", "settings": written}]}).encode()
    (channel,) = read_file(body)
    assert channel.settings == only(setting)


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.key)
async def test_every_setting_is_in_the_panel(setting: Setting[Any]):
    """The panel shows each choice once: in its menu, or beside its button."""
    before, after = facts(DEFAULTS), facts(only(setting))
    control = setting.control
    in_menu = isinstance(control, Menu | RoleMenu)
    assert len([name for name, value in after.items() if value != before[name]]) == (0 if in_menu else 1)
    assert not in_menu or after[f"**{gettext(control.name)}**"] == ""
    if isinstance(control, Question):
        (field,) = [
            label["component"]
            for label in settings_form(control.form, settings(only(setting))).to_dict()["components"]
            if label["component"]["custom_id"] == control.item
        ]
        assert control.form.item in components(DEFAULTS)
        assert setting.read(_filled(field)) == {name: getattr(CHOSEN, name) for name in setting.field_names}
    else:
        assert components(only(setting))[control.item] != components(DEFAULTS)[control.item]


def _filled(field: dict[str, Any]) -> str:
    chosen = [option["value"] for option in field.get("options", ()) if option.get("default")]
    return chosen[0] if chosen else field["value"]


async def test_the_panel_has_nothing_but_settings():
    """Each button or menu belongs to a setting, except Refresh."""
    assert set(components(CHOSEN)) == {entry.item for entry in entries()} | {"refresh"}
    for entry in entries():
        controls = {type(setting.control) for setting in settings_of_entry(entry.item)}
        assert controls == ({Question} if isinstance(entry, Form) else {type(entry)})
        assert type(entry) in {Menu, RoleMenu, Switch, Form}


async def test_the_panel_fits_a_message_in_a_longer_language():
    """The panel has at most 40 components and 4,000 characters in any language."""
    with using_language(PSEUDO):
        parts = list(walk_components(panel(settings(CHOSEN), CALM, ["x" * 3000]).to_components()))
    assert len(parts) <= COMPONENTS
    assert sum(utf16_length(part.get("content", "")) for part in parts) <= LAYOUT_TEXT
