"""What is shown of what a paper is about: a model's summary, the one that came with the paper, or our gist."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.paper import summary_in
from bot.language.current import current
from bot.text.gist import gist as own_gist

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.domain.paper import Paper


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Readable Unicode, neither shortened nor escaped; `model` is the name of the model that wrote it."""

    text: str
    model: str | None = None


def shown_summary(paper: Paper, gist: Callable[[Paper], str] = own_gist) -> Shown:
    """In the language that is spoken now, where a model wrote one; else what `gist` gives, mostly English."""
    written = summary_in(paper, current().tag)
    return Shown(text=gist(paper)) if written is None else Shown(text=written.text, model=written.model)
