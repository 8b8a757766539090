"""Sentences without what was never meant to be read: addresses, citations, marks of emphasis, lost macros."""

from __future__ import annotations

import re

from bot.text.gist.shorten import ended_anyhow

# "MIRA https://mira.example, a fold"; "MIRA (this https URL)", as arXiv shows an address; "MIRA [3, 7]"
_NOT_AT = r"(?<! at)(?<! from)(?<! in)(?<! on)(?<! via)(?<! the)(?<!see)(?<!:) "  # where it can be left out
_ADDRESS = re.compile(rf"{_NOT_AT}[(\[]?(?:https?://|www\.)[^\s()\[\]]*[^\s()\[\].,;:]/?[)\]]?")
_LINK = re.compile(rf"(?<! of){_NOT_AT}\(?this https? URL\)?(?=[,.;:])| \(this https? URL\)")
_CITATION = re.compile(
    r" ?\((?:see |e\.g\.,? )?[A-Z][^()]{0,80}?\b(?:19|20)\d\d[a-z]?(?:[;,][^()]{0,120})?\)"
    r"| ?\[(?:[1-9]\d*(?: ?[,–-] ?\d+)*|[A-Z][^\[\]]{0,200}?\b(?:19|20)\d\d[a-z]?)\]"
)
_EMPHASIS = re.compile(
    r"(?<!\*)\*\*(?=[^\s*])|(?<=[^\s*])\*\*(?!\*)|(?<!\w)\*(?=[A-Za-z])([^*]{1,80}?)(?<=[\w).])\*(?!\w)"
)
# "We present , a framework", "MIRA,, a fold": the source has lost a macro
_LOST = re.compile(
    r",(?=,)|(?:(?<=propose)|(?<=present)|(?<=introduce)) ?,(?= an? )| (?=, (?:an?|which|that|and) )"
)
_ENTRY = re.compile(r"\(?(?:1|i|a)\) (?=[A-Za-z]{2})")  # "(1) we introduce a fold.": the others are sentences
# "on RGB this http URL address this gap, we fold": arXiv took "images.To" for an address, a word of each sentence
_GLUED = re.compile(rf"{_NOT_AT}this https? URL\S* (?=[a-z])")
_GOES_ON = re.compile(
    r"(?:[^,:;.]{0,100}?, )?(?=(?:we|our|this (?:paper|work|study)) )"
    r"|(?:\w+ )?(?=(?:results|experiments|evaluations?) (?:\w+ )?(?:show|demonstrat|reveal|indicat))"
    r"|(?P<we>(?:(?:also|then|further|thus|therefore) )?"
    r"(?=(?:propose|introduce|present|develop|show|find|study|design|demonstrate|reveal|evaluate) ))"
)


def cleaned(found: list[str]) -> list[str]:
    """The sentences without addresses and marks; those that arXiv glued together with an address are parted."""
    return [" ".join(one.split()) for sentence in found for one in _parted(_plain(sentence))] or found


def _plain(sentence: str) -> str:
    if "URL" in sentence:
        sentence = _LINK.sub("", sentence)
    if "://" in sentence or "www." in sentence:
        sentence = _ADDRESS.sub("", sentence)
    if "*" in sentence:
        sentence = _EMPHASIS.sub(r"\1", sentence)
    if "(" in sentence or "[" in sentence:
        sentence = _CITATION.sub("", sentence)
    entry = _ENTRY.match(sentence)
    if entry and "2)" not in sentence:
        sentence = sentence[entry.end() :]
        sentence = sentence[:1].upper() + sentence[1:]
    return _LOST.sub("", sentence)


def _parted(sentence: str) -> list[str]:
    """What is left of sentences between which arXiv took a word of each for an address."""
    if " URL" not in sentence:
        return [sentence]
    *heads, last = _GLUED.split(sentence)
    parts = [*(ended_anyhow(f"{head} ", len(head) + 1) or f"{head}." for head in heads), last]
    found = parts[:1]
    for part in parts[1:]:
        if again := _GOES_ON.match(part):
            told = part[again.end() :]
            found.append(f"We {told}" if again["we"] is not None else told[:1].upper() + told[1:])
    return found
