"""Health of sources: failures, silence, and sharing it between processes."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.errors import SourceError
from bot.domain.ports import Store
from bot.service.poll.poller import Poller
from bot.service.poll.source_health import SourceState, follow_health, publish_health
from bot.sources.huggingface.settings import SPEC
from tests.support.fakes import START, Clock
from tests.support.streams import FakeStream, part, streamed


async def test_health_is_shared_between_processes(store: Store, now: Clock):
    """Successes, failures and recovery are all shared."""
    told = SourceState(name="Hugging Face", started=START, quiet_after=SPEC.quiet_after, learning=True)
    heard = SourceState(name="Hugging Face", started=now(), quiet_after=SPEC.quiet_after)
    told.succeeded(now(), new=True, skipped=2)
    now.forward(hours=1)
    told.failed(now(), "It is down.")
    await publish_health(store, told)
    await follow_health(store, [heard])
    assert heard == told
    told.succeeded(now(), new=False, skipped=0)
    await publish_health(store, told)
    await follow_health(store, [heard])
    assert heard == told
    assert heard.trouble(now()) is None


async def test_an_unpublished_record_is_unchanged(store: Store):
    """A record that nobody published is unchanged."""
    heard = SourceState(name="arXiv", started=START, quiet_after=SPEC.quiet_after, skipped=3)
    before = replace(heard)
    await follow_health(store, [heard])
    assert heard == before


def test_silence_is_reported_after_five_days():
    """Weekends and holidays are normal; five days without anything new are not."""
    state = SourceState(name="Hugging Face", started=START, quiet_after=SPEC.quiet_after)
    state.succeeded(START, new=True, skipped=0)
    assert state.trouble(START + timedelta(days=4)) is None
    assert "nothing new" in (state.trouble(START + timedelta(days=5)) or "")


async def test_a_part_that_fails_is_a_failure(store: Store):
    """After a failed part the source counts as failing, and its earlier papers as new."""
    now = Clock(START)
    await Poller(store, FakeStream(part("1")), now).poll()
    failing = FakeStream(part("1"), part("2", streamed("2511.00002"), more=True), SourceError("503"))
    poller = Poller(store, failing, now)
    assert (await poller.poll()).failure is not None
    assert (poller.state.failing_since, poller.state.last_error) == (START, "503")
    assert poller.state.last_new == START
    assert poller.state.last_good is None
