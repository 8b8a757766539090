"""The start and the end of the process."""

import time

import pytest

from bot.app.application import Application
from bot.app.run import _conclude
from bot.app.shared_parts import SharedParts
from bot.discord_io.requests.pacer import Breaker, share_of_limit
from bot.domain.discord.ids import Shard
from bot.domain.errors import CredentialsError, PaperboyError, StoreFatalError
from bot.domain.ports import Store
from bot.search.past_papers import PastIndex
from bot.settings import Settings
from bot.sources.settings.table import Sources


async def test_all_shards_of_a_process_have_one_breaker(store: Store, past: PastIndex):
    """Discord counts refused requests by address: what one shard did stops them all, at the process's share."""
    breaker = Breaker(time.monotonic, limit=share_of_limit(32))
    shared = SharedParts(settings=Settings(), past=past, sources=Sources(), breaker=breaker)
    first, *others = (Application(shared, store, Shard(id=shard, count=32)) for shard in range(3))
    for _ in range(281):
        first.breaker.record(403)
    assert [app.overview().resumes_in > 0 for app in others] == [True, True]


def test_what_was_raised_on_purpose_is_a_sentence(caplog: pytest.LogCaptureFixture):
    """Each PaperboyError in groups of tasks is logged as a sentence."""
    inner = ExceptionGroup("polling", [StoreFatalError("The disk failed.")])
    assert _conclude(ExceptionGroup("serving", [CredentialsError("The token is bad."), inner])) == 1
    assert caplog.messages == ["The token is bad.", "The disk failed."]


def test_a_bug_goes_up_with_its_trace(caplog: pytest.LogCaptureFixture):
    """A bug is raised with its traceback, after the sentences of the errors beside it."""
    inner = ExceptionGroup("polling", [ZeroDivisionError(), StoreFatalError("The disk failed.")])
    with pytest.raises(ExceptionGroup) as raised:
        _conclude(ExceptionGroup("serving", [inner, CredentialsError("The token is bad.")]))
    assert raised.group_contains(ZeroDivisionError)
    assert not raised.group_contains(PaperboyError)
    assert caplog.messages == ["The disk failed.", "The token is bad."]
