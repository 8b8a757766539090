"""The queries that could be asked, the best first, from what a paper's phrases can be asked for as."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from bot.service.papers.more_like.subjects import Known

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.service.papers.more_like.candidates import Candidate

_PHRASES = 3  # in a query
_OFTEN = 3  # times that a paper says the field that it is in
_CLOSE = 0.6  # of the worthiest one's worth, for one that is asked for beside it
_CLOSE_OF_TITLE = 0.4
_SOME, _SEVERAL, _MANY = 0.5, 1.0, 1.5
BROAD = 0.03  # the share of papers that a query may bring
_BROAD_WORD = 0.012  # that of a word alone, or of what any field uses
_BROADEST = 0.08  # that of a field which the title names


class Plan(NamedTuple):
    """A query, how many others it should bring (times what is enough), and the most as a share of every paper."""

    query: str
    least: float
    most: float = BROAD


def plans(candidates: Sequence[Candidate]) -> list[Plan]:
    """The worthiest candidates first; none where nothing tells.

    A subject that stands for itself comes before what is said of a field, that before two fields, and one field
    alone comes last. What the title names is part of the query wherever it can be.
    """
    found: dict[tuple[str, float], Plan] = {}
    for plan in _Parts(candidates).plans():
        found.setdefault((plan.query, plan.most), plan)
    return list(found.values())


class _Parts:
    """What can be asked for, sorted."""

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        self._all = candidates
        self._topics = _close(_apart(_of_title(_no_lone_words([one for one in candidates if one.is_topic]))))
        self._strong = [one for one in self._topics if one.is_strong]
        fields = _apart(sorted((one for one in candidates if one.is_field and _is_told(one)), key=_field_order))
        self._fields = fields
        self._named = [one for one in fields if one.phrase.known is not Known.BASIC]
        self._titled = [one for one in self._named if one.phrase.titled]
        opening = (one for one in candidates if one.phrase.opening and not one.phrase.is_put_forward)
        self._opening = _apart(sorted(opening, key=_field_order))
        self._every_facet = _apart([one for one in candidates if one.is_facet])
        shared = [one for one in candidates if one.is_facet and one.is_shared]
        self._facets = _apart(
            [one for one in shared if one.phrase.known is not Known.PART or not one.phrase.is_word]
        )

    def plans(self) -> Iterator[Plan]:
        """The best first."""
        yield from self._by_themselves()
        yield from self._in_titled_fields()
        yield from self._topics_elsewhere()
        yield from self._last()

    def _by_themselves(self) -> Iterator[Plan]:
        """Subjects, in the field that the title or else the abstract's first sentence names where that helps."""
        strong = self._strong
        if not strong:
            return
        sure = _are_sure(strong)
        for field in (self._titled or self._opening)[:1]:
            told = field.phrase.titled or not (sure or field.is_compared)
            if told and all(_disjoint(one, field) for one in strong[:_PHRASES]):
                yield from _within(field, strong, _MANY if sure else _SEVERAL)
        if strong[0].is_compared and any(map(_is_outright, strong)):
            strong = [one for one in strong if _is_outright(one) or one.phrase.is_word]
        if not sure or not self._titled or any(one.phrase.titled for one in strong):
            several = [one for one in strong if not one.phrase.is_word]
            for one in strong:
                if one.phrase.is_word:
                    yield from _within(one, several, _SEVERAL)
                    break
            yield Plan(_any_of(several or strong), 0 if sure else _SOME)

    def _in_titled_fields(self) -> Iterator[Plan]:
        for field in self._titled[:2]:
            yield from _within(field, self._topics, _SOME)
            yield from _within(field, self._facets, _SOME)
        yield from _pairs(self._titled[:3])
        for field in self._titled[:1]:
            yield from _within(field, self._opening, _SEVERAL)

    def _topics_elsewhere(self) -> Iterator[Plan]:
        """What is no subject by itself, beside what any field uses, or alone."""
        topics = self._topics
        first = topics[0] if topics else None
        forward = first is not None and first.phrase.titled > 0 and not first.phrase.is_word
        alone = [one for one in self._titled if _stands_alone(one)]
        if alone and alone[0].is_compared:
            yield from self._alone(alone)
        if first and not (forward and first.is_compared):
            basic = [one for one in self._fields if one.phrase.titled and one not in self._named]
            for field in (*basic, *self._opening):
                yield from _within(field, topics, _SEVERAL)
        if forward:
            yield Plan(_any_of(topics), _SEVERAL)
        yield from self._alone(alone)
        if first and first.phrase.titled:
            yield Plan(_any_of(topics), _SEVERAL)
        yield from (Plan(one.asked, _SEVERAL, _BROADEST) for one in alone)
        for field in self._fields[:3]:
            yield from _within(field, topics, _SEVERAL)
        if topics:
            yield Plan(_any_of(topics), _SEVERAL)

    def _alone(self, fields: Sequence[Candidate]) -> Iterator[Plan]:
        """Fields of the title, each alone or with one of the keywords."""
        for one in fields:
            yield Plan(one.asked, _SEVERAL, _BROAD_WORD if one.phrase.is_word else BROAD)
        for field in fields[:1]:
            yield from _pairs([field, *(one for one in self._named if one.phrase.named)][:3])

    def _last(self) -> Iterator[Plan]:
        for field in self._fields[:3]:
            yield from _within(field, self._facets, _SOME)
        yield from _pairs(self._fields[:4])
        for field in (*self._named, *self._opening):
            if _stands_alone(field):
                yield Plan(field.asked, _SEVERAL)
        for field in self._fields[:3]:
            yield from _within(field, self._every_facet, _SOME)
        rest = [one for one in self._all if one.is_last_resort]
        rest = [one for one in rest if not one.phrase.is_word] or rest
        if rest:
            yield Plan(_any_of(_apart(rest)[:2]), _SEVERAL)


def _is_outright(one: Candidate) -> bool:
    """Whether the title says it in several words, and not as what it is done with."""
    return one.phrase.titled == 1 and not one.phrase.is_word


def _are_sure(strong: Sequence[Candidate]) -> bool:
    """Whether a well known subject is among them, as the title's rather than as what it is done with."""
    known = [one for one in strong if one.phrase.known is Known.SUBJECT and not one.phrase.is_word]
    return any(map(_is_outright, known)) or (bool(known) and not any(map(_is_outright, strong)))


def _no_lone_words(topics: Sequence[Candidate]) -> list[Candidate]:
    """Without words alone that are not well known, where others share a phrase: they have other senses."""
    phrases = [one for one in topics if not one.phrase.is_word or one.phrase.known is not Known.NOTHING]
    return phrases if any(one.is_shared for one in phrases) else list(topics)


def _of_title(topics: Sequence[Candidate]) -> list[Candidate]:
    """Those that the title or a keyword names, where others share one of them: what is said beside is a detail."""
    named = [one for one in topics if one.phrase.is_put_forward]
    return named if any(one.is_shared for one in named) else list(topics)


def _is_told(one: Candidate) -> bool:
    phrase = one.phrase
    return phrase.is_put_forward or phrase.opening or phrase.said >= _OFTEN


def _field_order(one: Candidate) -> tuple[bool, bool, float]:
    """What the title names first, a phrase before a word, and what any field uses last."""
    return one.phrase.known is Known.BASIC, not one.phrase.titled, -one.worth * (1 if one.phrase.is_word else 1.5)


def _stands_alone(field: Candidate) -> bool:
    return field.phrase.known is not Known.BASIC and (not field.phrase.is_word or field.phrase.known is Known.WIDE)


def _within(field: Candidate, others: Sequence[Candidate], least: float) -> Iterator[Plan]:
    """Any of the worthiest, in a field."""
    found = _close([one for one in others if _disjoint(one, field)])[:_PHRASES]
    if found:
        several = f"({_any_of(found)})" if len(found) > 1 else _any_of(found)
        yield Plan(f"{field.asked} {several}", least, _BROAD_WORD if field.phrase.known is Known.BASIC else BROAD)


def _pairs(fields: Sequence[Candidate]) -> Iterator[Plan]:
    """Two fields, of which the paper puts both forward."""
    for one, other in combinations(fields, 2):
        if _disjoint(one, other) and other.phrase.is_put_forward:
            yield Plan(f"{one.asked} {other.asked}", _SEVERAL)


def _any_of(candidates: Sequence[Candidate]) -> str:
    return " OR ".join(one.asked for one in candidates[:_PHRASES])


def _close(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Those that are worth nearly as much as the first; of the title's, where the first is not, some more."""
    first = candidates[0] if candidates else None
    return [one for one in candidates if first and one.worth >= _share_of(first, one) * first.worth]


def _share_of(first: Candidate, one: Candidate) -> float:
    of_title = one.phrase.titled and not one.phrase.is_word and not first.phrase.titled
    return _CLOSE_OF_TITLE if of_title else _CLOSE


def _disjoint(one: Candidate, other: Candidate) -> bool:
    return set(one.phrase.keys).isdisjoint(other.phrase.keys)


def _apart(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Without those that say what an earlier one says: the same words, more of them or fewer.

    Of what is not well known one word in common is enough: `copper kettle` and `kettle whistles`.
    """
    found: list[Candidate] = []
    for one in candidates:
        if not any(_says_the_same(one, other) for other in found):
            found.append(one)
    return found


def _says_the_same(one: Candidate, other: Candidate) -> bool:
    keys = set(one.phrase.keys)
    if keys.issubset(other.phrase.keys) or keys.issuperset(other.phrase.keys):
        return True
    unknown = one.phrase.known is Known.NOTHING and other.phrase.known is Known.NOTHING
    return unknown and not _disjoint(one, other)
