"""What a sentence says of the work: what was looked at, or what the new thing is called, does, or is for."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.text.gist.penalties import leaning_penalty, studying, told
from bot.text.gist.second.findings import AND_FOUND, IDENTIFIES, finds, is_measured
from bot.text.gist.words import ASKED_AGAIN, Sentence, read, stem, word_set

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
_LOOKS_AT = re.compile(
    r"(?:The|Our) (?:\w+ )?(?:objective|aim|goal|purpose)s? (?:[\w-]+ ){0,4}?(?:is|was|are|were) to "
    rf"|{_OPENING}(?:formulate|formali[sz]e|pose|define)s? (?:the|an?) (?:[\w-]+ )?(?:problem|task)s? of "
    rf"|{_OPENING}(?:present|provide|offer|give|seek|conduct)s? (?:[^,.;:]{{0,40}}, ?)?(?:[\w-]+ ){{0,5}}?"
    r"(?:survey|review|overview|appraisal|comparison|audit)s? (?:of|on) "
    rf"|{_OPENING}(?:provide|offer|give|gain|present)s? (?:an?|the|new|some)? ?(?:[\w-]+ ){{0,4}}?"
    r"(?:understanding|insights?|picture|view|perspective|overview) (?:of|into|on) "
    r"(?!.{0,200}? (?:by|through|via) )"
    rf"|{_OPENING}address(?:es)? (?:the|an?) (?:\w+ )?(?:gap|challenge|problem|issue|limitation|need|"
    rf"question)s? "
    r"(?!.{0,200}? (?:by|through|via) )"
    rf"|{_OPENING}answers? (?:an?|the) (?:\w+ )?questions? (?:about|of|on|whether|how) "
    rf"|{_OPENING}(?:test|run|ran|measur|validat|assess|benchmark|audit|prob|focus|cover|characteri[sz]|survey|"
    r"review|outlin|reflect|collect|trac|profil|map|identif|discuss|pos|evaluat|analy[sz]|explor|examin|"
    r"investigat|consider|compar|"
    r"seek|experiment|look|ask|aim|use|take|took|classif|conduct|perform|adopt|translat|recruit|carr|undert|"
    r"interview|replicat|track|"
    r"reproduc|quantif|position|synthesi[sz]|elaborat|exemplif|delv|dissect|prompt)(?:s|d|e|es|ed|y|ies|ied|ing|"
    r"ake|akes|ook)?\b"
)
_SETS_UP = re.compile(
    rf"{_OPENING}(?:design|introduce|propose|develop|present)s? (?:[\w-]+ ){{1,4}}?"
    r"to (?:test|measure|assess|examine|study|investigate|evaluate) (?:\(?1\) )?(?:if|whether|how)\b"
)
_WAS_DONE = re.compile(
    r"\b(?:was|were|(?:is|are)(?= then| first| also)) (?:\w+ly |then |first |also )?"
    r"(?:trained|evaluated|analy[sz]ed|collected|performed|compared|assessed|examined|investigated|included|"
    r"conducted|measured|recorded|reviewed|studied)\b"
)
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
DULL = frozenset(  # of what every such thing is for
    map(
        stem,
        word_set(
            "ability abilities capability capabilities performance evaluate evaluating assess assessing benchmark "
            "dataset designed specifically enhance enhancing improve improving automated innovative intelligent "
            "seamless better driven aims large setting real-world challenging diverse llm llms language "
            "end-to-end large-scale advanced multi-agent open-source modular ready-to-use "
            "network networks image images data joint state-of-the-art sota outperform baseline baselines "
            "existing experiment experiments extensive significantly significant consistently superior "
            "competitive results demonstrate demonstrates achieve achieves effectiveness strong comprehensive "
            "training-free user-friendly easily extensible fully efficiently effectively robustness accuracy "
            "complex domains tasks models methods high-quality high quality generation "
            # what is only praised: "a general-purpose model with exceptional capabilities"
            "exceptional general-purpose remarkable outstanding excellent superior leading cutting-edge powerful "
            "advance advances advancing balance balances balancing efficiency boost boosts unlock unlocks empower "
            "empowers harness harnesses power popularity success capitalize capitalizes benefits practice "
            "flexibility merit usability advantages various reliable reliably utilize utilizes employ employs "
            "leverage leverages adopt adopts apply applies show shows consistent gains across substantially "
            "performs better multiple"
        ),
    )
)
_AROUND = re.compile(  # "To realize consistent gains, we propose MIRA in this report."
    r"^[^:]*?, (?=(?:we|this (?:paper|work|study)) )| in (?:this|our) (?:\w+ )?(?:paper|report|work|study)\b"
    r"|,? (?:which is )?inspired by [^,;]{0,120}(?=\.$)"
    r"| tailored to\b"
    # what (GUARD) or MIRA stands for
    r"|(?:\b[A-Z][\w-]*(?: (?:of|for|and|with|in|the|to|via|using|by|on|as))? ){1,10}(?=\([A-Z][\w-]*\))"
    r"|(?<=[A-Z\d]) ?(?>\([A-Z][\w-]+[- ])[^()]*\)"
    # "that reimagines monitoring", if it is not told how
    r"| (?:that|which) (?:\w+ly )?(?:reimagines?|redefines?|rethinks?|revolutioni[sz]es?|transforms?|"
    r"demonstrates? superior|unlocks?|empowers?|enhances?|improves?(?: how)?|advances?|shifts? the paradigm)\b"
    r"(?!.{0,200} (?:by|through|via|using|with) )[^,]{0,200}(?=\.$)"
)
_NAME = re.compile(r"\b(?=\w*[A-Z]\w*[A-Z]|[A-Z][a-z]+\d)[\w-]+")  # MIRA, GridPull
_TO_EVALUATE = re.compile(
    r"\b(?:to|for) (?:\w+ly )?"
    r"(?:evaluat|assess|measur|benchmark|study|studying|support|enhanc|improv|generate|generating|enabl)\w* "
)
_CALLED = re.compile(
    r"(?:present|propose|introduce|develop|design|build|built|construct|called|named|dubbed|termed)(?:s|ed)? "
    r"([A-Z][\w-]+)(?=[, ]|$)"
)
# "We propose MIRA, a framework for": the rest may stand in the title
_FRAMEWORK = re.compile(
    r"(?:[^,]{3,80}, )?(?:[Ww]e|[Tt]his (?:paper|work|study)) (?:present|propose|introduce|develop)s? "
    r"(?:[A-Z]\w*(?: [\w-]+){0,8} \((?=\w*[A-Z]\w*[A-Z])[\w-]+\)|(?=\w*[A-Z]\w*[A-Z]|[A-Z]\w*\d)[\w-]+)(?=,? )"
)
_BEYOND = 1  # words beyond the title
_CALLED_SO = re.compile(
    r"(?:present|propose|introduce|develop|called|named|dubbed|termed)(?:s|ed)? ([A-Z](?=[\w-]*[A-Z])[\w-]*)"
    r"|\(([A-Z](?=[\w-]*[A-Z])[\w-]*)\)|(?<![\w-])([A-Z](?=[\w-]*[A-Z])[\w-]*) \((?=[A-Z]\w+[- ]\w)"
)
_IN_BRACKETS = 2  # the group of that
_COMPARES = re.compile(
    r"\b(?:[Ww]e|and) (?:also )?(?:compare|evaluate|assess|investigate|analy[sz]e|study|examine|test)\b"
)
_HOW_ONLY = re.compile(r"\b(?:show|demonstrate|illustrate|reveal|discuss)s? how\b")
_IN_PASSING = word_set("finding showing revealing demonstrating proving")
_STUDY = re.compile(
    r"\?|\b(?:how|why|does|do)\b"
    r"|\b(?:an?|the) (?:[\w-]+ ){0,3}?(?:study|studies|analysis|audit|investigation|evaluation|assessment|"
    r"comparison|review|survey|appraisal)\b"
    r"|(?:^|: )(?:evaluat|investigat|assess|analy[sz]|revisit|rethink|understand|examin|explor|measur|"
    r"characteri[sz]|compar|dissect|benchmark|prob|audit|reproduc|replicat|quantify)ing\b",
    re.IGNORECASE,
)
_TEST = re.compile(
    r"\b(?:Arena|[Ee]valuation framework|[Bb]enchmark|[Dd]ataset|[Ff]ield (?:guide|manual)|[Tt]estbed|"
    r"[Tt]est suite|[Ee]valuation suite|"
    r"[Cc]orpus)\b"
)
_ON_DATA = re.compile(r" (?:on|over|across|using) an? (?:[\w-]+ ){0,5}(?:dataset|benchmark|corpus)\b")
_NUMBER = re.compile(r"\b\d[\w.,-]*")
_BRACKETS = re.compile(r" \([^()]*\)")
_HEAD = 3  # words: "We propose to" says nothing yet
_BRIEF = 150  # characters; longer sentences say something
_LONG = 600  # characters that are too many for a name
_LITTLE = 210  # characters; longer ones say something
_SOME, _SOME_NAMED = 6, 8  # words beyond the title, where it is told what the thing does and where it is not
_MUCH = 7  # the same, with which a sentence says enough
_ENOUGH = 2  # words beyond the title, where it is told what the thing does
_ENOUGH_NAMED = 5  # where it is not


@lru_cache(ASKED_AGAIN)
def only_looks(sentence: Sentence) -> bool:
    """Whether it says what was looked at, and not what came of it."""
    text = sentence.text
    if AND_FOUND.search(text) or IDENTIFIES.search(text):
        return False
    looks = _LOOKS_AT.match(text) or _WAS_DONE.search(text)
    return bool(studying(sentence) or _SETS_UP.match(text) or (looks and _TELLS.isdisjoint(sentence.vocabulary)))


def begins_to_look(sentence: Sentence) -> bool:
    """Whether it says first what was looked at, whatever it says then."""
    return _LOOKS_AT.match(sentence.text) is not None


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
    return is_brief(plain) and told(plain, wanted | DULL) < enough


def only_called(sentence: Sentence, wanted: frozenset[str]) -> str:
    """The sentence with only the name of what it presents; "" if the rest says more than the title, and stands."""
    match = _FRAMEWORK.match(sentence.text)
    if match is None:
        return ""
    rest = read(_NAME.sub("", sentence.text[match.end() :]))
    if told(rest, wanted | DULL) > _BEYOND and not leaning_penalty(rest):
        return ""
    return f"{match[0].rstrip(' ,')}."


def says_little(sentence: Sentence, wanted: frozenset[str], *, short_of: int = 0) -> bool:
    """Whether it finds nothing, and has few words, or `short_of` more, beyond the stems `wanted` of the title."""
    text = sentence.text
    if len(text) > _LITTLE or is_measured(sentence) or not _IN_PASSING.isdisjoint(sentence.vocabulary):
        return False
    if finds(sentence) and not presents(sentence) and not _HOW_ONLY.search(text):
        return False
    plain = _plain(text)
    return told(plain, wanted | DULL) < (_SOME if tells_use(plain) else _SOME_NAMED) + short_of


def says_much(sentence: Sentence, wanted: frozenset[str]) -> bool:
    """Whether it presents a new thing and says much of it beyond the title, whose stems are `wanted`."""
    return presents(sentence) and told(_plain(sentence.text), wanted | DULL) >= _MUCH


def _plain(text: str) -> Sentence:
    """The sentence without names, numbers, and what is said around the thing."""
    return read(_NUMBER.sub("", _TO_EVALUATE.sub("", _NAME.sub("", _BRACKETS.sub("", _AROUND.sub("", text))))))


def names(sentence: Sentence) -> frozenset[str]:
    """What the new things that it presents are called."""
    called = _CALLED.search(sentence.text)
    return frozenset(_NAME.findall(sentence.text)) | frozenset([called[1]] if called else [])


@lru_cache(ASKED_AGAIN)
def called(sentence: Sentence) -> frozenset[str]:
    """What a sentence calls a new thing, in so many words: "we propose MIRA", "a lattice (MIRA)"."""
    matches = _CALLED_SO.finditer(sentence.text)
    return frozenset(match[match.lastindex or 0] for match in matches if _is_short_form(match, sentence.text))


def _is_short_form(match: re.Match[str], text: str) -> bool:
    """Whether a name, if it stands in brackets, may be short for the words before it."""
    last = text[: match.start()].rsplit(maxsplit=1)[-1:]
    return match.lastindex != _IN_BRACKETS or any(word[0].lower() in match[0].lower() for word in last)


def compares(sentence: Sentence) -> bool:
    """Whether it says that something was compared or tested, not what came of it."""
    return _COMPARES.search(sentence.text) is not None and not is_measured(sentence)


def presents_test(sentence: Sentence) -> bool:
    """Whether it presents something by which others are measured."""
    return presents(sentence) and _TEST.search(_ON_DATA.sub("", sentence.text)) is not None


def wants_finding(title: Sentence) -> bool:
    """Whether the title asks something, or says that the paper is a study."""
    return _STUDY.search(title.text) is not None
