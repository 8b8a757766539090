"""A chosen sentence without what only made sense, or was only needed, among its neighbours."""

from __future__ import annotations

import re

from bot.text.gist.shorten import shortened

_NOUNS = r"paper|work|article|study|report|survey|letter|research|contribution|thesis|project"
_WORK = rf"(?:(?:short|position|technical|present|current|review|survey|research) )?(?:{_NOUNS})"
_IN_THIS = rf"In (?:this|the present|our|the current) {_WORK}"
_LINK = (
    r"(?:However|Moreover|Furthermore|Further|Additionally|In addition|(?:More )?(?:[Ss]pecifically|"
    r"[Cc]oncretely|"
    r"[Pp]recisely)|In particular|Particularly|Notably|Therefore|Thus|Consequently|Hence|Accordingly|"
    r"As a result|"
    r"Finally|Lastly|Importantly|Interestingly|Meanwhile|Instead|In (?:response|short|summary|contrast|turn|"
    r"fact)|"
    r"To (?:summari[sz]e|be specific)|Overall|Nevertheless|Nonetheless|Here|Next|Then|First|Firstly|Second|"
    r"Secondly|Third|Thirdly|"
    r"By contrast|Similarly|Likewise|Also|Besides|As such|Indeed|Alternatively|Ultimately|In other words|Rather|"
    r""
    r"For (?:example|instance)|In parallel|Intriguingly|Surprisingly|Remarkably|Crucially|Strikingly|"
    r"(?:Taken t|T)ogether|And|On the contrary|On the other hand|"
    r"(?:For|To address) (?:problem|task|challenge|issue|question) \d|"
    r"As a (?:fix|remedy|solution|step \w+ this direction))"
)
_TROUBLE = (
    "(?:issue|problem|challenge|limitation|gap|need|question|difficult(?:y|ie)|shortcoming|drawback|bottleneck|"
    "obstacle|barrier|concern)s?"
)
_SOLVE = "address|solve|tackle|overcome|alleviate|mitigate|resolve|remedy|fix|bridge|fill|close|handle"
# "To address these issues," and "Inspired by their work,": what they point at stands in another sentence.
_POINTER = (
    r"(?:this|these|those|such|its?|them|their|so|that|the two|the above|the aforementioned|the former|"
    r"the latter)"
)
_BACK = (
    rf"(?:(?:To|Towards?|In order to|Aiming (?:at|to)) (?:[\w-]+ ){{0,5}}?{_POINTER}\b[^,;:]{{0,140}}"
    r"|[A-Z][^,;:]{1,60}? (?:this(?! \w+ ?(?:paper|work|study))|these|those|such(?! as)|"
    r"the above)\b[^,;:]{0,80}"
    r"|(?:[A-Z][a-z]+(?:ing|ed)|Based|Built|Given|With|In light|From|Through|Under|Along|Despite|In|For|"
    r"Towards?) "
    r"(?:[\w-]+ ){0,4}?(?:this|these|those|such(?! as)|their|its|the above|the two)\b[^,;:]{0,80}"
    rf"|(?:To|In order to) (?:\w+ly )?(?:{_SOLVE}) the "
    rf"(?:(?:existing|current|above|main|key|identified|remaining) )?{_TROUBLE}"
    r"|(?:In (?:light|view) of|Given|With|From|Leveraging|Using) (?:our|the) (?:[\w-]+ ){0,2}?"
    r"(?:observation|finding|insight|discover(?:y|ie)|result|intuition|analysi|analyse)s?"
    r"|To (?:fill|bridge|close) (?:the|an?) (?:[\w-]+ ){0,2}gap|(?:To|Towards) th(?:is|at|e) end|"
    r"For this purpose"
    r"|(?:Motivated|Inspired|Building|Built|Drawing|Based|Encouraged|Guided|Following) [^,:;]{3,200})"
)
# the same without its comma, where no more than a noun follows the pointer
_AIM = r"To [a-z]+ (?:this|these|those|such)(?: [\w-]+)?(?: [\w-]*[a-z]{3,})(?= we )"
_FILLER = re.compile(
    rf"(?:(?:{_IN_THIS}|{_LINK}),\s+"
    rf"|(?:{_BACK},|{_AIM})\s+(?=(?:[Ww]e|I|[Oo]ur|in this|(?:this|the|the present) (?:{_NOUNS})) )"
    rf"|(?:To|In order to) (?:{_SOLVE}) (?:this|these|those|such) [^,;:]{{0,80}},\s+"
    r"(?=an? (?:[\w-]+ ){1,12}?(?:is|are) )"
    rf"|(?:{_IN_THIS}|{_LINK})\s+(?=(?:[Ww]e|I) ))(?P<rest>\S.*)",
    re.DOTALL,
)
_STEP = re.compile(
    r"(?P<us>We|I) (?:then proceed to|also|further|then|first|therefore|thus|hence|additionally|next|finally|"
    r"instead|subsequently|furthermore|moreover|now)(?P<rest> [a-z].*)",
    re.DOTALL,
)
_VERBS = (
    "present develop design build learn train employ adopt propose introduce leverage use combine create "
    "formulate devise release utilize study offer provide suggest"
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
    rf"(?:(?:,|{_NOT_NEEDED}) |[–—])to (?:{_SOLVE}) (?:[\w-]+ ){{0,6}}?"
    r"(?:this|these|those|such|the above|the aforementioned|all (?:two|three|four))(?: [\w-]+){1,3}"
    r"(?: within [\w-]+)?(?=\.$)"
)
_LAST_TROUBLE = re.compile(rf"(?:,|{_NOT_NEEDED}) to (?:{_SOLVE}) (?:this|the {_TROUBLE})(?=\.$)")
_MEANT = r",? (?:specifically )?(?:designed|aimed|intended|tailored)(?: specifically)?"
# As in: two strategies to address these issues, or a dataset addressing these gaps with 23,000 models.
_INNER_AIM = re.compile(
    rf"(?:{_MEANT}|,?{_NOT_NEEDED}) (?:to (?:{_SOLVE})|{_SOLVING}) "
    r"(?:all |both |each of )?(?:this|these|those|such)(?: [\w-]+)?"
    rf" {_TROUBLE}(?=[:,]| (?:with|without|through|via|from) )"
)
# As in: an approach designed to overcome this issue and enable early exit.
_AIM_AND = re.compile(
    rf"(?<= to )(?:{_SOLVE}) (?:this|these|those|such) (?:[\w-]+ )?{_TROUBLE},? (?:and|"
    rf"while) (?:to )?(?=[a-z]{{3,}}e? )(?!\w+ing )"
)
# As in: a framework that closes this gap for diffusion models, or that addresses these issues by learning jointly.
_THAT_SOLVES = re.compile(
    rf",? (?:that|which) (?:can |\w+ly )?(?:{_SOLVES}|defends? against) "
    r"(?:(?:all |both |each of )?(?:this|these|those|such)|both|all (?:two|three|four))"
    rf" (?:[\w-]+ )?(?:{_TROUBLE}|patholog(?:y|ies)|attacks?|threats?"
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
_MAY_END_VAGUELY = re.compile(r" (?:[a-z]+s|goal|aim|end|objective|purpose|domain|task|problem|regime)[.:]$")
# "through four coupled ideas." or "designed for this task.": what they are stands elsewhere.
_VAGUE_END = re.compile(
    r",? (?:(?:through|via|by|using|across|along|at|based on|built (?:from|on)|composed of|comprising|"
    r"consisting of|"
    r"featuring|incorporating|(?:which|that) (?:consists of|[a-z]+s)) "
    r"(?:the \w+ of )?(?:two|three|four|five|six|several|multiple) (?:[\w-]+ ){0,3}?"
    r"(?:strategies|ideas|components|modules|stages|steps|innovations|designs|contributions|mechanisms|"
    r"ways|enhancements|extensions|changes|techniques|families|aspects|dimensions|principles|insights|"
    r"perspectives|"
    r"axes|fronts|levels|modes|parts|phases|key points|improvements|features|ingredients|characteristics|"
    r"capabilities|properties|"
    r"advantages)"
    r"|(?<!ing )with (?:two|three|four|five|six) (?:[\w-]+ )?"
    r"(?:components|modules|innovations|designs|contributions|ideas|improvements|features)"
    r"|(?:(?:tailored|designed|specifically|intended) )*(?:for|in|on|towards?) (?:this|these) "
    r"(?:domain|task|setting|problem|purpose|scenario|regime|context|goal)s?)(?=[.:]$)"
)
# "We tackle this problem by proposing MIRA" says what "We propose MIRA" says, and "We bridge this gap with MIRA"
# what "We present MIRA" says.
_BY_PROPOSING = re.compile(
    rf"(?:(?P<us>We|I) (?:(?:attempt|aim|seek|try) to )?(?:{_SOLVE}|approach|meet|answer)"
    rf"|(?P<work>(?:This|Our|The) (?:\w+ )?(?:{_NOUNS})) "
    rf"(?:(?:aims|seeks|attempts|strives) to (?:{_SOLVE})|{_SOLVES})) "
    r"(?:this|these|those|such)(?: [\w-]+){0,2} (?:by (?P<verb>" + "|".join(_GERUNDS) + r") "
    r"|(?:with|through|via) (?=(?:an?|our|the) |[A-Z]))"
)
# "We challenge this assumption and introduce MIRA": the second half says it
_AND_PROPOSING = re.compile(
    r"(?P<us>We|I) (?:\w+ly )?[a-z]+(?: (?:on|upon|beyond|from))? (?:this|that|these|those|"
    r"such)(?: [\w-]+){1,3}"
    rf",?(?: and|,) (?P<verb>{'|'.join(_VERBS.split())}|introducing|proposing|presenting|developing) "
)
# "This paper builds on that notion and proposes MIRA", too
_WORK_PROPOSING = re.compile(
    rf"(?P<work>(?:This|Our|The) (?:\w+ )?(?:{_NOUNS})) [a-z]+s(?: (?:on|upon|beyond|from))? "
    rf"(?:this|that|these|those|such)(?: [\w-]+){{1,3}},? and (?=(?:{_VERBS.replace(' ', '|')})(?:s|es) )"
)
# "We formalize this view as MIRA" says that, too
_GIVING_FORM = re.compile(
    r"(?P<us>We|I) (?:formali[sz]e|instantiate|implement|reali[sz]e|operationali[sz]e|embody|package|turn) "
    r"(?:this|these) (?:[\w-]+ )?(?:view|idea|insight|principle|concept|intuition|perspective|vision|notion)s? "
    r"(?:as|in|into|through|with|via) (?=(?:an?|our) |[A-Z])"
)
# "These insights motivate MIRA, an agent" says what "We present MIRA, an agent" says
_MOTIVATES = re.compile(
    r"Th(?:is|ese) [\w -]{3,40}? (?:motivates?|inspires?|yields?|gives? rise to|leads? to|"
    r"(?:leads?|motivates?) us to (?:propose|introduce|present|develop)) (?=(?:an? |our )?[A-Z])"
)
_FIRST_OF_ALL = re.compile(
    r"that: \(?(?:1|i)[).] (?P<first>[A-Z](?=[a-z]))"
)  # the second stands in another sentence
_FIRST_POINTERS = ("This ", "These ")
# "MIRA to address this pressing need to test corners"
_TO_NEED = re.compile(r" to (?:address|meet|fill) this (?:\w+ )?(?:need|gap)(?= to [a-z])")
# where arXiv has left out an address
_LINK_TARGET = re.compile(r"(?<! at)(?<! from)(?<! in)(?<!:) \(?this https? URL\)?(?=[,.;:])")
_WE_GLUED = re.compile(
    r"^[^:;]{0,300}? this https? URL (?:(?:therefore|then|thus|also|hence) )?"
    r"(?=(?:propose|introduce|present|develop|show|find|study|design) )"
)
_NEXT_GLUED = re.compile(
    r"(?<! at)(?<! from)(?<! in)(?<! on)(?<! via)(?<!:)(?<!see)(?<!\() this https? URL\S* \w.*$"
)
# "on RGB this http URL address this gap, we introduce": arXiv took "images.To" for an address
_GLUED = re.compile(r"^[^:;]{0,300}? this https? URL (?:[^,:;.]{0,100}, )?we (?=\w)")
_EMPHASIS = re.compile(  # of Markdown
    r"\*\*(?=\S)([^*]{1,80}?)(?<=\S)\*\*|(?<![^\s(])\*(?=\w)([^*]{1,80}?)(?<=[\w).])\*(?!\w)"
)
_CITATION = re.compile(
    r" ?\((?:see |e\.g\.,? )?[A-Z][^()]{0,80}?\b(?:19|20)\d\d[a-z]?(?:[;,][^()]{0,120})?\)"
    r"| ?\[(?:\d+(?: ?[,–-] ?\d+)*|[A-Z][^\[\]]{0,200}?\b(?:19|20)\d\d[a-z]?)\]"
)
# "(the ratio between L1 and L2 norms)", "(i.e., …)"; a name's short or long form, (RLHF), stays
_ASIDE = re.compile(r" \([a-z][^()\s]* [^()]*\)(?=[\s.,;:])")
_WORKS = re.compile(r",? that works(?=\.$)")  # what is left of "that closes this gap by four steps: …"
_FOR_TROUBLE = re.compile(
    rf"{_MEANT} (?:to (?:{_SOLVE})|at {_SOLVING}) (?:these|this|those|such) (?:[\w-]+ )?{_TROUBLE}(?=[.:]$)"
)
_TO_THE_END = re.compile(
    r",? (?:in order )?to (?:achieve|reach|meet|serve) (?:the|this|that) (?:goal|aim|end|objective)(?=[.:]$)"
)
_FOLLOWING = re.compile(r",? (?:featuring|with|including|through|via|by|has|in) the following [\w -]{1,40}(?=\.$)")
_UNDER_SUCH = re.compile(
    r" (?:under|in) (?:such|these|those) (?:[\w-]+ )?"
    r"(?:circumstances|conditions|settings|scenarios|situations|cases)\b"
)
_LOST_NAME = re.compile(
    r"(?<=[a-z]) ,(?= an? )|,(?=,)|(?<=propose|present),(?= an? )"
)  # "We present , a framework": the source has lost a macro
_FEWEST_WORDS = 4  # what is left must still be a sentence
_SHORTEST_PART = 3  # letters: "fine-grained" is a word, "k-means" a name
_MOST_FILLERS = 3  # "Finally, in this work, …"


def trimmed(sentence: str) -> str:
    """The sentence without leading filler, citations, asides and "to address these issues", where one remains.

    First person is kept; linear in the sentence's length.
    """
    given = sentence = _EMPHASIS.sub(r"\1\2", sentence) if "*" in sentence else sentence
    if " URL" in sentence:
        sentence = _LINK_TARGET.sub("", sentence)
    for _ in range(_MOST_FILLERS):
        match = _FILLER.fullmatch(sentence)
        if match is None or not _whole(match["rest"]):
            break
        sentence = _capital(match["rest"])
    for glued in (_GLUED, _WE_GLUED):
        sentence = glued.sub("We ", sentence)
    sentence = _NEXT_GLUED.sub(".", sentence)
    step = _STEP.fullmatch(sentence)
    if step is not None and _whole(step["rest"]):
        sentence = step["us"] + step["rest"]
    if sentence.startswith(_FIRST_POINTERS):
        sentence = _MOTIVATES.sub("We present ", sentence, count=1)
    sentence = _FIRST_OF_ALL.sub(lambda match: f"that {match['first'].lower()}", sentence, count=1)
    sentence = _BY_PROPOSING.sub(_proposing, sentence, count=1)
    sentence = _without_pointers(sentence)
    for needless in (_CITATION, _ASIDE, _LOST_NAME):
        sentence = _without(needless, sentence)
    sentence = _without(_FOLLOWING, shortened(sentence))
    if _MAY_END_VAGUELY.search(sentence):
        for needless in (_TO_THE_END, _LAST_TROUBLE, _VAGUE_END):
            sentence = _without(needless, sentence)
    return sentence if " that works" in given else _without(_WORKS, sentence)


def _without_pointers(sentence: str) -> str:
    """The sentence without what points at troubles or ideas that stand elsewhere."""
    if _POINTS.search(sentence):
        sentence = _GIVING_FORM.sub(r"\g<us> present ", sentence, count=1)
        sentence = _AND_PROPOSING.sub(
            lambda match: f"{match['us']} {_GERUNDS.get(match['verb'], match['verb'])} ", sentence, count=1
        )
        sentence = _WORK_PROPOSING.sub(r"\g<work> ", sentence, count=1)
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
            sentence = _without(aim, sentence)
    return sentence


def _without(needless: re.Pattern[str], sentence: str) -> str:
    shorter = needless.sub("", sentence)
    return shorter if _whole(shorter) else sentence


def _proposing(match: re.Match[str]) -> str:
    verb = _GERUNDS.get(match["verb"], "present")
    if match["us"]:
        return f"{match['us']} {verb} "
    return f"{match['work']} {verb.removesuffix('y')}ies " if verb.endswith("dy") else f"{match['work']} {verb}s "


def _whole(text: str) -> bool:
    return len(text.split(maxsplit=_FEWEST_WORDS)) >= _FEWEST_WORDS


def _capital(text: str) -> str:
    first = text.split(maxsplit=1)[0].rstrip(",;:")
    plain = first.islower() and all(part.isalpha() and len(part) >= _SHORTEST_PART for part in first.split("-"))
    return text[0].upper() + text[1:] if plain or (first.isalpha() and first.islower()) else text
