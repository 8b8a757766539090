"""Values that the machine draws: few destinations, papers and keys, so that operations often interact."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from bot.domain.preferences import DEFAULTS, Look, Preferences
from bot.domain.subscription import Block, BlockCause
from tests.contract.makers import NOW, channel

PLACES = st.integers(1, 3)
PAPERS = st.integers(1, 5)
KEYS = st.sampled_from(["aaaaa", "bbbbb"])
STEPS = st.integers(0, 3).map(lambda count: timedelta(seconds=30 * count))
OFTEN = st.sampled_from([True] * 9 + [False])
CHOICES = st.sampled_from(
    [
        DEFAULTS,
        Preferences(look=Look.COMPACT, most_a_day=2, zone="Asia/Tokyo", living=False),
        Preferences(thread_per_alert=True),
    ]
)
SHOWN = st.sampled_from([("upvotes:50",), ("code",), ("gone",)])
PAYLOADS = st.sampled_from([{"content": "more"}, {"content": "more", "thread": {"name": "More", "tags": []}}])
BLOCK = Block(cause=BlockCause.PERMISSION, reason="x", since=NOW)
_FOUND: list[dict[str, Any]] = [{}, {}, {"expected": channel(1)}, {"expected": channel(1, block=BLOCK)}]
BLOCKS = st.tuples(st.sampled_from([BLOCK, replace(BLOCK, told=True), None]), st.sampled_from(_FOUND))
