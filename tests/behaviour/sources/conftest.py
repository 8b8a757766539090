"""Fixtures: a host with a list, a stream with categories, and a feed."""

from collections.abc import Callable

import pytest

from bot.discord_io.client import PaperboyClient
from bot.domain.ports import Gives, Source, SourceKind, Store
from bot.search.past_papers import PastIndex
from bot.settings import Settings
from tests.support.fakes import Clock, FakeSource
from tests.support.makers import application
from tests.support.sources import make_spec
from tests.support.streams import FakeStream


class Arxiv(FakeStream):
    """A stream with categories and without upvotes."""

    spec = make_spec(
        "arxiv", title="arXiv", kind=SourceKind.STREAM, gives=frozenset({Gives.ABSTRACT, Gives.CATEGORIES})
    )


class Nature(FakeStream):
    """A feed."""

    spec = make_spec("nature-ml", title="Nature *ML*", kind=SourceKind.STREAM, gives=frozenset({Gives.ABSTRACT}))


@pytest.fixture
def sources() -> list[Source]:
    """The host's sources; a test can remove one before a restart."""
    return [FakeSource(), Arxiv(), Nature()]


@pytest.fixture
def build(store: Store, past: PastIndex, now: Clock, sources: list[Source]) -> Callable[[], PaperboyClient]:
    return lambda: application(Settings(), store, past, sources, now=now).client
