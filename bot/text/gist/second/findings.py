"""What came of the work, as a sentence tells it: what was found, how well the new thing does, or only praise."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.text.gist.words import ASKED_AGAIN, Sentence, word_set

_OWN = word_set("we our i my")
_EARLIER = word_set("recent recently previous previously prior existing earlier past")
_FINDING = word_set(
    "show shows showed shown find finds found reveal reveals revealed suggest suggests indicate indicates "
    "demonstrate demonstrates demonstrated observe observed discover discovered confirm confirms argue argues "
    "prove proves proved able succeeded succeed claim claims conclude concludes expose exposes exposed "
    "uncover uncovers"
)
_WITHIN = 20  # words among which the one who finds stands
_AFTER = 14  # words after that, among which the verb stands
_NEAR = 6  # words among which "recent studies" are found
_BEATS = word_set("outperforms outperform outperformed surpasses surpass surpassed exceeds beats over than")
_BY = word_set(
    "we i experiment experiments result results finding findings evaluation evaluations analysis analyses study "
    "benchmarking audit observations paper tests simulation simulations comparison comparisons research authors"
)
_REPORTED = re.compile(
    r"\b(?:is|are|was|were) (?:\w+ly )?(?:shown|found|proved|proven|demonstrated(?! (?:in|on|through|by|using))|"
    r"proposed|introduced|developed|claimed|argued|discovered|(?:observed|revealed)(?= that))\b(?! by [A-Z])"
)
_EVIDENCE = re.compile(
    r"\b(?:[Rr]esults|[Ff]indings) identif(?:y|ied)\b|"
    r"\b(?:proving|showing|revealing|demonstrating|finding) that\b|"
    r"\b(?:[Ww]e|I|(?:[Tt]his|[Oo]ur) \w+) "
    r"(?:(?:present|provide|offer|give)s? (?:\w+ )?evidence|establish(?:es)?|highlights?) that\b"
)
AND_FOUND = re.compile(
    r"\band (?:\w+ly )?(?:achieved?|obtain(?:ed)?|found|saw|observed?(?= that| an? | the )|outperform(?:ed)?|"
    r"reach(?:ed)?)\b"
)
IDENTIFIES = re.compile(  # not what something is for: "aims to identify"
    r"(?<!to )(?<!automatically )\bidentif(?:y|ies|ied) [^.;]{3,160}?(?: such as|, including|:|, namely) |"
    r"\bidentif(?:y|ies|ied) that "
)
_BETTER = re.compile(
    r"(?<!is )(?<!are )(?<!be )(?<!were )\b(?:(?:outperform|surpass|exceed)(?:s|es|ed|ing)?|"
    r"(?:achiev|improv|reduc|attain|deliver|boost|increas|reach)(?:s|es|ed)|matches|yields)\b"
    r"|\bperform(?:s|ed)? (?:[\w-]+ )?(?:best|better|worse)\b"
    r"|\bshow(?:s|ed|n)? [^.;:]{0,40}(?:improvement|gain|accurac|relation|correlation|effect|increase|decrease)"
    r"|\d(?: ?%| percent|×| points?)?\b[^.;:]{0,60}\b(?:than|compared|versus|vs)\b"
)
# what a comparison came to, without a number: "differences were small", "showing greater robustness than the rest"
_CONTRASTS = re.compile(
    r"\b(?:more|less|better|worse|greater|higher|lower|fewer|faster|slower|larger|smaller|stronger|weaker|"
    r"easier|harder)"
    r" (?:[\w-]+ ){0,4}?than\b"
    r"|\b(?:(?i:differences?|performance)|effects?|results?|accuracy|gains?|"
    r"improvements?) (?:[\w-]+ ){0,3}?(?:was|"
    r"were|is|are) "
    r"(?:\w+ly )?(?:similar|significant|small|large|limited|comparable|negligible|consistent|mixed|modest|"
    r"stable)\b"
    r"|\b(?:show|exhibit|report|display|cause|induce|produce)(?:s|ed)? (?:\w+ly )?(?:more|less|fewer|higher|"
    r"lower|greater|"
    r"stronger|weaker)\b"
    r"|\b(?:does|do|did) not (?:\w+ly )?(?:improve|help|reduce|increase|correlate|transfer|generali[sz]e|change|"
    r"affect)\b"
    r"|\b(?:is|are) (?:\w+ly )?(?:correlated|associated|linked) (?:with|to)\b|\b(?:strongest|best|"
    r"most important) predictor\b"
    r"|\b(?:is|are) (?:\w+ly )?preferable\b"
    r"|\b(?:most|best) (?:[\w-]+ ){1,3}(?:balance|trade-?off|choice|predictor)\b"
)
# "Old towns keep heads, while new ones lose them", not "MIRA wins, while keeping heads"
_OPPOSED = re.compile(r", (?:whereas|while) (?!\w+ing\b)(?:[\w-]+ ){2,}[\w-]+")
_MEASURED = re.compile(
    r"\b\d+ (?:out )?of (?:the |all )?\d+\b"
    r"|\d ?(?:%|percent\b|×|x\b|points?\b|pp\b|times\b|-?fold\b|(?:speed-?up|improvement|reduction)\b|dB\b|AUC|"
    r"AUROC|F1)"
    r"|\d\.\d+ vs\.? \d"
    r"|\b(?:by|from|of|to|score|accuracy|AUC|AUROC|F1|mAP)\)? (?:up to |over |about |nearly |only )?[+]?\d+\.\d"
)
_COMPARED = word_set(
    "than over compared versus vs outperform outperforms outperforming surpass surpasses surpassing improve "
    "improves improving improvement improvements reduce reduces reducing reduction gain gains faster speedup "
    "fewer less more higher lower from increase increases boost boosts while only"
)
_SYMBOLS = re.compile(r"[=<>≤≥±∈∼≈Δλσρθκ∞√]|\b[A-Za-z][_^]|[₀-₉ₐ-ₜ]|\bp ?<|\(N\b|\([A-Z]\)")
_AND_RESULT = re.compile(
    r"\b(?:achieving|achieves|outperform\w*|surpass\w*|exceeding|reaching|(?:and|we|that) (?:\w+ly )?(?:show|"
    r"prove|find|found|"
    r"demonstrate)s?|(?:showing|proving|demonstrating|finding) that|state-of-the-art (?:results|performance|"
    r"accuracy))\b"
)
_INSIGHT = re.compile(
    r"(?:Our|The|A|One) (?:(?:key|core|central|main|crucial|basic|underlying) )?(?:\w+ )?"
    r"(?:insight|observation|intuition|hypothesis|finding|takeaway|conclusion|lesson|idea)"
    r"(?: (?:behind|of|in|from|underlying) [^,.;:]{2,60}?)? "
    r"is (?:that|to) "
)
_PROMISES = word_set(
    "promising potential paves pave route valuable insights implications groundwork standards hope"
)
_LATER = re.compile(
    r"\bcould (?:also )?(?:be (?:ap-?plied|used|extended)|inform|guide|help|enable)\b|\b[Ii]n the future\b"
    r"|\bhighlights? (?!that )|\b\w+ foundation (?:for|of|to)\b|\bfoundation\.$|\b(?:solid|strong|"
    r"promising) foundation\b"
    r"|\bfuture (?:[\w-]+ ){0,2}?(?:work|research|direction|stud|develop|advance|effort|explor|system)"
)
_ANNOUNCES = re.compile(
    r"(?:\b(?:the|its|their)|['’]s) (?:\w+ (?:and )?)?"
    r"(?:effectiveness|superiority|efficacy|validity|feasibility)\b"
    r"|\b(?:underscor|demonstrat|highlight|show|validat|confirm|illustrat|emphasi|verif)\w* (?:(?:the|its|their|"
    r"our) )?"
    r"(?:[\w-]+,? (?:and )?)?(?:usability|merits?|utility|usefulness|practicality|viability|applicability|"
    r"advantages|"
    r"benefits|versatility|generality|generali[sz]ability|efficiency|flexibility|reliability|robustness|promise|"
    r"value)\b"
    r"|\b(?:promising|future|potential|new) (?:directions|avenues|opportunities|possibilities|insights)\b"
    r"|\b(?:clear|practical|favou?rable|promising) (?:benefits|scaling|gains|advantages|results)\b"
    r"|\b(?:consistently|generally) performs? well\b"
    r"|\bplays? an? (?:\w+ )?(?:essential|crucial|key|central|important|vital|critical|significant) role\b"
    r"|\b(?:significant|notable|substantial|clear|considerable) (?:performance )?(?:differences|variations?|"
    r"gaps?|disparit(?:y|ies))"
    r"(?: (?:between|among|across|in) [^,:;]{3,40})?\.$"
    r"|\b(?:two|three|four|five|several|key) (?:\w+ )?(?:findings|insights|results|observations)\b"
    r"|\b(?:two|three|four|five|several) (?:\w+ )?(?:patterns|themes|factors|categories|phenomena|modes|"
    r"types)\.$"
    r"|\b(?:highlight|underscor|emphasi[sz]|demonstrat|show|illustrat)\w* the (?:\w+ )?"
    r"(?:need|importance|potential)\b"
    r"|\b(?:superior|competitive|excellent|strong|outstanding|remarkable) (?:performance|results)\.$"
    r"|\b(?:indicate|show|demonstrate|validate|confirm)s? (?:the )?(?:state-of-the-art|SOTA|promising) "
    r"(?:performance|results)\b"
    r"|\b(?:the|its|their) (?:outstanding|superior|excellent|strong|remarkable) (?:performance|results)\b"
    r"|\b(?:reveal|show|highlight|expose|uncover)s? (?:[\w-]+,? ){0,5}?(?:limitations|challenges|strengths|gaps|"
    r"weaknesses|insights|potential)(?:\.$| of )|\b(?:uncover|reveal|expose)s? (?:[\w-]+,? ){0,4}issues\.$"
    r"|\b(?:uncover|reveal|expose|show)s? a (?:\w+ )?(?:dichotomy|dissociation) between\b"
    r"|\bstrengths and (?:limitations|weaknesses)\b"
    r"|\bsheds? light\b|\bpotential benefits\b|\broom (?:to|for) improve|\bpotential directions\b"
    r"|^We (?:show|present|report|demonstrate) (?:the|our) (?:performance|results|applicability)\b"
    r"|\bthe following (?:\w+ )?(?:findings|insights|results|observations|contributions|features)\b"
    r"|\b(?:are|is) (?:\w+ )?discussed\.|\bthe (?:former|latter)\b|^We show (?:how|results)\b|, respectively\.$"
    r"|^[(\d](?!\d* of \d)|^Of th|\b(?:do|does) not claim\b|\bis well[- ]suited\b"
)


@lru_cache(ASKED_AGAIN)
def finds(sentence: Sentence) -> bool:
    """Whether it says in so many words what the authors found, or, in the passive voice, what was made."""
    words = sentence.words
    if is_earlier(sentence):
        return False
    if any(one.search(sentence.text) for one in (IDENTIFIES, _REPORTED, _EVIDENCE, AND_FOUND)):
        return True
    by = next((at for at, word in enumerate(words[:_WITHIN]) if word in _BY), len(words))
    return not _FINDING.isdisjoint(words[by + 1 : by + 1 + _AFTER])


def tells_result(sentence: Sentence) -> bool:
    """Whether a sentence that presents a new thing says also what came of it."""
    return _AND_RESULT.search(sentence.text) is not None


def is_insight(sentence: Sentence) -> bool:
    """Whether it tells the thought behind a new thing."""
    return _INSIGHT.match(sentence.text) is not None


def is_better(sentence: Sentence) -> bool:
    """Whether it says how well the work does."""
    return not is_earlier(sentence) and _BETTER.search(sentence.text) is not None


def contrasts(sentence: Sentence) -> bool:
    """Whether it says in words what differed, and how."""
    return not is_earlier(sentence) and _CONTRASTS.search(sentence.text) is not None


def opposes(sentence: Sentence) -> bool:
    """Whether it sets one thing against another."""
    return _OPPOSED.search(sentence.text) is not None


@lru_cache(ASKED_AGAIN)
def is_measured(sentence: Sentence) -> bool:
    """Whether it says in numbers how well the work does."""
    return not is_earlier(sentence) and _MEASURED.search(sentence.text) is not None


def is_compared(sentence: Sentence) -> bool:
    """Whether it says what a number is more, or less, than."""
    return not _COMPARED.isdisjoint(sentence.vocabulary)


def is_symbolic(sentence: Sentence) -> bool:
    """Whether it has symbols that another sentence explains."""
    return _SYMBOLS.search(sentence.text) is not None


def is_earlier(sentence: Sentence) -> bool:
    """Whether it speaks of earlier work: "recent studies"."""
    near = sentence.words[:_NEAR]
    at = next((at for at, word in enumerate(near) if word in _EARLIER or word in _BEATS), _NEAR)
    return at < len(near) and near[at] in _EARLIER and not is_own(sentence)


def is_own(sentence: Sentence) -> bool:
    """Whether the authors speak: we, our."""
    return not _OWN.isdisjoint(sentence.words[:_WITHIN])


def promises(sentence: Sentence) -> bool:
    """Whether it praises more than it tells: "a promising foundation"."""
    return not _PROMISES.isdisjoint(sentence.vocabulary) or _LATER.search(sentence.text) is not None


def announces(sentence: Sentence) -> bool:
    """Whether it only announces: "three key findings", "the effectiveness of our method"."""
    return _ANNOUNCES.search(sentence.text) is not None
