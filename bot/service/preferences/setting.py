"""The parts of a channel setting: its fields, reading and writing a value, and asking in the panel.

Its words are messages, which go through `gettext` where they are shown; functions return translated text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar, cast

from bot.domain.preferences import DEFAULTS
from bot.service.preferences.parse import read_flag, read_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.domain.preferences import Preferences
    from bot.domain.schedule import DigestTimes

    Wording: TypeAlias = Callable[[Preferences, DigestTimes], str]

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """The panel's entry for a setting, or for all that share a form.

    `item` is part of custom_ids in old messages, so it never changes; `name` is the heading above the value.
    """

    item: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One option of a menu; the setting's `parse` reads `text`.

    A menu shows the `label` of what is chosen, which fits with some 25 characters, and while open the `details`.
    """

    label: str
    text: str
    chosen: bool
    details: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu(Entry):
    """One of several."""

    options: Callable[[Preferences], Sequence[Option]]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleMenu(Entry):
    """A role of the server, or none."""

    placeholder: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch(Entry):
    """On or off; `about` says what it does where the name does not."""

    about: str = ""
    in_text_channels_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Form(Entry):
    """Several questions at once, behind a button, and a `summary` of what holds."""

    summary: Wording
    title: str
    button: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A field of a form, filled in with what holds; one of `choices` where there are some, as these are `shown`.

    `item` is its custom_id. In the hint, `{zone}` is the time zone that holds,
    `{default_time}` and `{default_zone}` are the host's.
    """

    form: Form
    item: str
    label: str
    filled: Wording
    hint: str | None = None
    choices: Sequence[str] = ()
    shown: Callable[[str], str] = str


Control: TypeAlias = Menu | RoleMenu | Switch | Question


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting(Generic[T]):
    """One thing that the people of a channel choose.

    `key` names it in the alerts file, and the field of Preferences that holds it, unless `fields` do: then the
    value of several is a tuple. `from_text` reads what was typed, and raises PreferenceError; a switch needs none.
    `shown` gives the value in the file where that is another; None leaves it out. `affects_due`: alerts that
    wait may be due at another time when it changes.
    """

    key: str
    control: Control
    fields: tuple[str, ...] = ()
    from_text: Callable[[str], T] | None = None
    shown: Callable[[T], object] = lambda value: value
    affects_due: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The fields of Preferences that hold it."""
        return self.fields or (self.key,)

    def of(self, chosen: Preferences) -> T:
        """The chosen value."""
        first, *others = (getattr(chosen, field) for field in self.names)
        return cast("T", (first, *others) if others else first)

    def read(self, value: object) -> dict[str, Any]:
        """The fields of Preferences that a value of a file, a form or a menu sets; nothing written is the default.

        Raises PreferenceError.
        """
        if self.from_text is None:
            return {self.key: read_flag(value)}
        text = read_text(value)
        found = cast("Any", self.from_text(text) if text else self.of(DEFAULTS))
        return dict(zip(self.names, found if self.fields[1:] else (found,), strict=True))
