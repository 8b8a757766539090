"""One sentence that says what a paper is about, the best of its abstract; two where one alone says too little.

In reading order: `clean` removes what is no prose, `trim` filler, `shorten` what is long; `sentence` describes
what is left, `features` and `penalties` score it, `ranker` by the learned weights
(`gist_weights.json`, made by tools/train_gist.py), `second` takes the best,
with a neighbour if it needs one, and adds what was found, or what a thing does, to one that says too little.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from bot.text.sentences import sentences
from bot.text.tex import unicode_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.domain.paper import Paper

Choose: TypeAlias = (
    "Callable[[list[str], Paper], str]"  # from an abstract's sentences (never none) to what is shown
)

_READ = 20_000  # characters of an abstract that are read


def gist(paper: Paper, choose: Choose | None = None) -> str:
    """The given `tldr`, else one sentence of the abstract without its filler; "" when there is neither.

    Readable Unicode, neither shortened nor escaped. `choose` decides which sentence; the ranker unless given.
    """
    given = " ".join(unicode_text((paper.tldr or "")[:_READ]).split())
    if given:
        return given
    found = sentences(unicode_text(paper.abstract[:_READ]))
    if not found:
        return ""
    if choose is None:
        # Patterns and weights that a start does without; the first abstract has them in some 15 ms.
        from bot.text.gist.ranker import ranked as choose
    return choose(found, paper)
