"""A chosen sentence without what only made sense, or was only needed, among its neighbours."""

from __future__ import annotations

import re

from bot.text.gist.aims import LAST_TROUBLE, NOUNS, SOLVE, TROUBLE, whole, without, without_aims
from bot.text.gist.shorten import shortened

_WORK = rf"(?:(?:short|position|technical|present|current|review|survey|research) )?(?:{NOUNS})"
_IN_THIS = rf"In (?:this|the present|our|the current) {_WORK}"
_LINK = (
    r"(?:However|Moreover|Furthermore|Further|Additionally|In addition|(?:More )?(?:[Ss]pecifically|"
    r"[Cc]oncretely|"
    r"[Pp]recisely)|In particular|Particularly|Notably|Therefore|Thus|Consequently|Hence|Accordingly|"
    r"As a result|"
    r"Finally|Lastly|Importantly|Interestingly|Meanwhile|Instead|In (?:response|short|summary|contrast|turn|"
    r"fact)|"
    r"To (?:summari[sz]e|be specific)|Overall|Nevertheless|Nonetheless|Here|Next|Then|First|Firstly|Second|"
    r"Secondly|Third|Thirdly|Subsequently|"
    r"By contrast|Similarly|Likewise|Also|Besides|As such|Indeed|Alternatively|Ultimately|In other words|Rather|"
    r"For (?:example|instance)|In parallel|For comparison|Intriguingly|Surprisingly|Remarkably|Crucially|"
    r"Strikingly|"
    r"(?:Taken t|T)ogether|And|On the contrary|On the other hand|"
    r"(?:For|To address) (?:problem|task|challenge|issue|question) \d|"
    r"As a (?:fix|remedy|solution|step \w+ this direction))"
)
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
    rf"|(?:To|In order to) (?:\w+ly )?(?:{SOLVE}) the "
    rf"(?:(?:existing|current|above|main|key|identified|remaining) )?{TROUBLE}"
    r"|(?:In (?:light|view) of|Given|With|From|Leveraging|Using) (?:our|the) (?:[\w-]+ ){0,2}?"
    r"(?:observation|finding|insight|discover(?:y|ie)|result|intuition|analysi|analyse)s?"
    r"|To (?:fill|bridge|close) (?:the|an?) (?:[\w-]+ ){0,2}gap|(?:To|Towards) th(?:is|at|e) end|"
    r"For this purpose"
    r"|(?:Motivated|Inspired|Building|Built|Drawing|Based|Encouraged|Guided|Following) [^,:;]{3,200})"
)
# the same without its comma, where no more than a noun follows the pointer
_AIM = r"To [a-z]+ (?:this|these|those|such)(?: [\w-]+)?(?: [\w-]*[a-z]{3})(?= we )"
_FILLER = re.compile(
    rf"(?:(?:{_IN_THIS}|{_LINK}),\s+"
    rf"|(?:{_BACK},|{_AIM})\s+(?=(?:[Ww]e|I|[Oo]ur|in this|(?:this|the|the present) (?:{NOUNS})) )"
    rf"|(?:To|In order to) (?:{SOLVE}) (?:this|these|those|such) [^,;:]{{0,80}},\s+"
    r"(?=an? (?:[\w-]+ ){1,12}?(?:is|are) )"
    r"|From th(?:is|ese) [\w-]+,?\s+(?=we (?:prove|show|derive|obtain) )"
    rf"|(?:{_IN_THIS}|{_LINK})\s+(?=(?:[Ww]e|I) )|And\s+(?=(?:our|the|this|it|its) ))(?P<rest>\S.*)",
    re.DOTALL,
)
_STEP = re.compile(
    r"(?P<us>We|I) (?:then proceed to|also|further|then|first|therefore|thus|hence|additionally|next|finally|"
    r"instead|subsequently|furthermore|moreover|now)(?P<rest> [a-z].*)",
    re.DOTALL,
)
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
    r"|(?:(?:tailored|designed|specifically|intended) ){0,3}(?:for|in|on|towards?) (?:this|these) "
    r"(?:domain|task|setting|problem|purpose|scenario|regime|context|goal)s?)(?=[.:]$)"
)
# "These insights motivate MIRA, an agent" says what "We present MIRA, an agent" says
_MOTIVATES = re.compile(
    r"Th(?:is|ese) [\w -]{3,40}? (?:motivates?|inspires?|yields?|gives? rise to|leads? to|"
    r"(?:leads?|motivates?) us to (?:propose|introduce|present|develop)) (?=(?:an? |our )?[A-Z])"
)
# the second stands in another sentence
_FIRST_OF_ALL = re.compile(r"that: \(?(?:1|i)[).] (?P<first>[A-Z](?=[a-z]))")
_FIRST_INNOVATION = re.compile(
    r",? (?:through|via|by|with) (?:two|three|four|five|several) (?:[\w-]+ )?"
    r"(?:ideas|components|steps|innovations|designs|contributions|mechanisms|techniques): First, "
    r"(?!.{0,600}\b(?:[Ss]econd|[Tt]hen|[Nn]ext)\b)"
)
# "a fold which, unlike those of others, keeps corners"
_UNLIKE = re.compile(r"(?<= which),? unlike [^,;:]{5,120},(?= [a-z]+s )")
# "should favor: 1. Folding glass; 2." goes on in another sentence
_LEFT_NUMBER = re.compile(r"[;,.] ?(?:and )?\(?2[.)]$")
_ONLY_ENTRY = re.compile(r"(?<=[a-z]): \(?1[.)] (?P<first>[A-Z](?=[a-z]))")
_FIRST_POINTERS = ("This ", "These ")
# where arXiv has left out an address
_LINK_TARGET = re.compile(r"(?<! at)(?<! from)(?<! in)(?<!:) \(?this https? URL\)?(?=[,.;:])")
_ADDRESS = re.compile(r" \(?https?://[^\s,;()]+[^\s,;().]\)?(?=,)")  # "MIRA https://mira.example, a fold"
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
_TO_THE_END = re.compile(
    r",? (?:in order )?to (?:achieve|reach|meet|serve) (?:the|this|that) (?:goal|aim|end|objective)(?=[.:]$)"
)
_FOLLOWING = re.compile(r",? (?:featuring|with|including|through|via|by|has|in) the following [\w -]{1,40}(?=\.$)")
_LOST_NAME = re.compile(
    r"(?<=[a-z]) ,(?= an? )|,(?=,)|(?<=propose|present),(?= an? )"
)  # "We present , a framework": the source has lost a macro
_SHORTEST_PART = 3  # letters: "fine-grained" is a word, "k-means" a name
_MOST_FILLERS = 3  # "Finally, in this work, …"


def trimmed(sentence: str) -> str:
    """The sentence without leading filler, citations, asides and "to address these issues", where one remains.

    First person is kept; linear in the sentence's length.
    """
    given = sentence = _EMPHASIS.sub(r"\1\2", sentence) if "*" in sentence else sentence
    sentence = _without_addresses(sentence)
    for _ in range(_MOST_FILLERS):
        match = _FILLER.fullmatch(sentence)
        if match is None or not whole(match["rest"]):
            break
        sentence = _capital(match["rest"])
    for glued in (_GLUED, _WE_GLUED):
        sentence = glued.sub("We ", sentence)
    sentence = _NEXT_GLUED.sub(".", sentence)
    step = _STEP.fullmatch(sentence)
    if step is not None and whole(step["rest"]):
        sentence = step["us"] + step["rest"]
    if sentence.startswith(_FIRST_POINTERS):
        sentence = _MOTIVATES.sub("We present ", sentence, count=1)
    sentence = _FIRST_INNOVATION.sub(": ", sentence, count=1)
    sentence = _FIRST_OF_ALL.sub(lambda match: f"that {match['first'].lower()}", sentence, count=1)
    sentence = _without_left_number(sentence)
    sentence = without_aims(sentence)
    for needless in (_CITATION, _ASIDE, _LOST_NAME, _UNLIKE):
        sentence = without(needless, sentence)
    sentence = without(_FOLLOWING, shortened(sentence))
    if _MAY_END_VAGUELY.search(sentence):
        for needless in (_TO_THE_END, LAST_TROUBLE, _VAGUE_END):
            sentence = without(needless, sentence)
    return sentence if " that works" in given else without(_WORKS, sentence)


def _without_addresses(sentence: str) -> str:
    if " URL" in sentence:
        sentence = _LINK_TARGET.sub("", sentence)
    return _ADDRESS.sub("", sentence) if "://" in sentence else sentence


def _without_left_number(sentence: str) -> str:
    """The sentence without the number of an entry that stands in the next one, and of the only one before it."""
    shorter = _LEFT_NUMBER.sub(".", sentence)
    if shorter == sentence:
        return sentence
    return _ONLY_ENTRY.sub(lambda match: f" {match['first'].lower()}", shorter, count=1)


def _capital(text: str) -> str:
    first = text.split(maxsplit=1)[0].rstrip(",;:")
    plain = first.islower() and all(part.isalpha() and len(part) >= _SHORTEST_PART for part in first.split("-"))
    return text[0].upper() + text[1:] if plain or (first.isalpha() and first.islower()) else text
