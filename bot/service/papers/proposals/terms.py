"""Terms of a paper that may be its subject, and how many other papers have them."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from bot.query import QueryError, parse
from bot.query.analysis.document import term_keys
from bot.query.analysis.topics import is_common, is_function_word, is_general, is_topic, subjects

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from bot.domain.paper import Paper
    from bot.domain.ports import PastPapers
    from bot.query.paper_view import PaperView

_MAX_TEXT_LENGTH = 3_000  # characters of an abstract, to bound the time: 30 ms at the worst; few have more
_MAX_KEYWORDS = 30  # of a paper
_MAX_WORDS = 4  # of a term, between spaces
_MAX_KEYS = 5  # the same, between spaces or hyphens
_MIN_LETTERS = 3  # of a term of one word
# A run of stops is tried from its first stop only, which keeps the time linear
_CLAUSE_END = re.compile(r"(?<![.,;:!?])[.,;:!?]+(?=\s|$)|[()\[\]{}\"“”$\\]|\s[-–—]+\s|—")
_WORD = re.compile(r"[^\W_][\w+'’/.-]*(?<!['’])")
_POSSESSIVE = re.compile(r"['’](?:s\b|(?=\s|$))")
_VERB_OR_ADVERB = re.compile(r"n['’]t\b|ly$")  # such as `can't` and `highly`
_VERSION = re.compile(r"\d(?!d\b)", re.IGNORECASE)  # of a model or data set, but not 3D
_ADJECTIVE_ENDINGS = ("al", "ic", "ive", "ous", "able", "ible", "ary", "ed")
# Weights of the places where a paper has a term; further mentions do not count
_TITLE_WEIGHT, _KEYWORD_WEIGHT, _MENTION_WEIGHT, _MAX_MENTIONS = 4.0, 1.0, 0.75, 4
_TITLE_SHARE_OF_SUBJECT = 0.3  # a subject is in 30 % of its papers' titles; "F1 score" is in none of 108
_PRIOR_TITLES, _PRIOR_PAPERS = 0.4, 2.5  # added to both counts, for terms that few papers have
_KNOWN_SUBJECT_SCORE = 0.9  # at least
_MAX_IDS = 400  # papers of a term whose ids are read


class Term(NamedTuple):
    """A word or phrase of a paper, as `written`, with the keys of its words.

    `titled`: it is in the title. `keyword`: it is one of the keywords. `mentions` counts it in the abstract.
    `phrase_end_share` is the share of its occurrences that end a phrase: 0 for `variational`, which another word
    always follows.
    """

    written: str
    keys: tuple[str, ...]
    titled: bool
    keyword: bool
    mentions: int
    phrase_end_share: float

    @property
    def query(self) -> str:
        """Query that finds the term."""
        return f'"{self.written}"'

    @property
    def is_word(self) -> bool:
        """True for a term without spaces: `routing`, `text-to-image`."""
        return " " not in self.written

    @property
    def is_general(self) -> bool:
        """True if it is no known subject, and all its words occur in research of any field: `model behavior`."""
        return not self.share and all(is_general(key) or is_common(key) for key in self.keys)

    @property
    def weight(self) -> float:
        """Weight by where and how often the paper has it; a single word counts less, as it has more senses."""
        mentions = _MENTION_WEIGHT * min(self.mentions, _MAX_MENTIONS)
        places = _TITLE_WEIGHT * self.titled + _KEYWORD_WEIGHT * self.keyword + mentions
        if self.share:
            return places * (0.8 if self.is_word else 1.2) * (0.7 + 0.3 * self.phrase_end_share)
        sense = 0.06 if self.is_word else 1 - sum(map(is_general, self.keys)) / len(self.keys) / 2
        return places * sense * (0.4 + 0.6 * self.phrase_end_share)

    @property
    def share(self) -> float:
        """Usual share of papers that have it, if it is a known subject of research; else 0."""
        return subjects().get(" ".join(self.keys), 0) / 10_000

    @property
    def may_be_subject(self) -> bool:
        """True for a known subject, and for words and phrases that can name one.

        Adverbs, adjectives and general words cannot; nor can versions and general phrases that the title lacks.
        """
        if self.share:
            return True
        if _VERB_OR_ADVERB.search(self.written) or (_VERSION.search(self.written) and not self.titled):
            return False
        if not self.is_word:
            return self.titled or not self.is_general
        is_adjective = self.written.endswith(_ADJECTIVE_ENDINGS) or not (self.phrase_end_share or self.titled)
        return not is_adjective and len(self.written) >= _MIN_LETTERS and not self.is_general


class _Occurrence(NamedTuple):
    """One place where a text has a word or phrase."""

    written: str
    keys: tuple[str, ...]
    titled: bool
    ends_phrase: bool


def _occurrences(text: str, *, titled: bool) -> Iterator[_Occurrence]:
    """Yield words and phrases of a text that have no function word, and topic words at both ends."""
    for clause in _CLAUSE_END.split(_POSSESSIVE.sub("", text[:_MAX_TEXT_LENGTH])):
        row = [(word, term_keys(word)) for word in clause.split()]
        for start, (first_word, first) in enumerate(row):
            if titled and not start and first_word.endswith("ing"):  # "Exploring …" is no subject
                continue
            keys: tuple[str, ...] = ()
            for end, (word, more) in enumerate(row[start : start + _MAX_WORDS], start + 1):
                keys += more
                if (
                    not more
                    or not _WORD.fullmatch(word)
                    or is_function_word(" ".join(more))
                    or len(keys) > _MAX_KEYS
                ):
                    break
                if (is_topic(first[0]) and is_topic(more[-1])) or " ".join(keys) in subjects():
                    after, after_keys = row[end] if end < len(row) else ("", ())
                    ends_phrase = not any(map(is_topic, after_keys)) or after.endswith(("ed", "ly"))
                    yield _Occurrence(" ".join(one for one, _ in row[start:end]), keys, titled, ends_phrase)


def terms(paper: Paper) -> list[Term]:
    """Return the possible subjects of a paper, by weight.

    Phrases with the name that the paper gives itself are left out, such as `AlphaFold` in "AlphaFold: Highly …".
    """
    name, colon, _ = paper.title.partition(":")
    own_name = name.strip() if colon and " " not in name.strip() else ""
    # It is in `GANs`, `GAN2`, `GAN++` and `GANBench`, but not in `organ`, nor the name Spatia in `spatial`
    own = re.compile(rf"(?<!\w)(?i:{re.escape(own_name)})(?:s\b|(?![a-z]))") if own_name else None
    keywords = {term_keys(word) for word in paper.keywords[:_MAX_KEYWORDS]}
    found: defaultdict[tuple[str, ...], list[_Occurrence]] = defaultdict(list)
    for one in (*_occurrences(paper.abstract, titled=False), *_occurrences(paper.title, titled=True)):
        if own is None or not own.search(one.written):
            found[one.keys].append(one)
    candidates = (
        Term(
            written=max(occurrences, key=lambda one: one.written.islower()).written,
            keys=keys,
            titled=any(one.titled for one in occurrences),
            keyword=keys in keywords,
            mentions=sum(not one.titled for one in occurrences),
            phrase_end_share=sum(one.ends_phrase for one in occurrences) / len(occurrences),
        )
        for keys, occurrences in found.items()
    )
    return sorted((term for term in candidates if term.may_be_subject), key=lambda term: -term.weight)


@dataclass(frozen=True, slots=True)
class Measured:
    """A term with the number of `others` (papers) that have it, `in_titles` those with it in the title.

    `ids` are the newest of the others.
    """

    term: Term
    ids: frozenset[str]
    others: int
    in_titles: int

    @property
    def subject_score(self) -> float:
        """Score from 0 to 1: how often papers that have the term have it in their titles."""
        known = _KNOWN_SUBJECT_SCORE if self.term.share else 0.0
        return max(
            min((self.in_titles + _PRIOR_TITLES) / (self.others + _PRIOR_PAPERS) / _TITLE_SHARE_OF_SUBJECT, 1.0),
            known,
        )

    @property
    def about(self) -> float:
        """Score of the term: how much the paper is about it, and how much it is a subject at all."""
        return self.term.weight * (0.3 + 0.7 * self.subject_score)


async def measured(
    past: PastPapers, view: PaperView, term: Term, since: date, *, only_rare: bool = False
) -> Measured | None:
    """Return a term's numbers; None if its query is invalid or does not match the paper.

    With `only_rare`, also None if more than 400 papers match. Raises NotReadyError.
    """
    try:
        anywhere, titled = parse(term.query), parse(f"title:{term.query}")
    except QueryError:
        return None
    if not anywhere.tree.holds(view):
        return None
    found = await past.newest_matches(anywhere.canonical, since=since, most=_MAX_IDS + 1)
    is_whole = len(found) <= _MAX_IDS
    if only_rare and not is_whole:
        return None
    ids = frozenset(found[:_MAX_IDS]) - {view.paper.id}
    in_titles = await past.count(titled.canonical, since=since) if ids else 0
    total = len(found) if is_whole else await past.count(anywhere.canonical, since=since)
    others = total - (view.paper.id in found[:_MAX_IDS])
    return Measured(term, ids, others, max(in_titles - term.titled, 0))
