"""The language of posts: the server's, unless the channel has its own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

import discord
import pytest
from simcord.components import walk_components

from bot.domain.alert import Alert
from bot.domain.preferences import Preferences
from bot.language.languages import Language, language_for_locale, language_of
from bot.service.deliver.posted_cards import PostedCards
from bot.service.preferences import language as place_language
from cogs.shared import channel_option
from tests.behaviour.world import said
from tests.support.fakes import sighting
from tests.support.makers import context_of
from tests.support.pseudo import PSEUDO, forgotten

if TYPE_CHECKING:
    from datetime import datetime

    from simcord import ChannelHandle, InteractionResult, MessageHandle

    from bot.domain.subscription import Subscription
    from tests.behaviour.world import World

PAPER = sighting("2511.00002", title="扩散", tldr="图像。", upvotes=5)
NAMES = ("arXiv", "PDF", "Hugging Face", "12 Nov")


def _spoken_in(locale: str | None) -> Language:
    """Swedish is the pseudo-language here: it needs no catalogue."""
    return PSEUDO if locale == "sv-SE" else language_for_locale(locale)


@pytest.fixture(autouse=True)
def _swedish(world: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(place_language, "language_for_locale", _spoken_in)
    guild = world.env.bot.get_guild(world.guild.id)
    assert guild is not None
    guild.preferred_locale = discord.Locale.swedish


async def choose(world: World, channel: ChannelHandle, value: str) -> InteractionResult:
    shown = await world.run("alerts settings", channel=channel)
    custom_id = f"paperboy:set:language:{channel.id}"
    return await world.manager.select(shown.response, [value], custom_id=custom_id)


def chosen(shown: InteractionResult) -> str:
    """Return the language that the panel's menu shows."""
    (label,) = (
        option["label"]
        for part in walk_components(shown.response.components)
        if ":language:" in part.get("custom_id", "")
        for option in part["options"]
        if option.get("default")
    )
    return label


def _alert(subscription: Subscription, now: datetime) -> Alert:
    """Return a due alert of the paper for one subscription."""
    where, paper_id = subscription.destination_id, PAPER.paper.id
    return Alert(destination_id=where, paper_id=paper_id, subscriptions=(subscription.id,), due=now, created=now)


async def post(world: World):
    """Store the paper for all channels and post what is due."""
    now = world.now()
    cache = await world.store.subscriptions()
    alerts = [
        Alert(
            destination_id=s.destination_id, paper_id=PAPER.paper.id, subscriptions=(s.id,), due=now, created=now
        )
        for s in cache.subscriptions
    ]
    await world.list_papers(PAPER, alerts=alerts)
    await world.deliver()


def last(channel: ChannelHandle) -> MessageHandle:
    posted = channel.last_message
    assert posted is not None
    return posted


def english(message: MessageHandle) -> list[str]:
    """Return the English words of a post, without names."""
    (embed,) = message.embeds
    labels = [part["label"] for row in message.components for part in row.to_dict()["components"]]
    texts = [embed.footer.text or "", *(f"{f.name} {f.value}" for f in embed.fields), *labels]
    return [word for text in texts for word in forgotten(text.replace("\N{NO-BREAK SPACE}", " "), *NAMES)]


async def test_a_server_gets_posts_in_its_own_language(world: World):
    """Posts are in the server's language, and replies in the person's."""
    await world.subscribe("扩散")
    await post(world)
    assert english(last(world.channel)) == []
    assert "[Áƀšţřáçţ~~~]" in str(last(world.channel).components)


async def test_a_channel_chooses_another_one(world: World):
    """Two channels of a server can have two languages, and can return to the server's."""
    other = world.guild.create_text_channel("english")
    await world.subscribe("扩散")
    await world.subscribe("扩散", channel=other)
    shown = await choose(world, other, "en")
    assert chosen(shown) == "English"
    await post(world)
    assert english(last(world.channel)) == []
    assert {"Abstract", "Tune"} <= {*english(last(other))}
    place = await world.store.destination(other.id)
    assert place is not None
    assert place.preferences == Preferences(language="en")
    shown = await choose(world, other, "server")
    assert chosen(shown) == "Automatic"
    place = await world.store.destination(other.id)
    assert place is not None
    assert place.preferences == Preferences()


async def test_unknown_languages_are_refused(world: World):
    """An unknown language in a file changes nothing, and the reply lists the known ones."""
    content = {"paperboy": 1, "channels": [{"id": str(world.channel.id), "settings": {"language": "tlh"}}]}
    answer = await world.says("alerts import", file=("alerts.json", json.dumps(content).encode()))
    assert "`language` must be `server`, `en`, `zh-CN`, `ja`, `ko`, `de`, `fr` or `es`." in answer


async def test_a_trial_comes_in_the_language_of_the_channel(world: World):
    """The test post is in the channel's language, and the reply in the person's."""
    await world.list_papers(PAPER)
    key = await world.subscribe("扩散")
    answer = await world.run("alerts test", subscription=key)
    assert forgotten(last(world.channel).content) == []
    assert english(last(world.channel)) == []
    assert forgotten(said(answer)) != []


async def test_a_living_post_takes_on_the_language_with_its_next_edit(world: World):
    """A new language alone does not edit a post; the next milestone does."""
    await world.subscribe("扩散")
    await choose(world, world.channel, "en")
    await post(world)
    assert english(last(world.channel)) != []
    await choose(world, world.channel, "server")
    app = world.apps[-1]
    living = PostedCards(context_of(world.store, cast("Any", app.notifier), world.now, renderer=app.renderer))
    world.now.forward(hours=1)
    assert await living.edit() == 0
    await world.list_papers(sighting("2511.00002", title="扩散", tldr="图像。", upvotes=500))
    assert await living.edit() == 1
    assert english(last(world.channel)) == []
    world.now.forward(hours=1)
    assert await living.edit() == 0


async def test_the_language_of_direct_messages(world: World, monkeypatch: pytest.MonkeyPatch):
    """A DM keeps the language of the person's Discord, and the panel can change it."""
    german = language_of("de")
    assert german is not None
    monkeypatch.setattr(channel_option, "current_language", lambda: german)
    person = world.reader.user
    shown = await person.slash("alerts subscribe", query="扩散")
    await world.press(shown, "Save", person)
    place = await world.store.destination(person.dm_channel.id)
    assert place is not None
    assert place.preferences == Preferences(language="de")
    assert chosen(await person.slash("alerts settings")) == "Deutsch"
