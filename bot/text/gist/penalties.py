"""What training cannot teach: sentences that lean on others, speak of others' work, or say little.

Reference summaries rarely tell such sentences apart by their words, readers do at once. The penalties are on the
scale of the ranker's scores, where the best sentence is usually 3 to 10 ahead of the second.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.text.gist.cues import US
from bot.text.gist.leaning import leaning
from bot.text.gist.voice import foreign, title_name
from bot.text.gist.words import Sentence, read, stem, word_set

if TYPE_CHECKING:
    from collections.abc import Sequence

LEANING = 9  # for each word that points out of the sentence
BACKGROUND = 30.0  # for a sentence that speaks of no one's own work, where another one does
TAUGHT = 7.0  # what training is shown of either of the two: it would learn to outweigh more
BARE = 6.0  # for one that says nothing beyond the title; half for a single word more
NAMELESS = 4.5  # for one without the name that the title gives the work, where another one has it
ONLY_STUDYING = 11.0  # the same where the title says that it is a study
ANSWERLESS = 4.0  # for one that finds nothing where the title asks
SIDE = 6.0  # for one that presents something else than what the title names, where another one presents that
GIVING = 4.0  # for one that says what is to be had, where another one presents it
ASKING = 8.0  # for one that is a question itself
STUDYING = 4.8  # for one that says what was looked at, but not what was found or made

_ENOUGH = 2  # words beyond the title that make a sentence worth its place
_COMMON = word_set(
    "propose present introduce develop describe design novel new method approach framework model system simple "
    "effective efficient general called named termed dubbed study investigate explore paper work technique "
    "recipe tailored strategy paradigm solution pipeline scheme tool toolkit suite platform powerful robust "
    "scalable flexible lightweight principled computation application applications "
    "algorithm practical task problem provide examine analyze analysis comprehensive systematic first different "
    "various several unified"
)
_EMPTY = frozenset(map(stem, _COMMON | {f"{word}s" for word in _COMMON}))
_SHORT_FORM = re.compile(r"\(([A-Z][\w-]{1,20})\)")  # (SRPO) says no more than what it is short for
_LOOKS = word_set(
    "study studies investigate investigates investigating explore explores examine examines analyze analyse "
    "analyzes analyses refer note notes define defines ask asks hope believe discuss discusses conclude consider "
    "considers compare compares compared revisit revisits evaluate evaluates aim aims studied investigated "
    "explored examined analyzed analysed evaluated considered contribute contributes conduct conducts conducted "
    "perform performs performed"
)
_TELLS = word_set(
    "show shows showing find finds finding prove proves argue argues reveal reveals revealing demonstrate "
    "demonstrates demonstrating discover uncover propose proposes introduce introduces develop present presents "
    "observe establish identify derive provide developed built"
)
# "We present a comprehensive analysis of …": as little as "we analyze".
_OVERVIEW = re.compile(
    r"(?:[^,]{3,60}, )?(?:[Ww]e|I|(?:[Tt]his|[Oo]ur|[Tt]he) (?:\w+ )?(?:paper|work|study|article|survey|"
    r"report)) "
    r"(?:\w+ )?"
    r"(?:present|provide|conduct|report|offer|perform|give|make|carr(?:y|ied) out)(?:s|ed)? (?:(?:an?|the|"
    r"our) )?"
    r"(?:[\w-]+,? (?:and )?){0,4}?(?:experiments?|interviews|trials?|analysis|study|evaluation|overview|"
    r"investigation|comparison|assessment|examination|exploration|treatment|measurements|contribution|insights?|"
    r"guidance|foundation)"
    r"(?= (?:of|on|for|into|to|across|with|in|about|from|between|among)\b|\.| \(N"
    r"| (?:that|which) (?:analy|examin|investigat|explor|evaluat|compar|assess|stud))"
)
_INFORMS = re.compile(  # "Our findings inform the design of …"
    r"(?:Our|These|The) (?:\w+ )?(?:findings|results|insights|study|work) (?:\w+ly |also )?"
    r"(?:informs?|offers?|contributes? to|opens?|paves?|underscores?|lays?|ha(?:s|ve) (?:\w+ )?implications) "
    r"|This (?:work|paper|study|article) (?:\w+ly )?(?:advances|highlights|underscores|emphasi[sz]es|stresses|"
    r"provides|lays) "
    r"(?:(?:the|our|an?) )?(?:\w+ (?:and \w+ )?)?(?:understanding|knowledge|need|importance|potential|value|"
    r"groundwork|foundation|"
    r"insights?|roadmap|pathways?|path|steps?) "
    r"|This (?:work|paper|study|article) is an? (?:\w+ (?:and )?){0,4}contribution\b"
    r"|We (?:also )?(?:envision|envisage|foresee|anticipate) "
    r"|(?:The|Our) (?:\w+ )?(?:novelty|contributions?) (?:of (?:the|this|our) (?:paper|work|study|article) )?"
    r"(?:includes?|lies?|is|are|consists?) "
)
# what is to be had, done by others, or counted: "We invite the community to extend MIRA."
_RELEASES = re.compile(
    r"We (?:also |publicly )?(?:release|open-source|publish) "
    r"(?:(?:the |our |all )?(?:code|scripts|prompts)|(?:the|our|all) (?:data|datasets|models))\b"
    r"|We (?:also |\w+ly )?(?:invite|encourage|welcome|call (?:on|for)|thank) "
    r"|(?:We|This (?:paper|work)) (?:present|make|offer|provide)s? (?:the following|two|three|four|five|"
    r"several) "
    r"(?:[\w-]+ )?contributions\.$"
)
_AT_ONCE = re.compile(
    r"\b(?:present|introduce|propose|develop|describe|design|build|built|create|construct|call|term|dub)(?:s|ed|"
    r"d)? "
    r"(?:(?:a|an|the|novel|new|our|method|framework|named|called) ){0,3}"
)
_PROPOSING = re.compile(
    r"(?:[^,]{3,80}, )?(?:[Ww]e|[Tt]his (?:paper|work)) (?:\w+ )?(?:present|introduce|propose|develop|design|"
    r"build|create|"
    r"construct|provide|release|curate)s? "
)
_GIVES = re.compile(r"(?:[^,]{3,80}, )?[Ww]e (?:\w+ ){0,2}?(?:release|open-source|publish|share) ")
_FINDS = word_set("show shows showing find finds reveal reveals revealing demonstrate demonstrating uncover")
_OF_A_STUDY = word_set(
    "study studies analysis analyzing analysing investigating investigation assessing assessment evaluating "
    "evaluation empirical how do does is are can understanding exploring "
    "benchmarking revisiting examining reproducing replicating"
)
_FACES = word_set("tackle tackles address addresses")
_MEANS = word_set("by with through via using")  # with one of them, facing a problem tells what was done
_ASKED = word_set("question questions")  # but not facing a question, whose answer is what was done
_ASKS = word_set("whether how if why")
_SUBJECTS = US | {"paper", "work", "article", "report", "survey"}
_NEAR = 9  # words at the beginning, among which the verb of the main clause is found


def told(sentence: Sentence, wanted: frozenset[str]) -> int:
    """How many words of meaning the sentence has beyond the title, whose stems are `wanted`, and common ones."""
    known = wanted | _EMPTY | {stem(name.lower()) for name in _SHORT_FORM.findall(sentence.text)}
    return sum(not known.issuperset(map(stem, one.split("-"))) for one in sentence.stems - known)


def studying(sentence: Sentence) -> float:
    """1.0 when the sentence says only what was studied, 2.0 when it is a question (whether, how), else 0.0."""
    near = sentence.words[:_NEAR]
    if _RELEASES.match(sentence.text):
        return 3.0
    if _INFORMS.match(sentence.text):
        return 1.0
    if _OVERVIEW.match(sentence.text) and _FINDS.isdisjoint(sentence.vocabulary):
        return 1.0
    if _SUBJECTS.isdisjoint(near) or not _TELLS.isdisjoint(sentence.vocabulary):
        return 0.0
    means = not _MEANS.isdisjoint(sentence.vocabulary) and _ASKED.isdisjoint(near)
    faced = not _FACES.isdisjoint(near) and not means
    return float(faced or not _LOOKS.isdisjoint(near)) * (1 if _ASKS.isdisjoint(near) else 2)


def leaning_penalty(sentence: Sentence) -> float:
    """What a sentence, or two read as one, loses for pointing out of itself."""
    return LEANING * leaning(sentence)


def bare_penalty(sentence: Sentence, wanted: frozenset[str]) -> float:
    """What a sentence, or two read as one, loses for saying little beyond the title, whose stems are `wanted`."""
    return BARE * max(0, _ENOUGH - told(sentence, wanted)) / _ENOUGH


def penalties(sentences: list[Sentence], title: str, written: Sequence[Sentence] = ()) -> list[float]:
    """What to take off each sentence's score; they come as they would be shown, and as they are `written`."""
    wanted, name = read(title).stems, title_name(title)
    studied = STUDYING if _OF_A_STUDY.isdisjoint(read(title).words) else ONLY_STUDYING
    asked = ANSWERLESS * ("?" in title)
    named = [bool(name) and name in one.text.lower() for one in sentences]
    main = [_presents(one, name) for one in sentences] if name else [False] * len(sentences)
    return [
        leaning_penalty(one)
        + SIDE * (any(main) and not at_main and _proposes(one))
        + GIVING * (any(main) and _GIVES.match(one.text) is not None)
        + bare_penalty(one, wanted)
        + studied * studying(one)
        + BACKGROUND * other
        + asked * _FINDS.isdisjoint(one.vocabulary)
        + ASKING * one.text.endswith("?")
        + NAMELESS * (any(named) and not at_name)
        for one, other, at_name, at_main in zip(
            sentences, foreign(sentences, title, written), named, main, strict=True
        )
    ]


def _presents(sentence: Sentence, name: str) -> bool:
    """Whether it presents the thing that the title names, at once: "we introduce MIRA"."""
    text = sentence.text.lower()
    ends = (match.end() + len(name) for match in _AT_ONCE.finditer(text) if text.startswith(name, match.end()))
    return any(not text[end : end + 1].isalnum() and text[end : end + 1] != "-" for end in ends)


def _proposes(sentence: Sentence) -> bool:
    text = sentence.text
    return _PROPOSING.match(text) is not None and _GIVES.match(text) is None and " task " not in text


def taught(sentences: list[Sentence], title: str) -> list[float]:
    """The penalties that training is shown; it would learn to outweigh the others, which references ignore."""
    others = foreign(sentences, title)
    return [TAUGHT * (leaning(one) + other) for one, other in zip(sentences, others, strict=True)]
