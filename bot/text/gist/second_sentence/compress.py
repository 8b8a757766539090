"""Shorten a sentence by leaving out its frame: how something was found, in which setting, and why."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.text.abbreviations import with_known_short_forms
from bot.text.gist.shorten import MAX_GIST_LENGTH, cut_anywhere
from bot.text.gist.trim import LIMITING, without_list
from bot.text.graphemes import clip

if TYPE_CHECKING:
    from collections.abc import Iterator

_CACHE_SIZE = 256  # sentences: those of one abstract are compressed many times
# How it was found: "By training many networks, we show that", "Experiments on nine sets reveal that".
_LEAD = re.compile(
    r"(?:[A-Z][a-z]+ing|By|Through|Across|Via|Based on|While|Although|Beyond|Unlike|Compared (?:to|with)|"
    r"Contrary to|To) [^;:]{3,300}?, (?P<first>[wWoO])(?=(?:e|ur) )"
)
_FOUND_THAT = re.compile(
    r"(?<![\w-])(?:(?:We|I) (?:[^;:]{3,140}?,? and )?(?:\w+ly |also |then )?"
    r"|(?:Our |The |These )?(?:[\w-]+,? (?:and )?){0,3}?(?P<what>[Ee]xperiments|[Ee]valuations?|[Rr]esults|"
    r"[Aa]nalys[ei]s|[Ff]indings|[Ss]imulations|[Tt]ests) (?:(?:[^.;:]|\.\d){3,140}? )?(?:\w+ly )?"
    r"|(?:Our|The|A|One) (?:\w+ ){0,2}?(?:insight|observation|finding|hypothesis|intuition)(?: (?:behind|"
    r"of) [^,.;:]{2,60}?)? )"
    r"(?P<verb>is|(?:show|find|found|demonstrate|prove|observe|reveal|confirm|highlight|(?P<guess>indicate|"
    r"suggest))(?:s|d|ed)?)"
    r"(?: that[,:]?| [^:;.]{0,40}\b(?:findings?|results?|insights?|observations?|phenomenon)\b[^:;.]{0,30}:)"
    r" ?(?:\(?(?:1|i)[).] ?)?(?=[a-z]{2}|a |[A-Z])"
)
# After the first entry of a list of findings; "emerges from (1) roles, (2) tasks" is one finding.
_NEXT_ENTRY = re.compile(
    r"\A(?!.* (?:between|by|from|in|of|on|with):? \(?(?:1|i)[).] )(.*?)[,;.]? (?:and )?\(?(?:2|ii)[).] .*",
    re.DOTALL,
)
# Praise, such as underscoring the need for care.
_PRAISE = re.compile(
    r", (?:thus |thereby )?(?:emphasi[sz]ing|highlighting|underscoring|demonstrating|showcasing|validating|"
    r"confirming|illustrating|supporting|paving|opening) (?:the|its|their|our) [^,;:]*(?=\.$)"
)
# The setting: "On seven sets of towns, MIRA gains 4 %." But "At 4 bits," limits what was found, and stays.
_SETTING = re.compile(
    r"(?:On|Across|In|For|With|Under|Using|Through|Via|By|Over|At(?! [^,]*\d)|When|Based on|Building on|"
    r"Inspired by|Grounded in|Evaluated|Tested|Compared (?:to|with)|Unlike|Despite|Instead of|Rather than|"
    r"Leveraging|[A-Z][a-z]+ed (?:in|on|upon|with|by)) [^;:]{3,170}?, "
    r"(?=(?:[Oo]ur|we|it|even|only|the proposed|the (?:strongest|best|top|most)|"
    r"the [\w-]+ (?:framework|method|model|approach|system)|[A-Z](?=[\w³²⁺-]*[A-Z\d³²⁺])[\w³²⁺-]*"
    r"|[A-Z][a-z]+ (?:consistently|significantly|substantially|achieves|outperforms|improves|reduces|surpasses|"
    r"reaches|delivers|attains|yields|gains|boosts|increases)) )"
)
# The occasion: "Given the growing use of models, this study explores"
_OCCASION = re.compile(
    r"^(?:Given|As|Since|While|Whilst|Although|With|To|In order to|Unlike|In contrast to|Distinct from|"
    r"Different from|Rather than|Instead of|Motivated by|Building on|Inspired by|Moving beyond|Aiming at|"
    r"Recogni[sz]ing) [^:;]{20,}?, (?=(?:[Ww]e|this) )"
)
# Not (MIRA): later text may use that name.
_BRACKETS = re.compile(rf" \((?!i\.e|{LIMITING})(?=[^()]* )[^()]*\)(?![\w-])")
_LONG_NAME = re.compile(
    r"\b((?:present|propose|introduce|develop)s? )(?:[A-Z][\w-]{0,30}(?: (?:of|for|and|with|in|the|to|via|using|"
    r"by|on))? ){2,12}"
    r"\(([A-Z][\w-]{0,20}[A-Z][\w-]{0,20})\)(?=,| that | which |: )"
)
_NEEDLESS_ALSO = re.compile(r"^((?:[\w-]+ ){1,2})also ")
_NOVEL_CLAIM = re.compile(
    r"\ba (?:novel|new|simple,? (?:yet|but|and) (?:\w+ly )?effective),? "
    r"(?=(?P<vowel>[ai]|e(?!u)|o(?!ne\b)|un(?!i))?[a-z])"
)


def fitted(text: str) -> str:
    """Shorten a gist to `MAX_GIST_LENGTH` characters: drop its list and occasion, compress, or cut it."""
    if len(text) > MAX_GIST_LENGTH:
        text = _without_occasion(without_list(text))
    if len(text) > MAX_GIST_LENGTH and ". " not in text:
        text = compressed(text)
    if len(text) <= MAX_GIST_LENGTH:
        return text
    return cut_anywhere(text, MAX_GIST_LENGTH) or clip(text, MAX_GIST_LENGTH)


@lru_cache(_CACHE_SIZE)
def compressed(text: str) -> str:
    """Return the sentence without praise and without how it was found; "suggest" and "indicate" are kept.

    "Experiments on nine sets show that folds help." becomes "Folds help.".
    """
    text = _NEEDLESS_ALSO.sub(r"\1", _PRAISE.sub("", text))
    if lead := _LEAD.match(text):
        text = lead["first"].upper() + text[lead.end() :]
    found = _FOUND_THAT.match(text)
    if found is None:
        return text
    rest = _NEXT_ENTRY.sub(r"\1.", text[found.end() :]).replace(" and that ", " and ", 1)
    if found["guess"]:
        return f"{(found['what'] or 'we').capitalize()} {found['verb']} that {rest}"
    return _capital(rest)


def without_setting(text: str) -> str:
    """Return the sentence without a leading setting, such as "On nine datasets,"."""
    lead = _SETTING.match(text)
    return _capital(text[lead.end() :]) if lead else text


def compressions(text: str) -> Iterator[str]:
    """Yield ever shorter versions.

    Without a list at the end, without the occasion, with known short forms, then without "novel", without brackets
    and without the long form of the new thing's name.
    """
    for compress in (
        without_list,
        _without_occasion,
        with_known_short_forms,
        _without_novelty,
        _without_brackets,
        _without_long_name,
    ):
        shorter = compress(text)
        if shorter != text:
            text = shorter
            yield text


def _without_occasion(text: str) -> str:
    return _capital(_OCCASION.sub("", text))


def _without_novelty(text: str) -> str:
    return _NOVEL_CLAIM.sub(lambda match: "an " if match["vowel"] else "a ", text, count=1)


def _without_brackets(text: str) -> str:
    return _BRACKETS.sub("", text)


def _without_long_name(text: str) -> str:
    """Return "We propose MIRA, which folds" for "We propose Minimal Rational Agents (MIRA), which folds"."""
    return _LONG_NAME.sub(r"\1\2", text)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
