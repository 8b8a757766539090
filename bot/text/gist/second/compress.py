"""A sentence told in fewer words: without how something was found, where it holds, or why it was made."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.text.gist.shorten import DISPLAYED, cut_anywhere
from bot.text.short_forms import with_known_short_forms

if TYPE_CHECKING:
    from collections.abc import Iterator

_ASKED_AGAIN = 256  # sentences: those of one abstract
# How it was found is read past: "By training many networks, we show that", "Experiments on nine sets reveal that".
_LEAD = re.compile(
    r"(?:[A-Z][a-z]+ing|By|Through|Across|Via|Based on|While|Although|Beyond|Unlike|Compared (?:to|with)|"
    r"Contrary to|To) [^;:]{3,300}?, (?P<first>[wWoO])(?=(?:e|ur) )"
)
_MATRIX = re.compile(
    r"(?<![\w-])(?:(?:We|I) (?:[^;:]{3,140}?,? and )?(?:\w+ly |also |then )?"
    r"|(?:Our |The |These )?(?:[\w-]+,? (?:and )?){0,3}?(?P<what>[Ee]xperiments|[Ee]valuations?|[Rr]esults|"
    r"[Aa]nalys[ei]s|[Ff]indings|[Ss]imulations|[Tt]ests) (?:[^.;:]{3,140}? )?(?:\w+ly )?"
    r"|(?:Our|The|A|One) (?:\w+ ){0,2}?(?:insight|observation|finding|hypothesis|intuition)(?: (?:behind|"
    r"of) [^,.;:]{2,60}?)? )"
    r"(?P<verb>is|(?:show|find|found|demonstrate|prove|observe|reveal|confirm|highlight|(?P<guess>indicate|"
    r"suggest))(?:s|d|ed)?)"
    r"(?: that[,:]?| [^:;.]{0,40}\b(?:findings|results|insights|observations)\b[^:;.]{0,30}:)"
    r" ?(?:\(?(?:1|i)[).] ?)?(?=(?!are |is |can )(?:[a-z]{2}|a )|[A-Z])"
)
_NEXT_ENTRY = re.compile(r"[,;.]? (?:and )?\(?(?:2|ii)[).] .*", re.DOTALL)
# what is only said of its worth: ", underscoring the need for care."
_PRAISE = re.compile(
    r", (?:thus |thereby )?(?:emphasi[sz]ing|highlighting|underscoring|demonstrating|showcasing|validating|"
    r"confirming|illustrating|supporting|paving|opening) (?:the|its|their|our) [^,;:]*(?=\.$)"
)
# "On seven sets of towns, MIRA gains 4 %.": where it holds
_PLACE = re.compile(
    r"(?:On|Across|In|For|With|Under|Using|Through|Via|By|Over|At|When|Based on|Building on|Inspired by|"
    r"Grounded in|Evaluated|Tested|Compared (?:to|with)|Unlike|Despite|Instead of|Rather than|Leveraging|"
    r"[A-Z][a-z]+ed (?:in|on|upon|with|by)) [^;:]{3,170}?, "
    r"(?=(?:[Oo]ur|we|even|only|the proposed|the (?:strongest|best|top|most)|"
    r"the [\w-]+ (?:framework|method|model|approach|system)|[A-Z](?=[\w³²⁺]*[A-Z\d³²⁺])[\w³²⁺-]*"
    r"|[A-Z][a-z]+ (?:consistently|significantly|substantially|achieves|outperforms|improves|reduces|surpasses|"
    r"reaches)) )"
)
# why or for what it was made: "Given the growing use of models, this study explores"
_OCCASION = re.compile(
    r"^(?:Given|As|Since|While|Whilst|Although|With|To|In order to|Unlike|In contrast to|Distinct from|"
    r"Different from|Rather than|Instead of|Motivated by|Building on|Inspired by|Moving beyond|Aiming at|"
    r"Recogni[sz]ing) [^:;]{20,}?, (?=(?:[Ww]e|this) )"
)
_NOVEL = re.compile(r"\ba (?:novel|new|simple,? (?:yet|but|and) (?:\w+ly )?effective),? (?=(?P<next>[a-z])[a-z]+)")


def fitted(text: str) -> str:
    """The gist, without its occasion and cut if it has more than `DISPLAYED` characters, where it can be."""
    if len(text) > DISPLAYED:
        text = _without_occasion(text)
    if len(text) > DISPLAYED and ". " not in text:
        text = compressed(text)
    return text if len(text) <= DISPLAYED else cut_anywhere(text, DISPLAYED) or text


@lru_cache(_ASKED_AGAIN)
def compressed(text: str) -> str:
    """The sentence without how it was found, and without praise; that it is a guess is kept."""
    text = _PRAISE.sub("", text)
    if lead := _LEAD.match(text):
        text = lead["first"].upper() + text[lead.end() :]
    matrix = _MATRIX.match(text)
    if matrix is None:
        return text
    rest = _NEXT_ENTRY.sub(".", text[matrix.end() :]).replace(" and that ", " and ", 1)
    if matrix["guess"]:
        return f"{(matrix['what'] or 'we').capitalize()} {matrix['verb']} that {rest}"
    return _capital(rest)


def without_setting(text: str) -> str:
    """The sentence without where it holds, or what it is built on, where that stands first."""
    lead = _PLACE.match(text)
    return _capital(text[lead.end() :]) if lead else text


def compressions(text: str) -> Iterator[str]:
    """The sentence without its occasion, then with known short forms, then without that a thing is novel."""
    for way in (_without_occasion, with_known_short_forms, _without_novelty):
        plainer = way(text)
        if plainer != text:
            text = plainer
            yield text


def _without_occasion(text: str) -> str:
    return _capital(_OCCASION.sub("", text))


def _without_novelty(text: str) -> str:
    return _NOVEL.sub(lambda match: "an " if match["next"] in "aeio" else "a ", text, count=1)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
