"""A chosen sentence that says little, together with one that says what came of the work."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.text.gist import substance
from bot.text.gist.penalties import leaning_penalty, told
from bot.text.gist.shorten import ended
from bot.text.gist.voice import unlabelled
from bot.text.gist.words import Sentence, read

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONGEST = 280  # characters of both
_SHORTEST = 30  # characters of the second that say something
_ROOMY = 170  # characters of what was looked at, beside which there is room
_NEWS = {True: 2, False: 3}  # words beyond the title and the first sentence: fewer make a finding
_POINTER = 2  # words: "This framework" is the one before
_ALONE = 240  # characters of a finding that is shown instead

# What speaks for a second sentence, on the scale of the scores.
_NEXT = 10.0
_FOUND = 8.0
_BETTER = 6.0
_PROMISE = -6.0
_PER_CHARACTER = -0.04
_PER_SCORE = 0.3
_NEAR = 15.0  # so far below the chosen one another may be what was looked at
_FAR = 35.0  # so far below the first one's score, and further, the score tells nothing

# it says where, not what
_NO_HELP = re.compile(
    r"https?\b|github|available at|(?:is|re|ly) available|\b(?:our|the|all|source) (?:\w+ )?codes? |^code "
    r"|code and |release[sd]? (?:[\w-]+ )?code|(?:release|training|all|and) (?:\w+ )?scripts",
    re.IGNORECASE,
)
_SOME_IT = re.compile(r"[A-Z][a-z]+ [^,]*, (?:it|they) ")  # "Despite its size, it wins": not the one before
_SEVERAL = ("Both ", "Each ", "All ")  # of what a name does not tell of
_PRONOUNS = ("It ", "They ", "This ", "These ", "Its ", "Their ")
_GOES_ON = re.compile(
    r"(?:It|Its|This|The|Our|We|By|Using|Unlike|Given|Each|[A-Z][a-z]+ed (?:in|on|upon|with) [^,]{3,80},"
    r"|[A-Z][\w²³⁺-]*[A-Z\d²³⁺][\w-]*) "
)

# How it was found is read past: "By training many networks, we show that", "Experiments on nine sets reveal that".
_LEAD = re.compile(
    r"(?:[A-Z][a-z]+ing|By|Through|Across|Via|Based on|While|Although|Beyond|Unlike|Compared (?:to|with)|"
    r"Contrary to|To) "
    r"[^;:]{3,200}?, (?P<first>[wWoO])(?=(?:e|ur) )"
)
# why it was looked at, where that takes long: "Given the growing use of models, this study explores"
_OCCASION = re.compile(r"^(?:Given|As|Since|While|Although|With) [^:;]{20,}?, (?P<subject>we|this)(?= )")
_MATRIX = re.compile(
    r"(?:(?:We|I) (?:[^;:]{3,140}?,? and )?(?:\w+ly |also |then )?"
    r"|(?:Our |The |These )?(?:[\w-]+,? (?:and )?){0,3}?(?P<what>[Ee]xperiments|[Ee]valuations?|[Rr]esults|"
    r"[Aa]nalys[ei]s|[Ff]indings|[Ss]imulations|[Tt]ests) (?:[^.;:]{3,140}? )?(?:\w+ly )?)"
    r"(?P<verb>(?:show|find|found|demonstrate|prove|observe|reveal|confirm|highlight|(?P<guess>indicate|suggest))(?:s|d|ed)?)"
    r" that[,:]? ?(?:\(?(?:1|i)[).] ?)?(?=(?!are |is |can )[a-z]{2}|[A-Z])"
)
# what is only said of its worth: ", underscoring the need for care."
_PRAISE = re.compile(
    r", (?:thus |thereby )?(?:emphasi[sz]ing|highlighting|underscoring|demonstrating|showcasing|validating|"
    r"confirming|illustrating) (?:the|its|their|our) [^,;:]*(?=\.$)"
)
_NEXT_ENTRY = re.compile(r"[,;.]? (?:and )?\(?(?:2|ii)[).] .*", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Room:
    """Characters of what may follow what was looked at (`looks`) or a name: of a thing's `use` or `worth`."""

    looks: bool = False
    use: int
    worth: int
    loosely: bool = False  # cut where a clause only may end


# what is long only where nothing else fits
_AFTER_LOOKS = (_Room(looks=True, use=170, worth=170), _Room(looks=True, use=170, worth=170, loosely=True))
_AFTER_NAMES = (_Room(use=110, worth=140), _Room(use=170, worth=170), _Room(use=170, worth=200, loosely=True))


def completed(
    shown: list[Sentence], scores: list[float], at: int, wanted: frozenset[str], *, asked: bool = False
) -> str:
    """The sentence at `at`; where it says only what was looked at, or a name, with one that says more.

    So it is where it finds nothing although the title has `asked`.

    Another sentence of what was looked at may leave more room for that. Where none does, what was found is shown
    alone, if it can stand.
    """
    shown = [_unlabelled(one) for one in shown]
    chosen = shown[at]
    if not substance.only_looks(chosen):
        found = (_with_second(shown, scores, at, wanted, room) for room in _rooms(chosen, wanted, asked=asked))
        return next(filter(None, found), chosen.text)
    own = (other for other, one in enumerate(shown) if substance.only_looks(one) and not substance.is_earlier(one))
    heads = sorted((other for other in own if other != at), key=scores.__getitem__, reverse=True)
    heads = [
        head for head in (at, *heads) if not leaning_penalty(shown[head]) and scores[head] > scores[at] - _NEAR
    ]
    for room in _AFTER_LOOKS:
        found = (_with_second(shown, scores, head, wanted, room) for head in heads)
        if text := next(filter(None, found), "") or _alone(shown, scores, wanted):
            return text
    return chosen.text


def _rooms(chosen: Sentence, wanted: frozenset[str], *, asked: bool) -> Iterator[_Room]:
    """What may follow one that says not only what was looked at: an answer, and what a mere name does."""
    if asked and not substance.finds(chosen) and not substance.is_better(chosen):
        yield from _AFTER_LOOKS
    points = substance.is_brief(chosen) and substance.presents(chosen) and leaning_penalty(chosen)
    if points or substance.only_names(chosen, wanted):
        yield from _AFTER_NAMES


def following(text: str, room: int, *, loosely: bool = False) -> str:
    """The sentence, or its beginning that fits; nothing where it says only where things are to be had."""
    if _NO_HELP.search(text):
        return ""
    return text if len(text) <= room else ended(text, room, loosely=loosely)


def _with_second(shown: list[Sentence], scores: list[float], at: int, wanted: frozenset[str], room: _Room) -> str:
    """The sentence with the one that adds most, "" if none does."""
    return max(_pairs(shown, scores, at, wanted, room), default=(0.0, ""))[1]


def _pairs(
    shown: list[Sentence], scores: list[float], at: int, wanted: frozenset[str], room: _Room
) -> Iterator[tuple[float, str]]:
    """The sentence with each that could follow it, after what speaks for that."""
    text = shown[at].text
    if room.looks and len(text) > _ROOMY:
        text = _OCCASION.sub(lambda match: match["subject"].capitalize(), text)
        text = ended(text, _ROOMY) or text
    known, leans = wanted | shown[at].stems, leaning_penalty(shown[at])
    for other, one in enumerate(shown):
        after = other == at + 1
        most = _LONGEST - len(text) - 1
        more, value = _second(one, most, room, later=other > at, after=after)
        if len(more) < _SHORTEST or told(read(more), known) < _NEWS[room.looks]:
            continue
        rest = more.split()[_POINTER:] if after else [more]
        if other != at and leaning_penalty(read(" ".join([text, *rest]))) <= leans:
            far = max(scores[other] - scores[at], -_FAR)
            yield value + _NEXT * after + _PER_CHARACTER * len(more) + _PER_SCORE * far, f"{text} {more}"


def _second(one: Sentence, most: int, room: _Room, *, later: bool, after: bool) -> tuple[str, float]:
    """What may follow in at most `most` characters, "" for nothing, and what speaks for it by what it says.

    After what was looked at that is a finding or a new thing; after a name also what the next sentence (`after`),
    or a `later` one of the authors' own, tells of it.
    """
    if substance.only_looks(one):
        return "", 0.0
    found, better = substance.finds(one), substance.is_better(one) and later
    if room.looks:
        fits = substance.presents(one) and substance.tells_use(one)
    else:
        fits = later and (after or substance.is_own(one)) and _GOES_ON.match(one.text)
    if not (found or better or fits):
        return "", 0.0
    brief = _brief(one.text)
    more = following(brief, min(room.worth if better else room.use, most), loosely=room.loosely)
    unclear = more.startswith(_SEVERAL) or (not after and _SOME_IT.match(more))
    if unclear or substance.announces(read(more)):
        return "", 0.0
    if more != brief == one.text:  # what is cut off may be what was found
        kept = read(more)
        found, better = substance.finds(kept), substance.is_better(kept) or (better and "%" in more)
        if substance.only_looks(kept):
            return "", 0.0
    if room.looks and (more.startswith(_PRONOUNS) or (more != brief == one.text and not found and not better)):
        return "", 0.0  # "it" would be read as the study
    return more, _FOUND * found + _BETTER * better + _PROMISE * substance.promises(one)


def _alone(shown: list[Sentence], scores: list[float], wanted: frozenset[str]) -> str:
    """The likeliest finding, or new thing, that can stand alone; "" if there is none."""
    able: list[tuple[float, str]] = []
    for score, one in zip(scores, shown, strict=True):
        if substance.only_looks(one) or substance.promises(one):
            continue
        if substance.finds(one) or (substance.presents(one) and substance.tells_use(one)):
            text = following(_brief(one.text), _ALONE)
            alone = read(text)
            if (
                text
                and not substance.announces(alone)
                and not leaning_penalty(alone)
                and not alone.stems.isdisjoint(wanted)
            ):
                able.append((score, text))
    return max(able)[1] if able else ""


def _unlabelled(one: Sentence) -> Sentence:
    text = unlabelled(one.text)
    return one if text == one.text else read(text)


def _brief(text: str) -> str:
    """The sentence without how it was found, and without praise; that it is a guess is kept."""
    text = _PRAISE.sub("", text)
    lead = _LEAD.match(text)
    if lead:
        text = lead["first"].upper() + text[lead.end() :]
    matrix = _MATRIX.match(text)
    if matrix is None:
        return text
    rest = _NEXT_ENTRY.sub(".", text[matrix.end() :]).replace(", and that ", ", and ")
    if matrix["guess"]:
        return f"{(matrix['what'] or 'we').capitalize()} {matrix['verb']} that {rest}"
    return rest[0].upper() + rest[1:]
