"""Encoding and decoding documents of domain objects."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.alert import Alert, AlertState, Message, MessageKind, MessageState
from bot.domain.paper import Links, Paper, Sighting, Signals, SourceKind
from bot.domain.preferences import Look, Preferences, Rhythm
from bot.domain.subscription import Block, BlockCause, Destination, Kind, Mode, Subscription
from bot.store.codec import documents
from bot.store.codec.ascii_json import dump, load
from bot.store.codec.records import parse_time, time_text
from tests.contract import makers as make

TEXTS = st.text(st.characters(codec=None), max_size=20)
ZONES = st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=30)), timezone(-timedelta(hours=11))])
TIMES = st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 29), timezones=ZONES)  # noqa: DTZ001 - hypothesis adds zones
SNOWFLAKES = st.integers(1, 2**63)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=5,
)
KINDS: dict[type, tuple[Any, Any, Any]] = {
    Alert: (lambda a: documents.alert_key(*a.key), documents.encode_alert, documents.decode_alert),
    Message: (lambda m: m.key, documents.encode_message, documents.decode_message),
    Sighting: (lambda s: s.paper.id, documents.encode_sighting, documents.decode_sighting),
    Subscription: (lambda s: s.id, documents.encode_subscription, documents.decode_subscription),
    Destination: (lambda d: str(d.id), documents.encode_destination, documents.decode_destination),
}
BY_ANNOTATION: dict[str, st.SearchStrategy[Any]] = {
    "str": TEXTS,
    "int": SNOWFLAKES,
    "bool": st.booleans(),
    "date": st.dates(),
    "time": st.times(),
    "datetime": TIMES,
    "tuple[str, ...]": st.lists(TEXTS, max_size=3).map(tuple),
    "Payload": st.dictionaries(TEXTS, JSON, max_size=3),
}


def anything(kind: type, /, **some: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Objects of a dataclass, each field drawn by its annotation, or as given."""

    def of(annotation: str) -> st.SearchStrategy[Any]:
        name, _, optional = annotation.partition(" | ")
        return st.none() | BY_ANNOTATION[name] if optional else BY_ANNOTATION[name]

    return st.builds(kind, **{one.name: of(str(one.type)) for one in fields(kind) if one.name not in some}, **some)


PAPERS = anything(
    Paper,
    id=st.just("arxiv:2601.00001"),
    links=anything(Links),
    summaries=st.just(()),
)
READINGS = anything(
    Sighting, paper=PAPERS, signals=anything(Signals), kind=st.sampled_from(SourceKind), readings=st.just(())
)
PREFERENCES = anything(
    Preferences,
    look=st.sampled_from(Look),
    digest_weekday=st.none() | st.integers(0, 6),
    language=st.none() | st.just("de"),
    mail=st.none() | st.sampled_from(Rhythm),
)
STRATEGIES: dict[type, st.SearchStrategy[Any]] = {
    Alert: anything(Alert, state=st.sampled_from(AlertState)),
    Message: anything(Message, kind=st.sampled_from(MessageKind), state=st.sampled_from(MessageState)),
    Sighting: st.builds(replace, READINGS, readings=st.lists(READINGS, max_size=2).map(tuple)),
    Subscription: anything(Subscription, mode=st.sampled_from(Mode)),
    Destination: anything(
        Destination,
        kind=st.sampled_from(Kind),
        block=st.none() | anything(Block, cause=st.sampled_from(BlockCause)),
        preferences=PREFERENCES,
    ),
}


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_what_goes_in_comes_out(kind: type, data: st.DataObject):
    """Any object survives its document as JSON, whatever its texts and time zones."""
    key, encode, decode = KINDS[kind]
    value = data.draw(STRATEGIES[kind])
    assert decode(key(value), load(dump(encode(value)))) == value


def test_a_document_is_short():
    """A document omits fields that are in the key or at their default."""
    assert documents.encode_alert(make.alert(1)) == {
        "state": "pending",
        "subscriptions": ["aaaaa"],
        "due": "2026-01-15T12:00:00Z",
        "created": "2026-01-15T12:00:00Z",
    }
    assert documents.encode_destination(make.channel()) == {"guild": 9, "kind": "channel"}
    listed = make.sighting(1)
    assert "announced" not in documents.encode_sighting(listed)["paper"]
    assert documents.encode_sighting(listed.as_unannounced())["paper"]["announced"] is False


def test_what_an_older_version_wrote_is_understood():
    """Fields that an older version did not write get their defaults."""
    assert documents.decode_destination("111", {"guild": 9, "kind": "channel"}) == make.channel()
    old = {name: documents.encode_message(make.message(1))[name] for name in ("to", "kind", "created", "next_try")}
    message = documents.decode_message("k", {**old, "papers": [make.paper_name(1)], "state": "sent"})
    assert (message.milestones, message.edited, message.thread_id) == ((), None, None)
    assert not documents.decode_alert("111 x", documents.encode_alert(make.alert(1))).deferred_to_digest
    written = documents.encode_subscription(make.subscription())
    assert "sources" not in written
    assert documents.decode_subscription("s", written).paused_until is None
    assert documents.decode_subscription("s", written).sources == ()  # the lists


def test_a_time_without_zone_is_refused():
    """A time without time zone can be neither encoded nor decoded."""
    naive = datetime(2026, 1, 1)  # noqa: DTZ001 - the point
    with pytest.raises(ValueError, match="no time zone"):
        time_text(naive)
    with pytest.raises(ValueError, match="no time zone"):
        parse_time("2026-01-01T00:00:00")


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        (Alert, {"state": "lost"}),
        (Alert, {"due": 5}),
        (Alert, {"subscriptions": [5]}),
        (Message, {"to": "111"}),
        (Message, {"attempts": True}),
        (Message, {"payload": []}),
        (Sighting, {"paper": None}),
        (Sighting, {"kind": "rumour"}),
        (Sighting, {"readings": {}}),
        (Sighting, {"readings": [{"paper": {}}]}),
        (Subscription, {"mode": "hourly"}),
        (Destination, {"block": {"cause": "gone"}}),
        (Destination, {"preferences": {"zone": 5}}),
        (Subscription, {"until": "Friday"}),
    ],
)
def test_a_document_of_another_shape_is_refused(kind: type, change: dict[str, object]):
    """A missing field or a wrong type raises one of `DECODE_ERRORS`."""
    example = {
        Alert: make.alert(1),
        Message: make.message(1),
        Sighting: make.sighting(1),
        Subscription: make.subscription(),
        Destination: make.channel(),
    }[kind]
    key, encode, decode = KINDS[kind]
    with pytest.raises((KeyError, TypeError, ValueError, AttributeError)):
        decode(key(example), encode(example) | change)
