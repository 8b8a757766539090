"""Posted cards that need work are found by indexes, however many cards there are."""

import pytest

from bot.store.postgres.outbox import _OUTDATED_CARDS, _THREADLESS_CARDS
from bot.store.postgres.store import PostgresStore
from tests.contract.makers import NOW, paper_name
from tests.support.databases import execute

_PLACES = """
INSERT INTO destinations (id, guild_id, blocked, document)
SELECT n, n, false, '{"kind":"channel","preferences":{"threads":true}}' FROM generate_series(1, 100) AS n
"""
_CARDS = """
INSERT INTO messages (key, destination_id, kind, paper_ids, payload, created, next_try, state, attempts,
    message_id, finished, claim, milestones)
SELECT n, n % 100 + 1, 'card', ARRAY['arxiv:2601.' || to_char(n % 200, 'FM00000')],
    CASE WHEN n % 500 = 0 THEN '{"thread":{"name":"x"}}'::json ELSE '{"content":"x"}'::json END,
    t, t, 'sent', 1, n, t, 1, '{}'
FROM generate_series(1, 20000) AS n,
    LATERAL (SELECT timestamptz '2026-01-15T12:00:00Z' - n * interval '8 s' AS t) AS moment
"""


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        pytest.param(("messages_threadless", _THREADLESS_CARDS), 40, id="threads"),
        pytest.param(("messages_living", _OUTDATED_CARDS, paper_name(7), ["code"], NOW), 100, id="milestones"),
    ],
)
async def test_no_other_card_is_read(url: str, store: PostgresStore, question: tuple[str, str, object], rows: int):
    """Of 20,000 cards of two days the indexes return only the matching ones."""
    await execute(url, _PLACES, _CARDS, "ANALYZE")
    index, query, *more = question
    since = NOW.replace(day=13)
    args = (1, 0, since, since, "", 1_000, *more)
    assert len(await store.db.fetch(query, *args)) == rows
    plan = "\n".join(str(row[0]) for row in await store.db.fetch(f"EXPLAIN {query}", *args))
    assert index in plan, plan
