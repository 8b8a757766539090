"""Starter packs: their queries, and that they are alerts files."""

from collections import Counter
from typing import get_args

import pytest

from bot.domain.subscription import Mode
from bot.query import QueryIndex, parse
from bot.service.alerts_file.reader import read_file
from bot.service.alerts_file.starter_packs import Topic, starter_file, starter_packs
from bot.service.subscriptions.rules import clean_name
from tests.support.data import recorded_days
from tests.unit.query.papers import recorded_sightings

_QUERIES = [entry["query"] for entries in starter_packs().values() for entry in entries]


@pytest.mark.parametrize("query", _QUERIES)
def test_each_query_is_canonical(query: str):
    """Each query is its own canonical form and has no warning."""
    assert (parse(query).canonical, parse(query).warnings) == (query, ())


def test_no_query_is_in_two_packs():
    """No query is in two packs."""
    assert len(set(_QUERIES)) == len(_QUERIES)


def test_the_choices_are_the_topics():
    """The choices of the command are the topics, in order."""
    assert get_args(Topic) == tuple(starter_packs())


@pytest.mark.parametrize("topic", get_args(Topic))
def test_a_pack_is_an_alerts_file(topic: Topic):
    """A pack is an alerts file of two or three named daily digests."""
    (channel,) = read_file(starter_file(topic).encode())
    assert len(channel.subscriptions) in {2, 3}
    for one in channel.subscriptions:
        assert (one.deliver, one.sources, one.id) == (Mode.DAILY, (), "")
        assert one.name == clean_name(one.name) != ""


def test_each_query_matches_some_papers_but_not_many():
    """Each query matches at least one paper in twenty days, and at most three a day."""
    days, index = len(recorded_days()), QueryIndex[str]()
    for query in _QUERIES:
        index.add(query, parse(query))
    matches = Counter(query for one in recorded_sightings() for query in index.match(one.paper, one.signals))
    assert [query for query in _QUERIES if not days / 20 <= matches[query] <= days * 3] == []
