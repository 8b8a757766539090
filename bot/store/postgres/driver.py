"""Loading asyncpg, which has no types of its own: its pools, connections and transactions go by `Any`."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, TypeAlias

from bot.domain.errors import StoreError, pip_install

Pool: TypeAlias = Any
Connection: TypeAlias = Any
Row: TypeAlias = Mapping[str, Any]  # an asyncpg.Record


def load() -> Any:  # noqa: ANN401 - a module without types
    """The driver, which only those who use PostgreSQL have installed. Raises StoreError."""
    try:
        return import_module("asyncpg")
    except ImportError:
        raise StoreError(
            f"A store on PostgreSQL needs a package that is not installed here: {pip_install('postgres')}"
        ) from None
