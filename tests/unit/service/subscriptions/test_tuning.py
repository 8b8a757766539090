"""Suggested changes to a subscription."""

import pytest

from bot.domain.ports import Store
from bot.domain.ports.catalogue import Catalogue
from bot.search.past_papers import PastIndex
from bot.service.subscriptions.tuning import Tunings
from bot.sources.arxiv.settings import SPEC as ARXIV
from bot.sources.huggingface.settings import SPEC as LIST
from tests.support.fakes import subscription


@pytest.mark.parametrize(
    ("sources", "query", "minimums"),
    [
        ((), "trees upvotes:>=50", (0, 10, 20, 50, 100, 200, 500)),
        (("lists", "arxiv"), "trees", (10, 20, 50, 100, 200, 500)),
        (("arxiv",), "trees", ()),
        (("arxiv",), "trees upvotes:>=20", (0, 10, 20)),  # it can still be lowered
        ((), "trees upvotes:<30", (10, 20)),  # no paper has 50 then
    ],
)
async def test_minimums_need_votes(
    store: Store, past: PastIndex, sources: tuple[str, ...], query: str, minimums: tuple[int, ...]
):
    """Higher minimums of upvotes are suggested only if a subscribed source has votes."""
    tunings = Tunings(store, past, Catalogue([LIST, ARXIV]))
    found = await tunings.suggest(subscription("aaaaa", query, sources=sources), "arxiv:2511.00001")
    assert found.minimums == minimums
