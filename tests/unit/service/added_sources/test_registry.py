"""The host's numbers of added sources, by kind and state."""

from dataclasses import replace

from bot.app.check import check
from bot.app.monitoring.metrics import Metrics
from bot.app.monitoring.monitor import metrics_page
from bot.app.monitoring.overview import Overview
from bot.domain.ports import Store
from bot.service.added_sources.registry import StoredSource, summary_of
from bot.settings import Settings
from bot.store.opening import open_store
from tests.support.fakes import SERVER, START
from tests.support.streams import added_sources, feed

_GOOD = StoredSource(source=feed("a"), owners=(SERVER.key,), due=START)
_FAILING = replace(_GOOD, failing_since=START, error="503")
_ARXIV = replace(_GOOD.source, name="arxiv-cs-cl")
_ALL = (_GOOD, _FAILING, replace(_FAILING, paused=True), replace(_GOOD, source=_ARXIV))


def test_a_summary_has_kinds_and_states():
    """Each source counts once; there is no name in it."""
    assert summary_of(_ALL) == {
        "feed": {"good": 1, "failing": 1, "paused": 1},
        "arxiv": {"good": 1, "failing": 0, "paused": 0},
    }


async def test_metrics_count_them_by_state(store: Store):
    """/metrics has one number for each state, for any number of added sources."""
    view = Overview(
        store=store,
        now=START,
        sources=(),
        added_sources=summary_of(_ALL),
        connected=True,
        latency=0.1,
        servers=1,
        resumes_in=0.0,
    )
    page = (await metrics_page(Metrics(), view)).decode().splitlines()
    assert [line for line in page if line.startswith("paperboy_added_sources")] == [
        'paperboy_added_sources{state="good"} 2.0',
        'paperboy_added_sources{state="failing"} 1.0',
        'paperboy_added_sources{state="paused"} 1.0',
    ]


async def test_check_counts_them_by_kind(own_store: str):
    """`paperboy check` says how many sources of each kind people added; none are polled for it."""
    async with open_store(own_store) as store:
        await added_sources(store).add(SERVER, feed("lab"))
    settings = Settings.model_validate(
        {"store": {"url": own_store}, "huggingface": {"url": "http://127.0.0.1:9", "timeout": 1}}
    )
    (text,) = [found.text for found in await check(settings) if found.subject == "store"]
    assert text.endswith(" Sources that people added in Discord: feed: 1 good, 0 failing, 0 paused.")
