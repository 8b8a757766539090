"""A sentence with traits that its wording shows: it presents something new, has a finding, and so on.

Each trait is computed on first use. Traits decide the choice of the key sentence and of the one after it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise, takewhile

from bot.text.gist.words import any_of, stem, word_list

WE_AND_I = frozenset({"we", "i"})
PUBLICATION_NOUNS = word_list("publication_nouns")
ESSAY_NOUNS = word_list("essay_nouns")
WORK_NOUNS = word_list("publication_nouns", "event_nouns")

_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_I_OF_NO_AUTHOR = re.compile(r"\(?\bi{1,3}\)|\bi\.(?:e|i\.d)\b|\bA\.(?:G\.)?I\b")  # (i), i.e., A.I.
_MAX_WORD_LENGTH = 40  # characters; the rest of a longer one is cut off
_CACHE_SIZE = 256  # sentences: an abstract's own are compared with each other many times
_EMPTY_WORDS = word_list("function_words")

# The authors or their paper as the subject: "In this study, we also", "This paper aims to".
_OPENING = (
    r"(?:[^,]{3,170}, ){0,2}(?:[Ww]e|I|(?:[Tt]his|[Tt]he|[Oo]ur|[Mm]y) (?:\w+ )?(?:paper|work|study|article|"
    r"report|chapter|survey|research))\b(?: \w+ly| also| aims? to| focuses on)? "
)
_PROPOSES = re.compile(
    rf"{_OPENING}(?:present|propose|introduce|develop|describe|design|build|built|create|construct|offer|devise|"
    r"formulate|release|suggest|establish|provide(?=s? (?:the first|an? (?:novel|new)) ))(?:s|d|es|ed)?\b"
    r"|[^,;:]{3,160}? (?:is|are|was) (?:\w+ly |therefore |also |then )?"
    r"(?:proposed|presented|introduced|developed|created|designed)\b"
)
_STUDIES = re.compile(
    rf"{_OPENING}(?:(?:test|run|ran|measur|validat|assess|benchmark|audit|prob|focus|cover|characteri[sz]|survey|"
    r"review|outlin|reflect|collect|trac|profil|map|identif|discuss|pos|evaluat|analy[sz]|explor|examin|"
    r"investigat|consider|compar|seek|experiment|look|ask|aim|use|take|took|classif|conduct|perform|adopt|"
    r"translat|recruit|categori[sz]|carr|undert|interview|replicat|track|reproduc|quantif|position|"
    r"synthesi[sz]|elaborat|exemplif|delv|dissect|prompt|compil|select|"
    r"sampl|enroll|inoculat|(?:begin|start)(?:s?) by [a-z]+)(?:s|d|e|es|ed|y|ies|ied|ing|ake|akes|ook)?\b"
    r"|(?:address|tackle)(?:e?s)? (?:the|an?) (?:[\w-]+ )?(?:challenge|problem|task|question|issue)s?\b"
    r"(?!.*\b(?:by|with|through|via)\b))"
    r"|(?:The|Our) (?:[\w-]+ ){0,2}?(?:goal|aim|objective|purpose)s? "
    r"(?:of (?:this|the|our) (?:\w+ )?\w+ )?(?:is|was|are|were) "
)
_ALSO_PROPOSES = re.compile(r"\band (?:\w+ )?(?:introduce|propose|present|develop)s?\b")
# "We present a comprehensive analysis of …" says as little as "we analyze".
_OVERVIEW = re.compile(
    r"(?:[^,]{3,60}, )?(?:[Ww]e|I|(?:[Tt]his|[Oo]ur|[Tt]he) (?:\w+ )?(?:paper|work|study|article|survey|"
    r"report)) "
    r"(?:\w+ )?(?:present|provide|conduct|report|offer|perform|give|make)(?:s|ed)? (?:(?:an?|the|our) )?"
    r"(?:[\w-]+,? (?:and )?){0,4}?(?:experiments?|interviews|trials?|analysis|study|evaluation|overview|"
    r"investigation|comparison|outlook|assessment|examination|exploration|review|survey|insights?|foundation|guidelines|guidance|roadmap|"
    r"recommendations)"
    r"(?= (?:of|on|for|into|to|across|with|in|about|from|between|among|that|which)\b|\.)"
)
_BENCHMARK = re.compile(
    r"\b(?:Arena|[Ee]valuation framework|[Bb]enchmark|[Dd]ataset|[Tt]estbed|[Tt]est suite|[Ee]valuation suite|"
    r"[Cc]orpus)\b"
)
_NAMING = re.compile(  # "we propose MIRA", "a lattice (MIRA)", MIRA (Minimal Rational Agent)
    r"(?:present|propose|introduce|develop|called|named|dubbed|termed)(?:s|ed)? ([A-Z](?=[\w-]*[A-Z])[\w-]*)"
    r"|(?:present|propose|introduce|develop)s? ([A-Z][\w-]+)(?=,)|\(([A-Z](?=[\w-]*[A-Z])[\w-]*)\)|"
    r"(?<![\w-])([A-Z](?=[\w-]*[A-Z])[\w-]*) \((?=[A-Z][\w-]+ \w)"
)
_EVIDENCE = re.compile(
    r"\b(?:proving|showing|revealing|demonstrating|finding|evidence|establish(?:es)?|highlights?) that\b"
    r"|\b(?:[Ee]xperiments|[Ee]valuations|[Rr]esults)\b[^;:]{0,250}?\b(?:show|demonstrat|reveal|"
    r"confirm)\w* that\b"
    r"|\b(?:insight|observation|finding|hypothesis)\b[^,.;:]{0,60} is that\b"
    r"|^(?:Our|The|A|One) (?:\w+ )?(?:finding|result|observation) is\b"
)
_BETTER = re.compile(
    r"(?<!is )(?<!are )(?<!be )(?<!were )\b(?:(?:outperform|surpass|exceed)(?:s|es|ed|ing)?|"
    r"(?:achiev|improv|reduc|attain|deliver|boost|increas|reach)(?:s|es|ed)|matches|yields)\b"
    r"|\d(?: ?%| percent|×| points?)?\b[^.;:]{0,60}\b(?:than|compared|versus|vs)\b"
    r"|\b(?:more|less|better|worse|greater|higher|lower|fewer|faster|slower|larger|smaller|stronger|weaker)"
    r" (?:[\w-]+ ){0,4}?than\b"
)
_MEASURED = re.compile(
    r"\b\d+ (?:out )?of (?:the |all )?\d+\b"
    r"|\d ?(?:%|percent\b|×|x\b|points?\b|pp\b|times\b|-?fold\b|(?:speed-?up|improvement|reduction)\b|dB\b|"
    r"AUC|F1)"
    r"|\b(?:by|from|of|to|score|accuracy|AUC|AUROC|F1|mAP)\)? (?:up to |over |about |nearly |only )?[+]?\d+\.\d"
)
_ANNOUNCES = re.compile(
    r"(?:\b(?:the|its|their)|['’]s) (?:\w+ (?:and )?)?(?:effectiveness|superiority|efficacy|validity|"
    r"feasibility)\b"
    r"|\b(?:underscor|demonstrat|highlight|show|validat|confirm|illustrat|emphasi|verif|clarif)\w* "
    r"(?:both )?(?:(?:the|its|their|our) )?(?:[\w-]+,? (?:and )?)?(?:usability|merits?|utility|usefulness(?! in)|"
    r"practicality|"
    r"viability|applicability|advantages|benefits|versatility|generality|generali[sz]ability|efficiency|"
    r"flexibility|reliability|robustness|promise|value|need|importance|potential)\b"
    r"|\b(?:promising|future|potential|new) (?:[\w-]+ )?(?:directions|avenues|opportunities|"
    r"possibilities|insights)\b"
    r"|\b(?:two|three|four|five|several|key|following) (?:\w+ )?(?:findings|insights|results|observations|"
    r"limitations)\b"
    r"|\b(?:superior|competitive|excellent|strong|outstanding|remarkable) (?:performance|results)\.$|\b(?:SOTA|"
    r"state-of-the-art) (?:performance|results)\.$"
    r"|\b(?:reveal|show|highlight|expose|uncover)s? (?:[\w-]+,? ){0,5}?(?:limitations|challenges|strengths|gaps|"
    r"weaknesses|insights|potential|issues|patterns|behaviors|asymmetries)(?:\.$| of |(?<=weaknesses) across )"
    r"|\b(?:identif|confirm|discover|provide|offer)(?:y|ies|s)? (?:[\w-]+,? ){0,5}?(?:challenges|limitations|"
    r"insights|roadmap|guidelines|guidance|patterns|behaviors|asymmetries|failure modes|flaws)"
    r"(?:\.$| (?:of|in|at|for|to|on) |, which )"
    r"|\b(?:verif|confirm|support|validat)(?:y|ies|s|es)? our (?:hypothes[ie]s|claims?|theory)\b"
    r"|\bWe (?:make|offer) (?:two|three|four|five|several) |\bcalls for |\baspires to |"
    r"\bserves? as an? (?:[\w-]+ ){0,2}?(?:catalyst|foundation|reference|resource|starting point|guide|step)\b"
    r"|\b(?:foundation|groundwork|basis) for future\b|^We (?:envision|hypothesi[sz]e|anticipate|hope|believe|"
    r"expect)\b|"
    r"^We (?:show|present|report|demonstrate) (?:how|"
    r"(?:the |our )?(?:performance|results|applicability))\b"
    r"|\b(?:address|fill|meet|tackl)\w* (?:an?|the|this) (?:\w+ ){0,2}(?:need|gap)\b"
    r"|\b(?:are|is) (?:\w+ )?discussed\.|, respectively\.$|\bthe (?:former|latter)\b|^[(\d](?!\d* of \d)|^Of th"
    r"|^[^,]{3,80} (?:is|are|was|were) (?:evaluated|tested|compared|validated|applied|trained|conducted)\b"
)
_UNFINISHED = (
    re.compile(  # "in the following steps.", "four key ideas:", "as follows: we fold", "the this http URL"
        r"\b(?:two|three|four|five|six|several|multiple|key|core|main) (?:[\w-]+ ){0,3}?"
        rf"(?:{any_of('list_nouns')}|{any_of('problem_nouns')}s)[.:]$|\ban? \w+ {any_of('problem_nouns')}[.:]$"
        r"|\b(?:identif|reveal|uncover|discover|find|observ|report)\w* "
        r"(?:two|three|four|five|several) (?:[\w-]+ ){0,3}?[a-z]+s\.$"
        r"|\b(?:following|follows|below)\b[^.;:]{0,60}[.:](?: |$)|:$|https? ?(?:://|URL)"
    )
)
_MAIN_VERB_WITHIN = 9  # words at the beginning that contain the verb of the main clause
_FINDING_SUBJECT_WITHIN = 20  # words that contain the subject of a finding
_FINDING_VERB_WITHIN = 14  # words after the subject that contain its verb
_HEAD_WORDS = 3  # words: "We propose to" has no content yet
_STUDY_VERBS, _RESULT_VERBS, _USE_WORDS = (
    word_list("study_verbs"),
    word_list("result_verbs"),
    word_list("use_words"),
)
_FINDING_VERBS, _FINDING_SUBJECTS, _COMPARING_WORDS = (
    word_list("finding_verbs"),
    word_list("finding_subjects"),
    word_list("comparison_words"),
)
_PROMISE_WORDS = word_list("promise_words")
_AUTHORS = WE_AND_I | {"our", "my"}
_SUBJECTS = WE_AND_I | {"paper", "work", "article", "report", "survey"}
_WORDS_BEFORE_VERB = WE_AND_I | {"and", "then", "also"}
_QUESTION_WORDS = frozenset({"whether", "how", "if", "why"})

_LIST_ENTRY = re.compile(r"\(?(?:\d|i{1,3}|iv|[a-d])\) ")  # an entry of a list that started in an earlier sentence
_DEMONSTRATIVES = frozenset({"this", "these", "those", "such"})
_PRONOUNS = frozenset({"it", "its", "they", "their", "them", "his", "her"})
_AFTER_EXPLETIVE_IT = frozenset({"to", "that", "how", "whether", "why"})  # "it is possible to train"
_NOT_NOUNS = frozenset(["as", "that", "is", "was", "to", "by", "of", "who", "which", "with"])
_NOUN_WITHIN = 3  # words after "these" that contain its noun
_EXPLETIVE_WITHIN = 5  # words after "it" in which "to" or "that" shows that it refers to nothing
_SELF_REFERENCE_FROM = 8  # content words after which "these" most likely refers to one of them
_MIN_WORDS_BEFORE_PRONOUN = 2  # content words that a pronoun needs before it
_MAX_DEPENDENCE = 2.0


def _matches(pattern: re.Pattern[str]) -> cached_property[bool]:
    return cached_property(lambda sentence: pattern.search(sentence.text) is not None)


def _contains_any(words: frozenset[str]) -> cached_property[bool]:
    return cached_property(lambda sentence: not words.isdisjoint(sentence.vocabulary))


@dataclass(frozen=True, kw_only=True, eq=False)
class Sentence:
    """One sentence: the text, its words in lower case, and the distinct stems of its content words."""

    text: str
    words: tuple[str, ...]
    vocabulary: frozenset[str]
    stems: frozenset[str]

    @cached_property
    def by_authors(self) -> bool:
        """True if the authors speak among its first words: we, our."""
        return not _AUTHORS.isdisjoint(self.words[:_FINDING_SUBJECT_WITHIN])

    @cached_property
    def presents(self) -> bool:
        """True if it presents a new thing."""
        return _PROPOSES.match(self.text) is not None

    @cached_property
    def describes_use(self) -> bool:
        """True if it says what the presented thing does, or how."""
        return not _USE_WORDS.isdisjoint(self.words[_HEAD_WORDS:])

    @cached_property
    def is_benchmark(self) -> bool:
        """True if it presents a benchmark, a dataset or another test for methods."""
        return self.presents and _BENCHMARK.search(self.text) is not None

    @cached_property
    def names(self) -> frozenset[str]:
        """Names that it gives to a new thing."""
        return frozenset(match[match.lastindex or 0] for match in _NAMING.finditer(self.text))

    @cached_property
    def study_only(self) -> float:
        """1.0 if it says only what was studied and not the result, 2.0 if that is a question, else 0.0."""
        near = self.words[:_MAIN_VERB_WITHIN]
        asks = not (_QUESTION_WORDS.isdisjoint(near) or self.has_finding or _ALSO_PROPOSES.search(self.text))
        if not asks and self._has_result():
            return float(_OVERVIEW.match(self.text) is not None and _FINDING_VERBS.isdisjoint(self.vocabulary))
        studies = not (_SUBJECTS.isdisjoint(near) or _STUDY_VERBS.isdisjoint(near))
        if studies or _STUDIES.match(self.text) or _OVERVIEW.match(self.text):
            return 1.0 if _QUESTION_WORDS.isdisjoint(near) else 2.0
        return 0.0

    def _has_result(self) -> bool:
        """True if its main clause, or a coordinate one, gives a result of the work."""
        if _RESULT_VERBS.isdisjoint(self.vocabulary):
            return False
        verbs = [at for at, word in enumerate(self.words) if word in _RESULT_VERBS]
        words = self.words
        if not self.presents and not {"aims", "aim"}.isdisjoint(words[:_MAIN_VERB_WITHIN]):
            return False
        return any(
            at < _MAIN_VERB_WITHIN or words[at].endswith("ing") or words[at - 1] in _WORDS_BEFORE_VERB
            for at in verbs
        )

    @cached_property
    def has_finding(self) -> bool:
        """True if it says explicitly that the authors found something."""
        subject_at = next(
            (at for at, word in enumerate(self.words[:_FINDING_SUBJECT_WITHIN]) if word in _FINDING_SUBJECTS),
            len(self.words),
        )
        verbs = (
            pair
            for pair in pairwise(self.words[subject_at : subject_at + 1 + _FINDING_VERB_WITHIN])
            if pair[1] in _FINDING_VERBS
        )
        return any(before != "to" for before, _ in verbs) or _EVIDENCE.search(self.text) is not None

    has_improvement = _matches(_BETTER)  # "outperforms", "more accurate than"

    has_number = _matches(_MEASURED)  # a measured one: "by 12 %"

    has_comparison = _contains_any(_COMPARING_WORDS)  # "than", "faster": a number probably has a baseline

    praises = _contains_any(_PROMISE_WORDS)  # praise in place of a result: "a promising route"

    @cached_property
    def announces(self) -> bool:
        """True if it only announces content: "three key findings", "the effectiveness of our method"."""
        return self.unfinished or _ANNOUNCES.search(self.text) is not None

    unfinished = _matches(_UNFINISHED)  # it announces the next sentence, or has an address

    @cached_property
    def dependence(self) -> float:
        """Number of words that refer to another sentence, at most 2; 0.5 for a word that may refer to its own."""
        count, before = (
            float(_LIST_ENTRY.match(self.text) is not None or self.text.startswith("That ")),
            set[str](),
        )
        if self.vocabulary.isdisjoint(_DEMONSTRATIVES | _PRONOUNS):
            return count
        for at, word in enumerate(self.words):
            after = self.words[at + 1 : at + 1 + _EXPLETIVE_WITHIN]
            if word in _PRONOUNS:
                count += len(before) < _MIN_WORDS_BEFORE_PRONOUN and (
                    word != "it" or _AFTER_EXPLETIVE_IT.isdisjoint(after)
                )
            elif word in _DEMONSTRATIVES:
                count += _reference(word, after, before)
            if stem(word) in self.stems:
                before.add(stem(word))
        return min(count, _MAX_DEPENDENCE)


def _reference(word: str, after: tuple[str, ...], before: set[str]) -> float:
    """Return how much "this", "these" or "such" depends on another sentence; `before` are earlier stems."""
    if word == "this" and not (WORK_NOUNS.isdisjoint(after[:2]) and ESSAY_NOUNS.isdisjoint(after[:1])):
        return 0.0  # this paper
    if not before:
        return 1.0
    if not after or after[0] in _NOT_NOUNS or word == "those":
        return float(len(before) < _MIN_WORDS_BEFORE_PRONOUN and word != "such")
    nouns = takewhile(lambda noun: noun not in _NOT_NOUNS, after[:_NOUN_WITHIN])
    if any(stem(noun) in before for noun in nouns):
        return 0.0
    return 0.5 if len(before) >= _SELF_REFERENCE_FROM else 1.0


@lru_cache(_CACHE_SIZE)
def sentence_of(text: str) -> Sentence:
    """Parse the text of a sentence, in time linear in its length."""
    plain = _I_OF_NO_AUTHOR.sub(" ", text) if "i)" in text or "i." in text or ".I" in text else text
    words = tuple(word[:_MAX_WORD_LENGTH].lower() for word in _WORD.findall(plain))
    vocabulary = frozenset(words)
    return Sentence(
        text=text, words=words, vocabulary=vocabulary, stems=frozenset(map(stem, vocabulary - _EMPTY_WORDS))
    )
