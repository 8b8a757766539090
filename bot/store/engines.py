"""The engines of the store by the scheme of their URLs: who adds one adds it here.

What `[store] url` may say is checked in bot/settings/values.py, which needs the scheme too. Each engine is
imported when a store of its kind is opened: a process needs one of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.store.engine import StoreEngine


def _tinydb() -> StoreEngine:
    from bot.store.tinydb.engine import TinyDBEngine

    return TinyDBEngine()


def _postgres() -> StoreEngine:
    from bot.store.postgres.engine import PostgresEngine

    return PostgresEngine()


ENGINES: Mapping[str, Callable[[], StoreEngine]] = {
    "tinydb": _tinydb,
    "postgresql": _postgres,
    "postgres": _postgres,
}


def engine_of(url: str) -> StoreEngine:
    """The engine of the store at `url`. Raises StoreError, which repeats nothing but the scheme."""
    scheme, mark, _ = url.partition("://")
    if mark and scheme in ENGINES and (engine := ENGINES[scheme]()).accepts(url):
        return engine
    shown = "a text without `://`"
    if mark:  # what stands before it is shown only when it can be nothing else than a scheme
        shown = f"{scheme}://…" if scheme.isalnum() else "an address of an unknown kind"
    raise StoreError(
        f"The store's URL is {shown}, which is unknown: use tinydb://data/paperboy (relative to where "
        "Paperboy is started), tinydb:///absolute/path or postgresql://user:password@host/database."
    )
