"""Errors of Paperboy. The text of each is a sentence for people: what happened, then what to do."""

from __future__ import annotations

from bot.language.translating import gettext

LONGEST_WAIT = 3600.0  # seconds that Discord, or a proxy in front of it, can make us wait before a retry


def pip_advice(extra: str) -> str:
    """Return the advice that ends a sentence about missing packages: install this `extra` of pyproject.toml."""
    return f"run python -m pip install '.[{extra}]' in the folder with Paperboy's sources (its pyproject.toml)."


def os_reason(error: OSError) -> str:
    """Return the operating system's text for an error, with its first letter in lower case."""
    text = error.strerror or str(error)
    return text[:1].lower() + text[1:]


class PaperboyError(Exception):
    """Base class of all errors that Paperboy raises on purpose."""


class MistakeError(PaperboyError):
    """A person typed or chose something invalid; a form offers to correct it."""


class StoreError(PaperboyError):
    """The store could not do what was asked. Its text, with addresses and paths, is for the host.

    Nothing was changed, unless the connection to a database broke during a commit: then the changes may be stored.
    """


class StoreLockedError(StoreError):
    """Another process holds the store."""


class StoreCorruptError(StoreError):
    """Stored data is damaged, or cannot be read."""


class StoreTooNewError(StoreError):
    """A newer version of Paperboy wrote the store."""


class StoreFatalError(StoreError):
    """The disk may have lost acknowledged writes (a failed fsync): the process must restart."""


class ConflictError(StoreError):
    """Data changed after it was read, and nothing was written: read again and retry."""


def text_for_people(error: PaperboyError) -> str:
    """Return the text of an error; of a StoreError, whose text is for the host, a sentence for everybody."""
    if isinstance(error, StoreError) and not isinstance(error, ConflictError):
        return gettext("I can't reach my database. Try again in a minute.")
    return str(error)


class NotReadyError(PaperboyError):
    """The index of past papers cannot answer at the moment. Alerts do not depend on it."""


class RankingError(PaperboyError):
    """Papers could not be ranked; the text is a sentence for everybody."""


class SourceError(PaperboyError):
    """A source could not be read. `retry_after` is the wait in seconds that the source asked for, if any."""

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after

    @property
    def reason(self) -> str:
        """Return the text for people: up to a semicolon, after which the host is advised; without a full stop."""
        return str(self).partition(";")[0].rstrip(".")


class DeliveryError(PaperboyError):
    """A post failed; the subclass says how. `in_doubt` is True if it may have been posted nevertheless."""

    def __init__(self, message: str, *, in_doubt: bool = False) -> None:
        super().__init__(message)
        self.in_doubt = in_doubt


class TryLaterError(DeliveryError):
    """A temporary failure: retry. `retry_after` is in seconds if Discord gave it, at most LONGEST_WAIT."""

    def __init__(self, message: str, *, in_doubt: bool, retry_after: float | None = None) -> None:
        super().__init__(message, in_doubt=in_doubt)
        # the order of the arguments turns NaN into 0
        self.retry_after = None if retry_after is None else min(max(0.0, retry_after), LONGEST_WAIT)


class RefusedError(DeliveryError):
    """Discord refuses posts to this destination, so its alerts are kept until it accepts them again.

    `gone`: the channel was deleted, or we are no longer in its server. `unseen`: we have no permission to view the
    channel. `closed_dm`: the person accepts no direct messages.
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
    """Discord will never accept this payload: a digest is split, another message becomes a dead letter."""


class AlreadyPostedError(DeliveryError):
    """Discord reports that the message was posted and deleted since."""


class HistoryUnreadableError(DeliveryError):
    """The channel's history cannot be read, so it is unknown whether a message was posted."""


class CredentialsError(PaperboyError):
    """Discord rejects the bot's token: the process must end."""


class UnexplainedError(TryLaterError):
    """An answer or error that no rule of ours covers: retried for a day, then treated as rejected."""
