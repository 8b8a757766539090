"""Say why a paper was picked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.language.formats import listed
from bot.language.translating import pgettext

if TYPE_CHECKING:
    from collections.abc import Sequence


def pick_reason(titles: Sequence[str], words: str) -> str:
    """Return `Like Medusa: draft model, verification`; without words `Like Medusa`."""
    if not words:
        # NOTE: {titles} are of liked papers that this paper is like
        return pgettext("card", "Like {titles}", titles=listed(titles))
    # NOTE: {titles} are of liked papers that this paper is like, {words} are what they have in common
    return pgettext("card", "Like {titles}: {words}", titles=listed(titles), words=words)
