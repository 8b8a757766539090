"""Errors. The text of each is a sentence for a person: what happened and what to do next."""

from __future__ import annotations

LONGEST_WAIT = 3600.0  # seconds that Discord, or who stands before it, can make us wait before we ask again


def pip_install(extra: str) -> str:
    """The end of a sentence about missing packages: how to get those of an `extra` in pyproject.toml."""
    return f"run python -m pip install '.[{extra}]' in the folder with Paperboy's sources (its pyproject.toml)."


def reason(error: OSError) -> str:
    """The system's own words for an error, begun in lower case."""
    words = error.strerror or str(error)
    return words[:1].lower() + words[1:]


class PaperboyError(Exception):
    """The root of everything that Paperboy raises on purpose."""


class StoreError(PaperboyError):
    """The store cannot be used; nothing was changed."""


class StoreLockedError(StoreError):
    """Another process holds the store."""


class StoreCorruptError(StoreError):
    """The files are damaged; a copy was kept aside."""


class StoreTooNewError(StoreError):
    """The files were written by a newer Paperboy; a copy was kept aside."""


class StoreFatalError(StoreError):
    """The disk may have lost what was acknowledged (a failed fsync): the process must end and start again."""


class ConflictError(StoreError):
    """Something changed since it was read: read again, decide again. Nothing was written."""


class NotReadyError(PaperboyError):
    """The search of stored papers cannot answer at this moment. Nothing that is posted depends on it."""


class SourceError(PaperboyError):
    """A source could not be read. `retry_after` is in seconds when the source named it."""

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class DeliveryError(PaperboyError):
    """A post did not go through as hoped; the subclass says what that means.

    `in_doubt` tells whether the message may have been posted all the same.
    """

    def __init__(self, message: str, *, in_doubt: bool = False) -> None:
        super().__init__(message)
        self.in_doubt = in_doubt


class TryLaterError(DeliveryError):
    """Temporary. `retry_after` is in seconds when Discord named it, and at most LONGEST_WAIT."""

    def __init__(self, message: str, *, in_doubt: bool, retry_after: float | None = None) -> None:
        super().__init__(message, in_doubt=in_doubt)
        # NaN is not above 0
        self.retry_after = None if retry_after is None else min(max(0.0, retry_after), LONGEST_WAIT)


class RefusedError(DeliveryError):
    """Discord refuses this destination: its alerts wait.

    `gone` when channel or server was deleted, `unseen` when we may not see the channel.
    """

    def __init__(
        self,
        message: str,
        *,
        gone: bool = False,
        closed_dm: bool = False,
        unseen: bool = False,
        in_doubt: bool = False,
    ) -> None:
        super().__init__(message, in_doubt=in_doubt)
        self.gone = gone
        self.closed_dm = closed_dm
        self.unseen = unseen


class RejectedError(DeliveryError):
    """Discord will never take this payload: a dead letter."""


class AlreadyPostedError(DeliveryError):
    """Discord says that it was delivered and has been deleted since."""


class HistoryUnreadableError(DeliveryError):
    """The channel's history cannot be read, so nobody can tell whether a message was posted."""


class CredentialsError(PaperboyError):
    """Discord does not accept the token: the process must end."""


class UnexplainedError(TryLaterError):
    """An answer that we have no rule for: tried again for a day, then a dead letter."""
