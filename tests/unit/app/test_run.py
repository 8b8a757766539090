"""How the process ends."""

from __future__ import annotations

import pytest

from bot.app.run import _conclude, _leaves
from bot.domain.errors import CredentialsError, StoreFatalError


def test_what_was_raised_on_purpose_is_a_sentence(caplog: pytest.LogCaptureFixture) -> None:
    """However deep it lies in groups of tasks; each is said."""
    inner = ExceptionGroup("polling", [StoreFatalError("The disk failed.")])
    failures = list(_leaves(ExceptionGroup("serving", [CredentialsError("The token is bad."), inner])))
    assert _conclude(failures) == 1
    assert caplog.messages == ["The token is bad.", "The disk failed."]


def test_a_bug_goes_up_with_its_trace() -> None:
    """Whoever starts the process is to see it, also beside an error with a sentence."""
    with pytest.raises(ZeroDivisionError):
        _conclude(list(_leaves(ExceptionGroup("x", [CredentialsError("Bad."), ZeroDivisionError()]))))


def test_an_end_without_a_reason_is_a_failure_too() -> None:
    """Nobody has asked for it."""
    assert _conclude(list(_leaves(None))) == 1
