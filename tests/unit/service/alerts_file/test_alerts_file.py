"""The alerts file: what is written, what is read, and what importing it would do."""

from __future__ import annotations

import json
from datetime import time
from typing import TYPE_CHECKING, Any

import pytest

from bot.domain.ports import SourceKind
from bot.domain.ports.catalogue import Catalogue
from bot.domain.preferences import Look, Preferences
from bot.domain.subscription import Owner
from bot.language.current import speaking
from bot.language.languages import PSEUDO
from bot.service.alerts_file.document import channels
from bot.service.alerts_file.importer import Importer
from bot.service.alerts_file.reader import LARGEST, FileError, read_file
from bot.service.subscriptions.subscriptions import Subscriptions
from tests.support.fakes import CHANNEL, PERSON, SERVER, destination, subscribe, subscription
from tests.support.importing import imports_of, may_post
from tests.support.pseudo import forgotten
from tests.support.sources import make_spec

if TYPE_CHECKING:
    from bot.domain.ports import Store
    from bot.service.alerts_file.importer import Changes
    from bot.service.alerts_file.reader import WantedChannel
    from tests.support.fakes import Clock

HERE, ELSEWHERE = CHANNEL, CHANNEL + 1


def body(*listed: object) -> bytes:
    return json.dumps({"paperboy": 1, "channels": listed}).encode()


def read(entry: dict[str, Any]) -> WantedChannel:
    """The one channel of a file, which is called papers if nothing else is said."""
    (found,) = read_file(body({"channel": "papers", **entry}))
    return found


def mistakes(content: bytes) -> list[str]:
    with pytest.raises(FileError) as caught:
        read_file(content)
    return str(caught.value).splitlines()


def test_a_channel_that_was_forgotten_meanwhile_is_left_out() -> None:
    """Its subscriptions were read a moment before; the others are written, the oldest first."""
    found = channels(
        [subscription("aaaaa", channel=ELSEWHERE), subscription("bbbbb"), subscription("ccccc", channel=3)],
        [destination(HERE), destination(3)],
        lambda key: f"number {key}",
    )
    assert [(one.name, [s.id for s in one.subscriptions]) for one in found] == [
        (f"number {HERE}", ["bbbbb"]),
        ("number 3", ["ccccc"]),
    ]


def test_a_file_may_have_256_kilobytes() -> None:
    """One byte more is refused unread."""
    whole = body({"channel": "papers"})
    assert read_file(whole.ljust(LARGEST)) == read_file(whole)
    assert mistakes(whole.ljust(LARGEST + 1)) == ["The file is too large: 256 KB is the most."]


def test_what_goes_beyond_a_list_s_most_is_counted() -> None:
    """A list that nobody could have meant is told, and not walked through."""
    (_, first) = mistakes(body(*[{"channel": "papers"}] * 500, *[7] * 3))
    assert first == "• `channels` has 503 entries; 500 is the most."


SLIP = (
    "The file is not valid JSON: there is a mistake at line 1, column 14, or just before. Correct it, or use the "
    "file that `/alerts export` gives."
)
CUT = "The file ends too early, as if it had been cut off: use the whole one that `/alerts export` gives."


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe", "The file is not JSON: use the one that `/alerts export` gives."),
        (b"[" * 100_000, "The file is not JSON: use the one that `/alerts export` gives."),
        (b'{"paperboy": }', SLIP),
        (b" \n", "The file is empty: use the one that `/alerts export` gives."),
        (b'{"paperboy": 1, "chan', CUT),
        (b'{"paperboy": 1,\n', CUT),
    ],
)
def test_what_is_no_json_is_told(content: bytes, said: str) -> None:
    """Bytes of another kind, brackets without end, a slip."""
    assert mistakes(content) == [said]


@pytest.mark.parametrize(("count", "last"), [(10, "•"), (12, "… and 2 more."), (150, "… and many more.")])
def test_the_first_mistakes_are_named(count: int, last: str) -> None:
    """Ten of them; the rest is counted, and from a hundred on not even read."""
    said = mistakes(body(*[{"channel": "papers", "subscriptions": 5}] * count))
    assert said[0] == "Nothing was changed. The file has mistakes:"
    assert sum(line.startswith("• #papers: `subscriptions` must be a list") for line in said) == 10
    assert said[-1].startswith(last)


def test_mistakes_are_told_in_the_language_of_who_sent_the_file() -> None:
    """Whole sentences, also where the name of the entry begins them."""
    wrong = {"id": "x", "settings": {"look": 1.5, "living": "?", "zone": "Mars", "colour": 1}, "subscriptions": {}}
    bad = body(wrong, {"id": "1", "subscriptions": [{"query": "a AND"}, {"query": "a1", "sources": ["nowhere"]}]})
    with speaking(PSEUDO):
        first, *others = mistakes(bad)
    assert not forgotten(first)
    assert len(others) == len(mistakes(bad)) - 1 > 5
    assert all(line.startswith("• [") and line.endswith("]") for line in others)


def test_a_misspelt_query_is_one_mistake() -> None:
    """It is not told a second time as an empty query; a query that is missing still is."""
    told = mistakes(body({"channel": "papers", "subscriptions": [{"qurey": "trees"}]}))
    assert len(told) == 2
    assert "There is no entry `qurey` here. Did you mean `query`?" in told[1]
    (_, missing) = mistakes(body({"channel": "papers", "subscriptions": [{"name": "Trees"}]}))
    assert "The query is empty." in missing


def test_ids_may_be_written_as_numbers() -> None:
    """As many tools write them; true is no number."""
    found = read({"id": 123, "settings": {"mention_role": 456}})
    assert (found.id, found.preferences) == (123, Preferences(role_id=456))
    (_, first) = mistakes(body({"channel": "papers", "id": True}))
    assert first == '• #papers: `id` must be a text in quotation marks: "…".'


def test_a_text_that_is_something_else_is_told_with_its_place() -> None:
    """A list, an object: nothing is guessed from them."""
    entry = {"channel": ["papers"], "id": "1", "subscriptions": [{"query": "a1", "name": {"a": "b"}}]}
    wrong = 'must be a text in quotation marks: "…".'
    assert mistakes(body(entry))[1:] == [
        f"• channel 1: `channel` {wrong}",
        f"• channel 1, subscription 1 (`a1`): `name` {wrong}",
    ]


def test_a_channel_is_known_by_its_id_or_its_name() -> None:
    """One of them is enough; an id is digits, and a name may have its #."""
    assert (read({"channel": "#papers"}).name, read({"channel": "#papers"}).id) == ("papers", None)
    assert read({"id": "77"}).id == 77
    assert mistakes(body(5))[1:] == ["• channel 1 must be an object: { … }."]
    assert mistakes(body({"id": "12x"}, {}))[1:] == [
        "• channel 1: `id` must be a channel's id, only digits.",
        "• channel 1 needs a `channel` (its name) or an `id`.",
        "• channel 2 needs a `channel` (its name) or an `id`.",
    ]


def test_settings_are_read_as_they_are_written() -> None:
    """Each under its name; what is not there has its default."""
    given = {"quiet_hours": "22:00-07:00", "look": "compact", "living": False, "most_a_day": 5}
    assert read({"settings": given}).preferences == Preferences(
        quiet_from=time(22), quiet_until=time(7), look=Look.COMPACT, living=False, most_a_day=5
    )
    assert read({"settings": {"quiet_hours": "off"}}).preferences == Preferences()
    assert read({}).preferences is None


async def plan(store: Store, now: Clock, *queries: str, owner: Owner = SERVER) -> Changes:
    """Of an import into a server that may have two subscriptions."""
    importer = Importer(Subscriptions(store, now, per_guild=2), now)
    wanted = read({"subscriptions": [{"query": query} for query in queries]})
    return await importer.plan(owner, PERSON, [(wanted, destination(HERE))], end_missing=False)


async def test_a_server_that_would_have_too_many_is_told_before(store: Store, now: Clock) -> None:
    """What the file does not have counts as well, in whichever channel; a person has no such limit."""
    await subscribe(store, subscription("aaaaa", "trees", channel=ELSEWHERE))
    assert (await plan(store, now, "a1")).problems == ()
    assert (await plan(store, now, "a1", "a2")).problems == (
        "This server would have 3 subscriptions; 2 is the most.",
    )
    alone = Owner(guild_id=None, user_id=PERSON)
    assert (await plan(store, now, "a1", "a2", "a3", owner=alone)).problems == ()


async def test_a_pause_alone_is_a_step_of_its_own(store: Store, now: Clock) -> None:
    """Nothing but the pause changes; what cannot be done meanwhile is told under the subscription's name."""
    await subscribe(store, subscription("aaaaa", "trees", paused=True), subscription("bbbbb", "robot"))
    service = Subscriptions(store, now)
    importer = Importer(service, now)
    listed = [
        {"id": "aaaaa", "name": "trees", "query": "trees"},
        {"id": "bbbbb", "query": "robot", "paused": True},
    ]
    changes = await importer.plan(
        SERVER, PERSON, [(read({"subscriptions": listed}), destination(HERE))], end_missing=False
    )
    assert [(step.draft, step.paused) for step in changes.steps] == [(None, False), (None, True)]
    await service.end(SERVER, "bbbbb")
    (trouble,) = (await imports_of(store, now, service).carry_out(SERVER, changes, may_post)).troubles
    assert trouble.startswith("robot: There is no subscription “")
    assert not (await service.get(SERVER, "aaaaa")).paused


def test_sources_are_read_by_any_of_their_names() -> None:
    """As they are stored; a name that could be one is left to the import, which knows what was there."""
    catalogue = Catalogue([make_spec("picks"), make_spec("alpha", title="The Alpha", kind=SourceKind.STREAM)])

    def sources(*listed: object) -> tuple[str, ...]:
        entry = {"channel": "papers", "subscriptions": [{"query": "a1", "sources": listed}]}
        return read_file(body(entry), catalogue)[0].subscriptions[0].sources

    assert sources() == ()
    assert sources("The Alpha", "lists") == ("lists", "alpha")
    assert sources("all") == ("lists", "alpha")
    assert sources("gone-feed", "picks") == ("gone-feed", "picks")
    entry = {
        "channel": "papers",
        "subscriptions": [{"query": "a1", "sources": ["?", ["x"], "a, b", " ", "Alpah!"]}],
    }
    with pytest.raises(FileError) as caught:
        read_file(body(entry), catalogue)
    path = "• #papers, subscription 1 (`a1`)"
    assert str(caught.value).splitlines()[1:] == [
        f"{path}, `sources`: There is no source `?` here: choose among `lists` (Picks), `alpha` and `all`.",
        f'{path}: source 2 must be a text in quotation marks: "…".',
        f'{path}: source 3 must be the name of one source, such as "lists".',
        f'{path}: source 4 must be the name of one source, such as "lists".',
        f"{path}, `sources`: There is no source `Alpah!` here: choose among `lists` (Picks), `alpha` and `all`.",
    ]
    assert mistakes(body({"channel": "papers", "subscriptions": [{"query": "a1", "sources": "alpha"}]}))[1:] == [
        f"{path}: `sources` must be a list: [ … ]."
    ]


async def test_the_same_query_of_other_sources_is_no_double(store: Store, now: Clock) -> None:
    """It is added beside the other; twice the same is told."""
    await subscribe(store, subscription("aaaaa", "trees"))
    catalogue = Catalogue([make_spec("alpha", kind=SourceKind.STREAM)])
    importer = Importer(Subscriptions(store, now), now, catalogue)
    twice = [{"query": "trees", "sources": ["alpha"]}, {"query": "trees"}]
    for listed, steps, problems in ((twice, 1, 0), ([*twice, twice[0]], 2, 1)):
        wanted = read({"subscriptions": listed})
        changes = await importer.plan(SERVER, PERSON, [(wanted, destination(HERE))], end_missing=False)
        assert (len(changes.steps), len(changes.problems)) == (steps, problems)
