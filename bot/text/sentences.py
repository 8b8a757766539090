"""Split an abstract into sentences."""

from __future__ import annotations

import re

_URL = r"(?:https?://|www\.)\S+"
# A sentence ends at . ! ? … (with closing quotes and brackets) before white space and a possible start of a
# sentence. Addresses are matched first, so that their dots end nothing.
_CLOSING = "\"')\\]\N{RIGHT DOUBLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}"
_OPENING = "\"'(\\[\N{LEFT DOUBLE QUOTATION MARK}\N{LEFT SINGLE QUOTATION MARK}"
# A run of stops is tried from its first stop only, which keeps the time linear.
_SENTENCE_END = re.compile(
    rf"{_URL}(?<![.!?])"
    rf"|(?<![.!?…])(?P<stop>[.!?…]+)[{_CLOSING}]*(?=\s+[{_OPENING}]*(?:[^\sa-z.,;:{_CLOSING}]|"
    rf"[a-z]{{1,8}}[A-Z]|[a-z]\d-))"
)
_LOST_SPACE = re.compile(  # a full stop whose space the source has lost: "depth estimators.We propose"
    r"(?<=[a-z)]{3}[.!?])(?=(?!Net|Com|Org|Js|Io)(?:A|I|[A-Z][a-z]+)[ ,])"
    r"|(?<=[^\s.]{2}[.!?])(?=(?:We|Our|This|These|In|The|To|However|Experiments|Results|Code|It|Finally)[ ,])"
)
_ABBREVIATION_REACH = 24  # characters before a full stop in which an abbreviation may stand
_LAST_WORD = re.compile(rf"[{_OPENING}]{{0,{_ABBREVIATION_REACH}}}([^\s{_OPENING}]{{0,{_ABBREVIATION_REACH}}})$")
_ABBREVIATIONS = (
    "e.g i.e cf viz vs fig figs eq eqs eqn sec secs tab ref refs no nos vol pp ch dr mr mrs ms prof st approx "
    "resp ca esp incl w.r.t a.k.a w.l.o.g i.i.d al"
)
_NEVER_LAST = frozenset(_ABBREVIATIONS.split())
_SOMETIMES_LAST = frozenset({"al", "i.i.d"})  # end a sentence if a new one clearly begins, as "U.S." does
_INITIALS = re.compile(r"[a-z](?:\.[a-z])+")
_FIRST_WORDS = re.compile(
    r"\s+(?:we|our|in|this|these|the|it|its|to|however|here|moreover|furthermore|while|although|despite|by|as|for)\b",
    re.IGNORECASE,
)


def sentences(text: str) -> list[str]:
    """Split a text into sentences, with single spaces; a space that a source lost after a full stop is added.

    Abbreviations ("e.g.", "et al.", "Fig. 2", "vs."), initials, decimals and addresses end no sentence, but some
    do before "We" or "The". A heading or a link without a full stop is a part of the next sentence.
    """
    text = _LOST_SPACE.sub(" ", " ".join(text.split()))
    found: list[str] = []
    start = 0
    for match in _SENTENCE_END.finditer(text):
        if match["stop"] and _ends(text, match.start(), match.end(), start):
            found.append(text[start : match.end()])
            start = match.end() + 1
    return [*found, text[start:]] if start < len(text) else found


def _ends(text: str, stop: int, end: int, start: int) -> bool:
    """True if the stops from `stop` to `end` end the sentence that begins at `start`."""
    if text[stop] != ".":
        return True
    match = _LAST_WORD.search(text, max(start, stop - _ABBREVIATION_REACH), stop)
    word = match[1].lower() if match else ""
    if len(word) == 1 and word.isdecimal() and (stop == start + 1 or text[stop - 3 : stop - 1] == ": "):
        return False  # the number of an entry in a list: "1. We …"
    if word in _SOMETIMES_LAST or (word not in _NEVER_LAST and _INITIALS.fullmatch(word)):
        return bool(_FIRST_WORDS.match(text, end))
    return word not in _NEVER_LAST and not (len(word) == 1 and word.isalpha() and text[stop - 1].isupper())
