"""What training cannot teach: sentences that lean on others, speak of others' work, or say little.

Reference summaries rarely tell such sentences apart by their words, readers do at once. The penalties are on the
scale of the ranker's scores, where the best sentence is usually 3 to 10 ahead of the second.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.text.gist.sentence import read
from bot.text.gist.voice import foreign, title_name
from bot.text.gist.words import listed

if TYPE_CHECKING:
    from bot.text.gist.sentence import Sentence

LEANING = 9  # for each word that points out of the sentence
BACKGROUND = 30.0  # for a sentence that speaks of no one's own work, where another one does
NAMELESS = 4.5  # for one without the name that the title gives the work, where another one has it
SIDE = 6.0  # for one that presents something else than what the title names, where another one presents that
UNFINISHED = 6.0  # for one that ends in a promise: "in the following steps."
ASKING = 8.0  # for one that is a question itself
STUDYING = 4.8  # for one that says what was looked at, but not what was found or made
ONLY_STUDYING = 11.0  # the same where the title says that it is a study

_OF_A_STUDY = listed("of_a_study")
_PRESENTING = re.compile(
    r"\b(?:present|introduce|propose|develop|describe|design|build|built|create|construct|call|term|dub)(?:s|ed|"
    r"d)? "
    r"(?:(?:a|an|the|novel|new|our|method|framework|named|called) ){0,3}"
)


def penalties(shown: list[Sentence], title: str, written: list[Sentence]) -> list[float]:
    """What to take off each sentence's score; they come as they would be shown, and as they are `written`."""
    name = title_name(title)
    studying = STUDYING if _OF_A_STUDY.isdisjoint(read(title).words) else ONLY_STUDYING
    named = [bool(name) and name in one.text.lower() for one in shown]
    main = [one.presents and _presents(one, name) for one in shown]
    return [
        LEANING * one.leaning
        + BACKGROUND * other
        + studying * one.looks
        + UNFINISHED * one.unfinished
        + ASKING * one.text.endswith("?")
        + NAMELESS * (any(named) and not at_name)
        + SIDE * (any(main) and not at_main and one.presents)
        for one, other, at_name, at_main in zip(shown, foreign(written, title), named, main, strict=True)
    ]


def _presents(sentence: Sentence, name: str) -> bool:
    """Whether it presents the thing that the title names, at once: "we introduce MIRA"."""
    text = sentence.text.lower()
    ends = (match.end() + len(name) for match in _PRESENTING.finditer(text) if text.startswith(name, match.end()))
    return bool(name) and any(not text[end : end + 1].isalnum() and text[end : end + 1] != "-" for end in ends)
