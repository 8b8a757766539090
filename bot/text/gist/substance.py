"""Whether a sentence tells what came of the work: what was found, or what the new thing does and is worth."""

from __future__ import annotations

import re

from bot.text.gist.penalties import studying, told
from bot.text.gist.words import Sentence, read, stem, word_set

_OPENING = (
    r"(?:[^,]{3,170}, ){0,2}(?:[Ww]e|I|(?:[Tt]his|[Tt]he|[Oo]ur|[Mm]y) (?:\w+ )?(?:paper|work|study|article|"
    r"report|chapter|survey|research))\b(?: \w+ly| also| aims? to| focuses on)? "
)
_PROPOSES = re.compile(
    rf"{_OPENING}(?:present|propose|introduce|develop|describe|design|build|built|create|construct|offer|devise|"
    r"formulate|release|suggest|establish)(?:s|d|es|ed)?\b"
)
_LOOKS_AT = re.compile(
    r"(?:The|Our) (?:\w+ )?(?:objective|aim|goal|purpose)s? (?:[\w-]+ ){0,4}?(?:is|was|are|were) to "
    rf"|{_OPENING}address(?:es)? (?:the|an?) (?:\w+ )?(?:gap|challenge|problem|issue|limitation|need|question)s? "
    r"(?!.{0,200}? (?:by|through|via) )"
    rf"|{_OPENING}(?:test|run|ran|measur|validat|assess|benchmark|audit|prob|focus|cover|characteri[sz]|survey|review|outlin|"
    r"reflect|collect|trac|profil|map|identif|discuss|evaluat|analy[sz]|explor|examin|investigat|consider|compar|"
    r"seek|experiment|look|ask|aim|use|take|took|classif|conduct|perform|carr|undert|interview|replicat|track|"
    r"reproduc|quantif|synthesi[sz]|elaborat|exemplif|delv|prompt)(?:s|d|e|es|ed|y|ies|ied|ing|ake|akes|ook)?\b"
)
# "We design two tasks to test whether …": whatever verbs follow tell no finding
_SETS_UP = re.compile(
    rf"{_OPENING}(?:design|introduce|propose|develop|present)s? (?:[\w-]+ ){{1,4}}?"
    r"to (?:test|measure|assess|examine|study|investigate|evaluate) (?:\(?1\) )?(?:if|whether|how)\b"
)
_WAS_DONE = re.compile(
    r"\b(?:was|were) (?:\w+ly )?(?:trained|evaluated|analy[sz]ed|collected|performed|compared|assessed|examined|"
    r"investigated|included|conducted|measured|recorded|reviewed|studied)\b"
)
_AND_FOUND = re.compile(
    r"\band (?:\w+ly )?(?:achieved?|obtain(?:ed)?|found|saw|observed?|outperform(?:ed)?|reach(?:ed)?)\b"
)
_IDENTIFIES = re.compile(r"\bidentif(?:y|ies|ied) [^.;]{3,160}?(?: such as|, including|:|, namely) ")
_TELLS = word_set(
    "show shows showing find finds finding found reveal reveals revealing demonstrate demonstrates demonstrating "
    "prove proves argue argues propose proposes proposing introduce introduces introducing developed"
)
_DOES = word_set(  # after one of them stands what the new thing does, or how
    "that which by via using through where whose leveraging combining exploiting when enabling consisting "
    "comprising containing to covering without while with"
)
_HOW = word_set(
    "by via using through where whose leveraging combining exploiting consisting comprising containing covering "
    "without rather instead with into from"
)
_DULL = frozenset(  # of what every such thing is for
    map(
        stem,
        word_set(
            "ability abilities capability capabilities performance evaluate evaluating assess assessing benchmark "
            "dataset designed specifically enhance enhancing improve improving automated innovative intelligent "
            "seamless better driven aims large setting real-world challenging diverse llm llms language "
            "end-to-end large-scale advanced multi-agent open-source modular ready-to-use "
            "network networks image images data joint"
        ),
    )
)
_AROUND = re.compile(  # "To realize consistent gains, we propose MIRA in this report."
    r"^[^:]*?, (?=(?:we|this (?:paper|work|study)) )| in (?:this|our) (?:\w+ )?(?:paper|report|work|study)\b"
    r"|,? (?:which is )?inspired by [^,;]{0,120}(?=\.$)"
    r"| tailored to\b"
    # what (GUARD) or MIRA stands for
    r"|(?:\b[A-Z][\w-]*(?: (?:of|for|and|with|in|the|to|via|using|by|on|as))? ){1,10}(?=\([A-Z][\w-]*\))"
    r"|(?<=[A-Z\d]) ?\([A-Z][\w-]+[- ][^()]*\)"
    # "that reimagines monitoring", if it is not told how
    r"| (?:that|which) (?:\w+ly )?(?:reimagines?|redefines?|rethinks?|revolutioni[sz]es?|transforms?|"
    r"demonstrates? superior|unlocks?|empowers?|enhances?|improves?(?: how)?|advances?|shifts? the paradigm)\b"
    r"(?!.* (?:by|through|via|using|with) )[^,]*(?=\.$)"
)
_NAME = re.compile(r"\b(?=\w*[A-Z]\w*[A-Z]|[A-Z][a-z]+\d)[\w-]+")  # MIRA, GridPull
_TO_EVALUATE = re.compile(
    r"\b(?:to|for) (?:\w+ly )?"
    r"(?:evaluat|assess|measur|benchmark|study|studying|support|enhanc|improv|generate|generating|enabl)\w* "
)
_HEAD = 3  # words: "We propose to" says nothing yet
_BRIEF = 150  # characters; longer sentences say something
_LONG = 600  # characters that are too many for a name
_ENOUGH = 2  # words beyond the title, where it is told what the thing does
_ENOUGH_NAMED = 5  # where it is not

_BY = word_set(
    "we i experiment experiments result results finding findings evaluation evaluations analysis analyses study "
    "observations paper tests simulation simulations comparison comparisons"
)
_OWN = word_set("we our i my")
_EARLIER = word_set("recent recently previous previously prior existing earlier past")
_FINDING = word_set(
    "show shows showed shown find finds found reveal reveals revealed suggest suggests indicate indicates "
    "demonstrate demonstrates demonstrated observe observed discover discovered confirm confirms argue argues "
    "prove proves proved able succeeded succeed claim claims conclude concludes establish establishes highlight "
    "highlights uncover uncovers"
)
_WITHIN = 20  # words among which the one who finds stands
_AFTER = 14  # words after that, among which the verb stands
_NEAR = 6  # words among which "recent studies" are found
_REPORTED = re.compile(
    r"\b(?:is|are|was|were) (?:\w+ly )?(?:shown|found|proved|proven|demonstrated|proposed|introduced|"
    r"developed|claimed|argued)\b"
)
_EVIDENCE = re.compile(
    r"\b(?:[Ww]e|I|(?:[Tt]his|[Oo]ur) \w+) (?:present|provide|offer|give)s? (?:\w+ )?evidence that\b"
)
_BETTER = re.compile(
    r"(?<!is )(?<!are )(?<!be )(?<!were )\b(?:(?:outperform|surpass|exceed)(?:s|es|ed|ing)?|"
    r"(?:achiev|improv|reduc|attain|deliver|boost|increas|reach)(?:s|es|ed)|matches|yields)\b"
    r"|\bshow(?:s|ed|n)? [^.;:]{0,40}(?:improvement|gain|accurac|relation|correlation|effect|increase|decrease)"
    r"|\d(?: ?%| percent|×| points?)?\b[^.;:]{0,60}\b(?:than|compared|versus|vs)\b"
)
_PROMISES = word_set("promising potential paves pave valuable insights implications standards hope foundation")
_LATER = re.compile(
    r"\bhighlights? (?!that )"
    r"|\bfuture (?:[\w-]+ ){0,2}?(?:work|research|direction|stud|develop|advance|effort|explor|system)"
)
_ANNOUNCES = re.compile(
    r"(?:\b(?:the|its|their)|['’]s) (?:\w+ (?:and )?)?"
    r"(?:effectiveness|superiority|efficacy|validity|feasibility)\b"
    r"|\b(?:two|three|four|five|several|key) (?:\w+ )?(?:findings|insights|results|observations)\b"
    r"|\b(?:highlight|underscor|emphasi[sz]|demonstrat|show|illustrat)\w* the (?:\w+ )?"
    r"(?:need|importance|potential)\b"
    r"|\b(?:superior|competitive|better|excellent|strong|outstanding|remarkable) (?:performance|results)\.$"
    r"|\bthe following (?:\w+ )?(?:findings|insights|results|observations|contributions|features)\b"
    r"|\b(?:are|is) (?:\w+ )?discussed\.|\bthe (?:former|latter)\b|^We show (?:how|results)\b|, respectively\.$"
    r"|^[(\d]|^Of th"
)


def only_looks(sentence: Sentence) -> bool:
    """Whether it says what was looked at, and not what came of it."""
    text = sentence.text
    if _AND_FOUND.search(text) or _IDENTIFIES.search(text):
        return False
    looks = _LOOKS_AT.match(text) or _WAS_DONE.search(text)
    return bool(studying(sentence) or _SETS_UP.match(text) or (looks and _TELLS.isdisjoint(sentence.vocabulary)))


def presents(sentence: Sentence) -> bool:
    """Whether it presents a new thing."""
    return _PROPOSES.match(sentence.text) is not None


def tells_use(sentence: Sentence) -> bool:
    """Whether a sentence that presents a new thing says what that does, or how."""
    return not _DOES.isdisjoint(sentence.words[_HEAD:])


def is_brief(sentence: Sentence) -> bool:
    """Whether it is too short to say much."""
    return len(sentence.text) <= _BRIEF


def only_names(sentence: Sentence, wanted: frozenset[str]) -> bool:
    """Whether it presents a new thing with hardly a word beyond the title, whose stems are `wanted`."""
    if len(sentence.text) > _LONG or not presents(sentence):
        return False
    plain = read(_TO_EVALUATE.sub("", _NAME.sub("", _AROUND.sub("", sentence.text))))
    enough = _ENOUGH_NAMED
    if tells_use(plain):
        enough = _ENOUGH + _HOW.isdisjoint(plain.words[_HEAD:])
    return is_brief(plain) and told(plain, wanted | _DULL) < enough


def finds(sentence: Sentence) -> bool:
    """Whether it says in so many words what the authors found, or, in the passive voice, what was made."""
    words = sentence.words
    if is_earlier(sentence):
        return False
    if any(one.search(sentence.text) for one in (_IDENTIFIES, _REPORTED, _EVIDENCE)):
        return True
    by = next((at for at, word in enumerate(words[:_WITHIN]) if word in _BY), len(words))
    return not _FINDING.isdisjoint(words[by + 1 : by + 1 + _AFTER])


def is_earlier(sentence: Sentence) -> bool:
    """Whether it speaks of earlier work: "recent studies"."""
    return not _EARLIER.isdisjoint(sentence.words[:_NEAR]) and not is_own(sentence)


def is_better(sentence: Sentence) -> bool:
    """Whether it says how well the work does."""
    return not is_earlier(sentence) and _BETTER.search(sentence.text) is not None


def promises(sentence: Sentence) -> bool:
    """Whether it praises more than it tells: "a promising foundation"."""
    return not _PROMISES.isdisjoint(sentence.vocabulary) or _LATER.search(sentence.text) is not None


def announces(sentence: Sentence) -> bool:
    """Whether it only announces: "three key findings", "the effectiveness of our method"."""
    return _ANNOUNCES.search(sentence.text) is not None


def is_own(sentence: Sentence) -> bool:
    """Whether the authors speak: we, our."""
    return not _OWN.isdisjoint(sentence.words[:_WITHIN])
