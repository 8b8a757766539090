"""How much comes from a source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.language.formats import decimal

if TYPE_CHECKING:
    from bot.service.papers.preview import Share

TITLE: Final = 40  # characters of a source's
_WHOLE = 10  # matches a day from which on no fraction is told


def a_day(share: Share) -> str:
    """The matches of a source on a day, on average."""
    return decimal(share.per_day, 0 if share.per_day >= _WHOLE else 1)
