"""What an import did, as it is told, and as it is remembered for an hour: what it takes to take it back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.domain.preferences import STORED_FIELDS, Preferences
from bot.language.translating import gettext
from bot.service.notes import moment
from bot.service.subscriptions.undoing.undoable import subscription_of
from bot.text.safe import safe

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.domain.subscription import Subscription

_NAME = 120  # characters of an escaped name


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What an import did, or what of it was taken back: how many subscriptions, how many channels.

    `key` takes back what was done, or the rest of it, which can be `until` then. `waiting` counts the papers that
    wait for what is back. `only` is the name of what was taken back, where that is one subscription alone.
    `troubles` are sentences about what could not be done.
    """

    added: int
    changed: int
    ended: int
    channels: int
    troubles: tuple[str, ...] = ()
    key: str = ""
    until: datetime | None = None
    waiting: int = 0
    only: str = ""

    @property
    def is_nothing(self) -> bool:
        """Whether nothing was done."""
        return not (self.added or self.changed or self.ended or self.channels)


@dataclass(frozen=True, slots=True, kw_only=True)
class GoesBack:
    """What taking it back asks of a person: channels where something comes again, and roles to mention there."""

    channels: frozenset[int]
    mentions: Mapping[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Denied:
    """What of it they may not ask for: by channel, the sentences that say why."""

    channels: Mapping[int, str] = field(default_factory=dict[int, str])
    mentions: Mapping[int, str] = field(default_factory=dict[int, str])


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedEdit:
    """A change of a subscription, which `key` takes back, and how it was before; not who made it."""

    key: str
    was: Subscription


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedSettings:
    """The settings of a channel before and after, as they are stored."""

    destination_id: int
    was: dict[str, Any]
    became: dict[str, Any]

    @property
    def before(self) -> Preferences:
        """What was chosen before the import."""
        return _preferences(self.was)

    @property
    def after(self) -> Preferences:
        """What the import chose."""
        return _preferences(self.became)


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What one import did in a `place`: a server, or the channel of a person's direct messages.

    What it `added` stands here as the import left it, what it `ended` as that was; nothing says who made it.
    """

    key: str
    at: datetime
    place: int
    added: tuple[Subscription, ...]
    edits: tuple[ImportedEdit, ...]
    ended: tuple[Subscription, ...]
    settings: tuple[ImportedSettings, ...]

    @property
    def about(self) -> str:
        """Its place: it is about several subscriptions."""
        return str(self.place)


def told(entry: str, error: object) -> str:
    """What could not be done, with its name."""
    return gettext("{entry}: {error}", entry=entry, error=error)


def shown(name: str) -> str:
    """A subscription's name, where it is told."""
    return safe(name, _NAME)


def imported_settings(destination_id: int, before: Preferences, after: Preferences) -> ImportedSettings:
    """As they are remembered."""
    return ImportedSettings(destination_id=destination_id, was=_stored(before), became=_stored(after))


def imported_of(doc: dict[str, Any]) -> Imported:
    """As it stands in a note."""
    return Imported(
        key=str(doc["key"]),
        at=moment(doc["at"]),
        place=int(doc["place"]),
        added=tuple(map(subscription_of, doc["added"])),
        edits=tuple(ImportedEdit(key=str(one["key"]), was=subscription_of(one["was"])) for one in doc["edits"]),
        ended=tuple(map(subscription_of, doc["ended"])),
        settings=tuple(
            ImportedSettings(
                destination_id=int(one["destination_id"]), was=dict(one["was"]), became=dict(one["became"])
            )
            for one in doc["settings"]
        ),
    )


def _stored(chosen: Preferences) -> dict[str, Any]:
    return {field.key: field.encode(getattr(chosen, field.name)) for field in STORED_FIELDS}


def _preferences(doc: dict[str, Any]) -> Preferences:
    return Preferences(**{field.name: field.decode(doc[field.key]) for field in STORED_FIELDS})
