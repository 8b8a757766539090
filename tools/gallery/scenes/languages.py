"""Scenes of the other languages: a card, the settings of a channel, and a notice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.language.languages import ENGLISH, LANGUAGES
from tools.gallery.scenes.help_and_notices import MISSING_PERMISSIONS, refuse
from tools.gallery.scenes.posting import ACTOR, CONTROL
from tools.gallery.scenes.scene import Scene, Section

if TYPE_CHECKING:
    from tools.gallery.stage import Stage


async def _speak(stage: Stage) -> None:
    language = stage.world.language
    await stage.subscribe("diffusion", name="Diffusion")
    stage.feed.list(ACTOR, upvotes=30)
    await stage.post()
    await stage.take(
        f"card-{language.tag}",
        stage.here.last_message,
        f"A card with labels, numbers and buttons in the language {language.name}; title and gist stay English.",
        f"{language.name}: a card, …",
    )
    await stage.take(
        f"settings-{language.tag}",
        await stage.run("alerts settings"),
        f"The panel of settings in the language {language.name}.",
        "… the settings of a channel, …",
    )
    refuse(stage, status=403, code=MISSING_PERMISSIONS)
    stage.feed.list(CONTROL, upvotes=47)
    await stage.post()
    you = stage.you.user
    await stage.take(
        f"told-{language.tag}",
        you.dm_channel.last_message,
        f"A direct message in the language {language.name}: alerts cannot be posted, and what to do.",
        "… and a notice.",
        where=you.dm_channel,
        viewer=you,
    )


TRANSLATED = Section(
    title="In other languages",
    scenes=tuple(
        Scene(name=f"in-{language.tag}", play=_speak, listed_later=frozenset({ACTOR, CONTROL}), language=language)
        for language in LANGUAGES
        if language is not ENGLISH
    ),
)
