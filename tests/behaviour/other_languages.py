"""People whose Discord has other languages, which the simulated Discord does not support."""

from collections.abc import Mapping
from typing import Any

import pytest
from simcord import MemberActor

from bot.discord_io.interactions import person_language
from bot.language.languages import Language, language_for_locale
from tests.behaviour.world import World
from tests.support.pseudo import PSEUDO

PSEUDO_LOCALE = "xx"


def set_languages(world: World, monkeypatch: pytest.MonkeyPatch, locales: Mapping[MemberActor | None, str]):
    """Set each person's Discord language from now on; the key None means everybody else.

    PSEUDO_LOCALE stands for the pseudo-language, which no real Discord has.
    """
    locale_of = {actor and actor.id: locale for actor, locale in locales.items()}
    backend = world.env.backend
    emit = backend.emit

    def emit_with_locale(event: str, payload: Mapping[str, Any]):
        if event == "INTERACTION_CREATE":
            user = payload.get("member", payload)["user"]
            payload = {**payload, "locale": locale_of.get(int(user["id"]), locale_of.get(None, payload["locale"]))}
        emit(event, payload)

    monkeypatch.setattr(backend, "emit", emit_with_locale)
    monkeypatch.setattr(person_language, "language_for_locale", _language)


def _language(locale: str | None) -> Language:
    return PSEUDO if locale == PSEUDO_LOCALE else language_for_locale(locale)
