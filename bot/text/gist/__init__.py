"""Summarise an abstract by its key sentence, or by two if one says too little.

In reading order: `trim` removes non-prose and filler, and `shorten` cuts long sentences. `sentence` describes a
sentence, `features` and `penalties` score it, and `ranker` applies the learned weights (`gist_weights.json`, made
by tools/train_gist.py). `choosing` takes the best sentence. It adds the one before if the sentence refers to
it, or with `second_sentence` a result, or what a new thing does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.text.sentences import sentences
from bot.text.tex import unicode_text

if TYPE_CHECKING:
    from bot.domain.paper import Paper

_MAX_ABSTRACT_LENGTH = 20_000  # characters of an abstract


def gist(paper: Paper) -> str:
    """Return a paper's `tldr`, else the key sentence of its abstract without filler; "" if it has neither.

    The text is Unicode and not escaped. A long sentence is cut, a `tldr` is not.
    """
    tldr = " ".join(unicode_text((paper.tldr or "")[:_MAX_ABSTRACT_LENGTH]).split())
    if tldr:
        return tldr
    found = sentences(unicode_text(paper.abstract[:_MAX_ABSTRACT_LENGTH]))
    if not found:
        return ""
    # Patterns and weights are loaded with the first abstract, in about 15 ms, not at the start.
    from bot.text.gist.ranker import trained

    return trained().gist(found, unicode_text(paper.title))
