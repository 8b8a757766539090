"""Parts of a channel setting: its fields, parsing and formatting of values, and its control in the panel.

Texts are untranslated messages, which go through `gettext` where they are shown; functions return translated text,
but `value` and `exported` what can be parsed again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar, cast

from bot.domain.preferences import DEFAULTS, Preferences
from bot.service.preferences.parse import read_flag, read_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.domain.schedule import DigestTimes

    Wording: TypeAlias = Callable[[Preferences, DigestTimes], str]

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry of the panel: one setting, or all settings of a form.

    `item` is part of custom_ids in old messages, so it must not change. `name` is the heading above the value.
    """

    item: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One option of a menu; the setting's `from_text` parses `text`.

    `label` should have at most 25 characters. `details` are only visible while the menu is open.
    """

    label: str
    text: str
    chosen: bool
    details: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu(Entry):
    """A choice of one of several options."""

    options: Callable[[Preferences], Sequence[Option]]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleMenu(Entry):
    """A choice of a role of the server, or none."""

    placeholder: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch(Entry):
    """A switch, on or off; `about` explains it if its name does not."""

    about: str = ""
    in_text_channels_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Form(Entry):
    """A form of several questions behind a button; `summary` returns the present values as text."""

    summary: Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A field of a form.

    - `item` is its custom_id. `value` returns its present value as text.
    - `hint` can contain `{zone}`, the current time zone, and `{default}`, the host's value.
    - `choices`: the field is a menu of these values; `choice_label` returns the label of one.
    """

    form: Form
    item: str
    label: str
    value: Wording
    hint: str | None = None
    choices: Sequence[str] = ()
    choice_label: Callable[[str], str] = str


Control: TypeAlias = Menu | RoleMenu | Switch | Question


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting(Generic[T]):
    """A setting of a channel.

    - `key` is its name in the alerts file.
    - `fields` are its fields of Preferences; by default the one named `key`. The value of several is a tuple.
    - `from_text` parses a typed value and raises PreferenceError. Switches need none.
    - `exported` turns the value into that of the alerts file; if it returns None, the file has no such entry.
    - `affects_due`: pending alerts must be rescheduled when it changes.
    """

    key: str
    control: Control
    fields: tuple[str, ...] = ()
    from_text: Callable[[str], T] | None = None
    exported: Callable[[T], object] = lambda value: value
    affects_due: bool = False

    @property
    def field_names(self) -> tuple[str, ...]:
        """Names of the fields of Preferences that have its value."""
        return self.fields or (self.key,)

    def of(self, chosen: Preferences) -> T:
        """Return its value in these preferences."""
        first, *others = (getattr(chosen, field) for field in self.field_names)
        return cast("T", (first, *others) if others else first)

    def read(self, value: object) -> dict[str, Any]:
        """Parse a value of a file, form or menu; return the fields of Preferences to set.

        Empty sets the default, but is invalid for a switch. Raises PreferenceError.
        """
        if self.from_text is None:
            return {self.key: read_flag(value)}
        text = read_text(value)
        parsed = cast("Any", self.from_text(text) if text else self.of(DEFAULTS))
        return dict(zip(self.field_names, parsed if self.fields[1:] else (parsed,), strict=True))
