"""People whose Discord is set to other languages, as the simulated one knows none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.discord_io.interactions import person_language
from bot.language.languages import PSEUDO, Language, spoken_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pytest
    from simcord import MemberActor

    from tests.behaviour.world import World

PSEUDO_LOCALE = "xx"


def let_speak(world: World, monkeypatch: pytest.MonkeyPatch, locales: Mapping[MemberActor | None, str]) -> None:
    """What the Discord of each is set to, from now on; of None: of everybody else.

    PSEUDO_LOCALE is that of the pseudo-language, which no Discord can be set to.
    """
    of_each = {actor and actor.id: locale for actor, locale in locales.items()}
    backend = world.env.backend
    emit = backend.emit

    def told(event: str, payload: Mapping[str, Any]) -> None:
        if event == "INTERACTION_CREATE":
            who = payload.get("member", payload)["user"]
            payload = {**payload, "locale": of_each.get(int(who["id"]), of_each.get(None, payload["locale"]))}
        emit(event, payload)

    monkeypatch.setattr(backend, "emit", told)
    monkeypatch.setattr(person_language, "spoken_in", _spoken_in)


def _spoken_in(locale: str | None) -> Language:
    return PSEUDO if locale == PSEUDO_LOCALE else spoken_in(locale)
