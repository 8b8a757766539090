"""Preferences as documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.preferences import DEFAULTS, STORED_FIELDS, Preferences

if TYPE_CHECKING:
    from bot.store.codec.fields import Doc

_BY_KEY = {field.key: field for field in STORED_FIELDS}


def encode_preferences(preferences: Preferences) -> Doc:
    """Only what differs from the defaults."""
    values = ((field, getattr(preferences, field.name)) for field in STORED_FIELDS)
    return {field.key: field.encode(value) for field, value in values if value != getattr(DEFAULTS, field.name)}


def decode_preferences(doc: Doc) -> Preferences:
    """The reverse of `encode_preferences`; an empty document stands for the defaults."""
    fields = ((_BY_KEY[key], value) for key, value in doc.items() if key in _BY_KEY)
    return Preferences(**{field.name: field.decode(value) for field, value in fields})
