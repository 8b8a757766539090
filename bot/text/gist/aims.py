"""What a sentence says that a work is for, where it points at troubles or ideas that stand elsewhere."""

from __future__ import annotations

import re

NOUNS = r"paper|work|article|study|report|survey|letter|research|contribution|thesis|project"
TROUBLE = (
    "(?:issue|problem|challenge|limitation|gap|need|question|difficult(?:y|ie)|shortcoming|drawback|bottleneck|"
    "obstacle|barrier|concern)s?"
)
SOLVE = "address|solve|tackle|overcome|alleviate|mitigate|resolve|remedy|fix|bridge|fill|close|handle"
_VERBS = (
    "present develop design build learn train employ adopt propose introduce leverage use combine create "
    "formulate devise release utilize study offer provide suggest align integrate extend model generate "
    "reformulate exploit incorporate decouple construct"
)
_GERUNDS = {f"{verb.removesuffix('e')}ing": verb for verb in _VERBS.split()}
_NEEDED = (
    "how",
    "able",
    "used",
    "designed",
    "intended",
    "aimed",
    "aim",
    "aims",
    "We aim",
    "way",
    "steps",
    "tries",
    "toward",
    "towards",
)  # … to solve
_NOT_NEEDED = "".join(f"(?<! {word})" for word in _NEEDED)
_SOLVING = (
    "addressing|solving|tackling|overcoming|alleviating|mitigating|resolving|bridging|filling|closing|handling"
)
_SOLVES = (
    "address(?:es)?|solves?|tackles?|overcomes?|alleviates?|mitigates?|resolves?|counteracts?|remedies|"
    "fix(?:es)?|bridges?|fills?|"
    "closes?|handles?|meets?|achieves?"
)
_LAST_AIM = re.compile(
    rf"(?:(?:,|{_NOT_NEEDED}) |[–—])to (?:{SOLVE}|complement|support) (?:[\w-]+ ){{0,6}}?"
    r"(?:this|these|those|such|the above|the aforementioned|all (?:two|three|four))(?: [\w-]+){1,3}"
    r"(?: within [\w-]+)?(?=\.$|\. [a-z])"  # what begins with a small letter is read as one sentence
)
LAST_TROUBLE = re.compile(rf"(?:,|{_NOT_NEEDED}) to (?:{SOLVE}) (?:this|the {TROUBLE})(?=\.$)")
_MEANT = r",? (?:specifically )?(?:designed|aimed|intended|tailored)(?: specifically)?"
# As in: two strategies to address these issues, or a dataset addressing these gaps with 23,000 models.
_INNER_AIM = re.compile(
    rf"(?:{_MEANT}|,?{_NOT_NEEDED}) (?:to (?:{SOLVE})|{_SOLVING}) "
    r"(?:all |both |each of )?(?:this|these|those|such)(?: [\w-]+)?"
    rf" {TROUBLE}(?=[:,]| (?:with|without|through|via|from) )"
)
# As in: a model designed to bridge this gap by offering maps.
_AIM_BY = re.compile(
    rf"(?<= to )(?:{SOLVE}) (?:this|these|those|such) (?:[\w-]+ )?{TROUBLE} by "
    rf"(?P<verb>{'|'.join(_GERUNDS)}) "
)
# As in: an approach designed to overcome this issue and enable early exit.
_AIM_AND = re.compile(
    rf"(?<= to )(?:{SOLVE}) (?:this|these|those|such) (?:[\w-]+ )?{TROUBLE},? (?:and|"
    rf"while) (?:to )?(?=[a-z]{{3,}}e? )(?!\w+ing )"
)
# As in: a framework that closes this gap for diffusion models, or that addresses these issues by learning jointly.
_THAT_SOLVES = re.compile(
    rf",? (?:that|which) (?:can |\w+ly )?(?:{_SOLVES}|defends? against) "
    r"(?:(?:all |both |each of )?(?:this|these|those|such)|both|all (?:two|three|four))"
    rf" (?:[\w-]+ )?(?:{TROUBLE}|patholog(?:y|ies)|attacks?|threats?"
    r"|trade-?offs?|mismatch(?:es)?|tension|dilemma|discrepanc(?:y|ies)|goals?|aims?)"
    r"(?P<by> (?=by \w+ing\b|through |via ))?(?=[.,:;]| (?:for|in|on|of|through|with|via|using|by|while|and|"
    r"to) "
    r"|(?<= )(?:by|through|via) )"
)
# As in: a model that addresses this with anchors.
_THAT_SOLVES_IT = re.compile(rf",? (?:that|which) (?:{_SOLVES}) this(?= (?:with|through|via|using) )")
# As in: MIRA addresses this by folding edges.
_DOES_SO = re.compile(
    r"(?<!We)(?<!we)(?<!I)(?<!aper)(?<!ork)(?<!tudy) (?:addresses|solves|tackles|overcomes|alleviates|mitigates|"
    r"resolves|handles|fixes|"
    r"bridges|fills|closes|achieves|does|reali[sz]es|accomplishes) (?:this|so)(?: \w+)?"
    r" (?:by|through|via) (?=\w+ing )"
)
# As in: a benchmark that provides such a framework.
_SUCH_A = re.compile(r"(?<= )(?<!just )such (?=an? [a-z])(?!.{0,80} that )")
_POINTS = re.compile(
    r" (?:this|these|those|such|above|aforementioned|all|both|(?:up)?on that) "
)  # else there is no need to look
# "We tackle this problem by proposing MIRA" says what "We propose MIRA" says, and "We bridge this gap with MIRA"
# what "We present MIRA" says.
_BY_PROPOSING = re.compile(
    rf"(?:(?P<us>We|I) (?:\w+ly )?(?:(?:attempt|aim|seek|try) to )?(?:{SOLVE}|approach|meet|answer|challenge"
    rf"|(?:take|make) (?:an?|the first|one) (?:\w+ )?steps? (?:in|to|towards?) (?:{_SOLVING}))"
    rf"|(?P<work>(?:This|Our|The) (?:\w+ )?(?:{NOUNS})) "
    rf"(?:(?:aims|seeks|attempts|strives|intends) to (?:{SOLVE})|{_SOLVES})) "
    r"(?:this|these|those|such)(?: [\w-]+){0,2} (?:by (?P<verb>" + "|".join(_GERUNDS) + r") "
    r"|(?:with|through|via) (?=(?:an?|our) |[A-Z]|[^\x00-\x7f]))"
)
# "We challenge this assumption and introduce MIRA": the second half says it
_AND_PROPOSING = re.compile(
    r"(?P<us>We|I) (?:\w+ly )?[a-z]+(?: (?:on|upon|beyond|from))? (?:this|that|these|those|"
    r"such)(?: [\w-]+){1,3}"
    rf",?(?: and|,) (?P<verb>{'|'.join(_VERBS.split())}|introducing|proposing|presenting|developing) "
)
# "This paper builds on that notion and proposes MIRA", too
_WORK_PROPOSING = re.compile(
    rf"(?P<work>(?:This|Our|The) (?:\w+ )?(?:{NOUNS})) [a-z]+s(?: (?:that|on|upon|beyond|from))? "
    rf"(?:this|that|these|those|such)(?: [\w-]+){{1,8}},? and (?=(?:{_VERBS.replace(' ', '|')})(?:s|es) )"
)
# "We formalize this view as MIRA" says that, too
_GIVING_FORM = re.compile(
    r"(?P<us>We|I) (?:formali[sz]e|instantiate|implement|reali[sz]e|operationali[sz]e|embody|package|turn) "
    r"(?:this|these) (?:[\w-]+ )?(?:view|idea|insight|principle|concept|intuition|perspective|vision|notion)s? "
    r"(?:as|in|into|through|with|via) (?=(?:an?|our) |[A-Z])"
)
# "MIRA to address this pressing need to test corners"
_TO_NEED = re.compile(r" to (?:address|meet|fill) this (?:\w+ )?(?:need|gap)(?= to [a-z])")
_FOR_TROUBLE = re.compile(
    rf"{_MEANT} (?:to (?:{SOLVE})|at {_SOLVING}) (?:these|this|those|such) (?:[\w-]+ )?{TROUBLE}"
    r"(?=[.:]$| (?:in|within|for) )"
)
_UNDER_SUCH = re.compile(
    r" (?:under|in) (?:such|these|those) (?:[\w-]+ )?"
    r"(?:circumstances|conditions|settings|scenarios|situations|cases)\b"
)
_FEWEST_WORDS = 4  # what is left must still be a sentence


def without_aims(sentence: str) -> str:
    """The sentence without what points at troubles or ideas that stand elsewhere."""
    sentence = _BY_PROPOSING.sub(_proposing, sentence, count=1)
    if _POINTS.search(sentence):
        sentence = _GIVING_FORM.sub(r"\g<us> present ", sentence, count=1)
        sentence = _AND_PROPOSING.sub(
            lambda match: f"{match['us']} {_GERUNDS.get(match['verb'], match['verb'])} ", sentence, count=1
        )
        sentence = _WORK_PROPOSING.sub(r"\g<work> ", sentence, count=1)
        sentence = _AIM_BY.sub(lambda match: f"{_GERUNDS[match['verb']]} ", sentence, count=1)
        sentence = _THAT_SOLVES.sub(lambda match: " that works " if match["by"] else "", sentence, count=1)
        sentence = _DOES_SO.sub(" works by ", sentence, count=1)
        for aim in (
            _TO_NEED,
            _AIM_AND,
            _LAST_AIM,
            _INNER_AIM,
            _FOR_TROUBLE,
            _UNDER_SUCH,
            _THAT_SOLVES_IT,
            _SUCH_A,
        ):
            sentence = without(aim, sentence)
    return sentence


def without(needless: re.Pattern[str], sentence: str) -> str:
    """The sentence without what matches, where a sentence is left."""
    shorter = needless.sub("", sentence)
    return shorter if whole(shorter) else sentence


def whole(text: str) -> bool:
    """Whether there are enough words for a sentence."""
    return len(text.split(maxsplit=_FEWEST_WORDS)) >= _FEWEST_WORDS


def _proposing(match: re.Match[str]) -> str:
    verb = _GERUNDS.get(match["verb"], "present")
    if match["us"]:
        return f"{match['us']} {verb} "
    return f"{match['work']} {verb.removesuffix('y')}ies " if verb.endswith("dy") else f"{match['work']} {verb}s "
