"""Markers of test posts and requested cards."""

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.alert import (
    MessageKind,
    is_requested,
    key_of_test_post,
    message_key,
    requested_key,
    subscription_of_test,
)

IDS = st.from_regex(r"[a-z0-9]{1,16}", fullmatch=True)
NUMBERS = st.integers(min_value=0, max_value=2**64)


@given(NUMBERS, IDS, NUMBERS)
def test_it_names_what_was_tested(channel: int, subscription: str, request: int):
    """The marker of a test post fits a nonce, names its subscription, and differs for each request."""
    marker = key_of_test_post(channel, subscription, "arxiv:2511.00001", request)
    assert len(marker) == 25
    assert subscription_of_test(marker) == subscription
    assert marker != key_of_test_post(channel, subscription, "arxiv:2511.00001", request + 1)


@given(NUMBERS, st.text())
def test_no_other_post_tests_anything(channel: int, paper_id: str):
    """No marker of a real alert is taken for a test post."""
    assert subscription_of_test(message_key(channel, MessageKind.CARD, (paper_id,))) is None
    assert subscription_of_test("-aaaaa".rjust(24, "x")) is None  # as a marker of 24 characters may end, too


@given(NUMBERS, IDS, NUMBERS)
def test_no_other_post_is_taken_for_one_that_was_asked_for(channel: int, subscription: str, request: int):
    """No marker of a real alert or test post is taken for a requested card."""
    assert is_requested(requested_key(channel, request))
    assert requested_key(channel, request) != requested_key(channel, request + 1)
    assert subscription_of_test(requested_key(channel, request)) is None
    assert not is_requested(message_key(channel, MessageKind.CARD, (subscription,)))
    assert not is_requested(key_of_test_post(channel, subscription, "arxiv:2511.00001", request))
    assert not is_requested("-asked".rjust(24, "x"))  # as a marker of 24 characters may end, too
