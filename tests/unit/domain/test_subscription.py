"""Ids of subscriptions."""

import pytest

from bot.domain.subscription import new_subscription_id


def test_an_id_that_is_taken_is_not_given_again(monkeypatch: pytest.MonkeyPatch):
    """A new id is never one that is taken."""
    letters = iter("aaaaa" + "bbbbb" + "aaaaa" + "cdefg")

    def chance(_alphabet: str) -> str:
        return next(letters)

    monkeypatch.setattr("secrets.choice", chance)
    assert new_subscription_id({"aaaaa", "bbbbb"}) == "cdefg"
