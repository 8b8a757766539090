"""One sentence that says what a paper is about, the best of its abstract; two where one alone says too little.

In reading order: `trim` removes what is no prose, and filler, `shorten` what is long; `sentence` describes
what is left, `features` and `penalties` score it, `ranker` by the learned weights
(`gist_weights.json`, made by tools/train_gist.py), `second` takes the best,
with a neighbour if it needs one, and adds what was found, or what a thing does, to one that says too little.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.text.sentences import sentences
from bot.text.tex import unicode_text

if TYPE_CHECKING:
    from bot.domain.paper import Paper

_READ = 20_000  # characters of an abstract that are read


def gist(paper: Paper) -> str:
    """The given `tldr`, else one sentence of the abstract without its filler; "" when there is neither.

    Readable Unicode, neither shortened nor escaped.
    """
    given = " ".join(unicode_text((paper.tldr or "")[:_READ]).split())
    if given:
        return given
    found = sentences(unicode_text(paper.abstract[:_READ]))
    if not found:
        return ""
    # Patterns and weights that a start does without; the first abstract has them in some 15 ms.
    from bot.text.gist.ranker import trained

    return trained().best(found, unicode_text(paper.title))
