"""Random changes of subscriptions, with their revisions."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from operator import add

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from bot.domain.ports import Revision
from bot.domain.subscription import Subscription
from tests.contract.makers import paper_name
from tests.contract.model.draws import STEPS

_PAPERS = st.frozensets(st.integers(1, 5).map(paper_name), max_size=4)


@st.composite
def edits(
    draw: DrawFn, subscriptions: Mapping[str, Subscription], now: datetime
) -> tuple[Subscription, Revision, frozenset[str] | None]:
    """A changed subscription, its revision and its baseline; one in eight conflicts with another change."""
    running = [key for key, one in subscriptions.items() if one.ended is None]
    old = subscriptions[draw(st.sampled_from(sorted(running or subscriptions)))]
    wanted = draw(st.none() | _PAPERS)
    made = replace(
        old,
        destination_id=draw(st.integers(1, 3)),
        query=old.query if wanted is None else f"other than {old.query}"[:60],
        paused=draw(st.booleans()),
        sources=draw(st.sampled_from([old.sources, (), ("arxiv",), ("lists", "arxiv")])),
    )
    made = replace(old, ended=now) if draw(st.integers(0, 5)) == 0 else made
    stale = draw(st.integers(0, 7)) == 0
    revision = Revision(
        replaces=replace(old, name="somebody else's") if stale else old,
        at=now,
        dropped_at=draw(st.none() | st.just(now + timedelta(hours=1))),
        due_of=partial(add, timedelta(seconds=draw(st.integers(0, 90)))),
        next_digest=draw(st.none() | STEPS.map(partial(add, now))),
        matching=wanted,
        maybe_alerted=draw(_PAPERS),
        already_announced=draw(_PAPERS),
        without_alert=draw(_PAPERS) if made.paused and not old.paused else frozenset(),  # by a pause that begins
        tombstone_at=now if made.ended else draw(st.none() | st.just(now)),
        not_announced=draw(_PAPERS) if made.sources != old.sources else frozenset(),
    )
    return made, revision, draw(st.none() | _PAPERS)
