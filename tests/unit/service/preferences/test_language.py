"""Language of posts and notices: the channel's, else the server's, else English."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from typing_extensions import override

from bot.domain.alert import THREAD, Item, MessageKind, Payload
from bot.domain.ports import Store
from bot.domain.preferences import DEFAULTS, Preferences
from bot.domain.subscription import Kind
from bot.language.current import current_language
from bot.language.languages import ENGLISH, language_of
from bot.service.deliver.compose import Composer, item_of
from bot.service.notices.notice_kinds import Notice
from bot.service.notices.notices import Audience, Notices
from bot.service.preferences.language import language_at
from bot.store.codec.documents import decode_preferences, encode_preferences
from tests.support.fakes import (
    CHANNEL,
    GUILD,
    PERSON,
    Clock,
    FakeNotifier,
    PlainRenderer,
    destination,
    sighting,
    subscribe,
    subscription,
)

OTHER = CHANNEL + 1


class Telling(PlainRenderer):
    """Renders the language that is active."""

    @override
    def card(self, item: Item, marker: str, preferences: Preferences = DEFAULTS) -> Payload:
        return {**super().card(item, marker, preferences), "language": current_language().tag}

    @override
    def digest(self, items: Sequence[Item], marker: str, preferences: Preferences = DEFAULTS) -> Payload:
        return {**super().digest(items, marker, preferences), "language": current_language().tag}

    @override
    def pack(self, items: Sequence[Item], preferences: Preferences = DEFAULTS, /) -> list[list[Item]]:
        assert current_language().tag == "de"  # another language takes more room or less
        return super().pack(items, preferences)

    @override
    def thread_name(self, items: Sequence[Item]) -> str:
        return current_language().tag


@pytest.mark.parametrize(
    ("locale", "chosen", "spoken"),
    [
        pytest.param("de", None, "de", id="the server's"),
        pytest.param("de", "fr", "fr", id="the channel's before it"),
        pytest.param("de", "en", "en", id="also when that is English"),
        pytest.param("es-419", None, "es", id="one of several names"),
        pytest.param("da", None, "en", id="nobody has translated it"),
        pytest.param(None, None, "en", id="not known"),
        pytest.param("de", "tlh", "de", id="one that a newer version has"),
    ],
)
def test_which_language_is_used(locale: str | None, chosen: str | None, spoken: str):
    """The channel's language comes first, then the server's, then English."""
    places = FakeNotifier(locales={} if locale is None else {GUILD: locale})
    where = replace(destination(), preferences=Preferences(language=chosen))
    assert language_at(places, where) is language_of(spoken)


def test_what_is_composed_speaks_the_language_of_its_channel(now: Clock):
    """Cards, digests and thread names are in the channel's language."""
    composer = Composer(Telling(), FakeNotifier(locales={GUILD: "de"}))
    where = replace(destination(), kind=Kind.FORUM)
    items = [item_of(sighting(), [subscription()])]
    for kind in (MessageKind.CARD, MessageKind.DIGEST):
        (made,) = composer.messages(where, kind, items, now())
        assert (made.payload["language"], made.payload[THREAD]["name"]) == ("de", "de")
    assert current_language() is ENGLISH


async def test_a_message_is_the_same_one_in_any_language(now: Clock):
    """The key of a message does not depend on the language."""
    items = [item_of(sighting(), [subscription()])]
    german = Composer(Telling(), FakeNotifier(locales={GUILD: "de"}))
    english = Composer(Telling())
    first, second = (one.message(destination(), MessageKind.CARD, items, now()) for one in (german, english))
    assert first.key == second.key
    assert first.payload != second.payload


async def test_a_notice_speaks_the_language_of_where_it_is_read(store: Store, now: Clock):
    """A notice is in the language of the channel where it is read."""
    await subscribe(store, subscription("aaaaa"), subscription("bbbbb", channel=OTHER))
    await store.set_preferences(OTHER, Preferences(language="fr"), due={})
    sender = FakeNotifier(locales={GUILD: "de", 999: "ko", CHANNEL: "de"})
    notices = Notices(store, sender, now)

    def words() -> str:
        return current_language().tag

    for room in (CHANNEL, OTHER, 999):
        sender.open_rooms = {room}
        await notices.send(["told x 1"], Audience(channels=(room,)), Notice(topic="x", words=words))
        await notices.end("told x 1", words)
    assert sender.said == [
        (room, tag) for room, tag in ((CHANNEL, "de"), (OTHER, "fr"), (999, "ko")) for _ in "12"
    ]
    sender.open_rooms = set()
    place = await store.destination(OTHER)
    await notices.send(["told x 1"], Audience(people=(PERSON,), language_of=place), Notice(topic="x", words=words))
    await notices.end("told x 1", words, place)
    assert sender.told == [(PERSON, "fr"), (PERSON, "fr")]
    assert current_language() is ENGLISH


def test_a_tag_that_is_not_known_is_read_as_the_default():
    """An unknown stored tag becomes the default; a value that is no text is an error."""
    assert decode_preferences(encode_preferences(Preferences(language="de"))) == Preferences(language="de")
    assert decode_preferences({"language": "tlh"}) == Preferences()
    assert decode_preferences({"language": None}) == Preferences()
    with pytest.raises(TypeError):
        decode_preferences({"language": 7})
