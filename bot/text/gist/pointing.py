"""A gist without what points elsewhere, where the rest says enough, and without the numbers of what it lists."""

from __future__ import annotations

import re

from bot.text.gist.words import stem, word_set

_LONGEST = 600  # characters that are looked through; a gist is hardly ever longer
# "a change to these vanilla algorithms" is as true of "vanilla algorithms"; of "these algorithms" alone it is not.
_THESE = re.compile(
    r"(?<= )(?:these|such) "
    r"(?=(?P<kind>(?:[a-z][\w-]+ ){0,3}?)(?P<noun>[a-z-]{3,}(?:[^su\W]s|[^l\W]y))\b(?! (?:that|as)\b))"
)
_VAGUE = word_set(
    "issues problems challenges limitations gaps needs questions difficulties shortcomings drawbacks bottlenecks "
    "obstacles barriers concerns findings insights ideas observations results principles components modules steps "
    "aspects dimensions factors stages properties strategies criteria goals is has was does this as its us"
)
_NO_KIND = word_set("two three four five six can may and or to of in is are that we it they will do have same")
_NO_KIND_ENDS = ("s", "nce", "ion", "ment", "ity", "ness", "ism")  # what follows such a noun may be a verb
_FIRST = re.compile(r"(?<= )\((?:1|i|a)\) (?=\w)")
_SECOND = re.compile(r"(?<= )\((?:2|ii|b)\) (?=\w)")
_NUMBER = re.compile(r"(?<= )\((?:[1-9]|i{1,3}|iv|v|[a-e])\) (?=\w)")
_SENTENCE = re.compile(r"(?<= )\((?:[1-9]|i{1,3}|iv|v|[a-e])\) [A-Z][a-z]* ")  # each entry may be one of its own


def unnumbered(text: str) -> str:
    """The text without (1), (ii), (c) where it counts what a sentence lists."""
    first = _FIRST.search(text)
    whole = first is None or _SECOND.search(text, first.end()) is None or _SENTENCE.search(text)
    return text if whole else _NUMBER.sub("", text)


def unpointed(text: str, wanted: frozenset[str] = frozenset()) -> str:
    """The text without "these" and "such" before a noun that means something alone and is not in it before.

    A noun means something if it says of what kind it is, or if the title names it, whose stems are `wanted`.
    """
    if len(text) > _LONGEST:
        return text
    return _THESE.sub(lambda match: _without(match, text, wanted), text)


def _without(match: re.Match[str], text: str, wanted: frozenset[str]) -> str:
    noun, kind = match["noun"], match["kind"].split()
    before = {stem(word) for word in re.findall(r"[\w-]+", text[: match.start()].lower())}
    if not kind and stem(noun) not in wanted:
        return match[0]
    known = noun in _VAGUE or any(stem(word) in before for word in (noun, *kind))
    return match[0] if known or any(word in _NO_KIND or word.endswith(_NO_KIND_ENDS) for word in kind) else ""
