"""A sentence told in fewer words: without how something was found, where it holds, or why it was made."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.text.gist.shorten import DISPLAYED, ended_anyhow
from bot.text.gist.words import ASKED_AGAIN

# How it was found is read past: "By training many networks, we show that", "Experiments on nine sets reveal that".
_LEAD = re.compile(
    r"(?:[A-Z][a-z]+ing|By|Through|Across|Via|Based on|While|Although|Beyond|Unlike|Compared (?:to|with)|"
    r"Contrary to|To) "
    r"[^;:]{3,300}?, (?P<first>[wWoO])(?=(?:e|ur) )"
)
_MATRIX = re.compile(
    r"(?<![\w-])(?:(?:We|I) (?:[^;:]{3,140}?,? and )?(?:\w+ly |also |then )?"
    r"|(?:Our |The |These )?(?:[\w-]+,? (?:and )?){0,3}?(?P<what>[Ee]xperiments|[Ee]valuations?|[Rr]esults|"
    r"[Aa]nalys[ei]s|[Ff]indings|[Ss]imulations|[Tt]ests) (?:[^.;:]{3,140}? )?(?:\w+ly )?)"
    r"(?P<verb>(?:show|find|found|demonstrate|prove|observe|reveal|confirm|highlight|(?P<guess>indicate|"
    r"suggest))(?:s|d|ed)?)"
    r" that[,:]? ?(?:\(?(?:1|i)[).] ?)?(?=(?!are |is |can )(?:[a-z]{2}|a )|[A-Z])"
)
_THAN_THEM = re.compile(r" (?:compared (?:to|with)|over|than) (?:them|it|this|those)(?=\.$)")
# what is only said of its worth: ", underscoring the need for care."
_PRAISE = re.compile(
    r", (?:thus |thereby )?(?:emphasi[sz]ing|highlighting|underscoring|demonstrating|showcasing|validating|"
    r"confirming|illustrating|supporting|paving|opening) (?:the|its|their|our) [^,;:]*(?=\.$)"
)
_ONLY_FIRST = re.compile(r"(?<= )\((?:1|i)\) (?=\w)(?!.*\((?:2|ii)\))")  # what it counts is cut off
_STEP = re.compile(r"^(?:\(?\d[).] )?We (?:first|then|next|finally|also|further) (?=[a-z])")
# "In both cases, MIRA wins": of which another sentence tells
_ALL_CASES = re.compile(
    r"^(?:(?:In|Across|Under|For) (?:both|all|these|each) (?:of these )?(?:\w+ )?(?:cases?|settings?|scenarios?|"
    r"experiments?|studies|"
    r"conditions?|regimes?|tasks?|domains?|datasets?|benchmarks?|models?)|At the [^,]{2,25} level), (\w)"
)
_RESULTS = re.compile(
    r"^(?:These|Our|The) (results|findings) "
    r"(?=(?:identify|establish|point|position|imply|support|indicate|suggest) )"
)
# "Our experiments uncover several key findings: 1) Old towns keep heads; 2)": the first of them
_COUNTED = re.compile(
    r"^[^:;]{5,120}\b(?:findings|results|insights|observations|conclusions|lessons|takeaways|facts)\b[^:;]{0,40}:"
    r" ?\(?(?:1|i|a)[).] ?(?=[A-Za-z])"
)
_NEXT_ENTRY = re.compile(r"[,;.]? (?:and )?\(?(?:2|ii)[).] .*", re.DOTALL)
# "MIRA can nonetheless fold corners": in spite of what another sentence tells
_STILL = re.compile(r"(?<= )(?:nonetheless|nevertheless) (?=[a-z])")
# "The key insight behind MIRA is that corners fade."
_INSIGHT = re.compile(
    r"(?:Our|The|A|One) (?:(?:key|core|central|main|crucial|basic|underlying) )?(?:\w+ )?"
    r"(?:insight|observation|intuition|hypothesis|finding|takeaway|conclusion|lesson)"
    r"(?: (?:behind|of|in|from|underlying) [^,.;:]{2,60}?)? "
    r"is that (?=[a-z])"
)
_IT_WAS = re.compile(
    r"It (?:is|was|has been) (?:\w+ly )?(?:found|shown|discovered|observed|demonstrated|revealed) that (?=\w)"
)
# As in "Experiments reveal a gap: even large models fail", or "…, whereas our method works".
_REVEALED = re.compile(
    r"^[^:]{5,100}\b(?:reveal|show|expos|uncover|observ|find|identify|discover|demonstrat|highlight)(?:e?s|e|"
    r"ed)? [^:]{0,80}"
    r"\b(?:gaps?|variation|limitations?|deficienc(?:y|ies)|trade-?offs?|misalignment|failures?|"
    r"shortcomings|difficulties|patterns?|phenomen(?:on|a)|weakness(?:es)?|challenges?|differences?|effects?|"
    r"results?|findings?|insights?|"
    r"bias(?:es)?)\b[^:]{0,40}: "
    r"(?=[a-z][a-z-]* (?!and )(?!.* vs\.? ).{40,})"
)
# as in "Results show that towns differ: Old Town leads"
_NAMELY = re.compile(r"^[^:]{5,110}: (?=[A-Z][\w-]+(?: [A-Z][\w-]+)? (?:\w+ly )?[a-z]+s [^:]{20,}$)")
# "We test nine towns, showing that old ones keep heads"
_SHOWING = re.compile(
    r"^We (?:evaluate|compare|test|benchmark|assess|analy[sz]e|examine|study) [^;:]{5,160}?, "
    r"(?:demonstrating|showing|revealing|finding) that (?=[A-Za-z].{30,})"
)
_WHEREAS = re.compile(r", (?:whereas|while) (?=(?:our|the proposed) [\w-]+ (?:[a-z]+ly )?[a-z]+s )")
# "MIRA beats strong rivals and halves memory by 40 %": what has the number alone
_PRAISE_AND = re.compile(
    r"^(?P<who>(?:(?:Our|The|This) (?:[\w-]+ ){1,3}?|[A-Z][\w²³⁺-]* ))(?:\w+ly )?(?:outperforms|surpasses|"
    r"exceeds|improves|beats) "
    r"[^,;:\d]{3,90}?(?:,? and|, while|, whilst) (?:also )?"
    r"(?=(?:achiev|reduc|reach|attain|gain|improv|increas|boost|cut|deliver|lower|obtain|yield)e?s [^;:]*\d)"
)
# "MIRA not only halves memory, but also gains speed": the first alone
_NOT_ONLY = re.compile(
    r"^(?P<who>[A-Z][^,;:]{2,80}?) not only (?P<does>(?:outperform|surpass|exceed|achiev|reduc|improv|increas|"
    r"boost|match|beat)(?:e?s) [^;:]{10,160}?),? but (?:also )?[^;:]+\.$"
)
_SHOW_TOO = re.compile(
    r", (?:but|and|while|whereas) (?:our|the|these) (?:\w+ )?(?:experiments|results|findings|analys[ei]s) "
    r"(?:also |further )?(?:show|reveal|demonstrate|find|confirm)s? that (?=[a-z])"
)
# "On seven sets of towns, MIRA gains 4 %.": where it holds
_PLACE = re.compile(
    r"(?:On|Across|In|For|With|Under|Using|Through|Via|By|Over|At|When|Based on|Building on|Inspired by|"
    r"Grounded in|Evaluated|Tested|Compared (?:to|with)|Unlike|Despite|Instead of|Rather than|Leveraging|"
    r"Expanding upon|[A-Z][a-z]+ed (?:in|on|upon|with|by)) [^;:]{3,170}?, "
    r"(?=(?:[Oo]ur|we|even|only|the proposed|the (?:strongest|best|top|most)|"
    r"the [\w-]+ (?:framework|method|model|approach|system)|[A-Z](?=[\w³²⁺]*[A-Z\d³²⁺])[\w³²⁺-]*"
    r"|[A-Z][a-z]+ (?:consistently|significantly|substantially|achieves|outperforms|improves|reduces|surpasses|"
    r"reaches)) )"
)
# why or for what it was made, where there is no room: "Given the growing use of models, this study explores"
_OCCASION = re.compile(
    r"^(?:(?:Given|As|Since|While|Whilst|Although|With|To|In order to|Unlike|In contrast to|Distinct from|"
    r"Different from|Rather than|Instead of|Motivated by|"
    r"Building on|Inspired by|Moving beyond|Aiming at|Recogni[sz]ing) [^:;]{20,}?, )(?P<subject>[Ww]e|"
    r"this)(?= )"
)
_NOVEL = re.compile(
    r"\ban? (?:novel|new|simple,? (?:yet|but|and) (?:\w+ly )?effective),? (?=(?P<next>[a-z])[a-z]{2,})"
)
_VOWELS = frozenset("aeio")
_LONG_FORM = re.compile(
    r"\b[Ll]arge (?:[Vv]ision[- ])?[Ll]anguage [Mm]odels? \((?P<short>L?V?LMs?|LLMs?)\)"
    r"|\b[Rr]einforcement [Ll]earning \((?P<rl>RL)\)"
)
_CONCEDING = re.compile(  # "While models do well in town, they fail abroad": models fail abroad
    r"(?:While|Although|Though) (?P<who>(?:[\w-]+ ){0,2}?[\w-]+)(?: [a-z]+ly)? "
    r"(?=(?:exhibit|show|can|may|perform|achiev|excel|demonstrat|are|is|have|has|improv|appear|succeed|do|does|"
    r"learn|"
    r"rel[yi]|handl|possess|outperform|generat|maintain|offer)[a-z]* )[^;:]{3,220}?, (?:they|it) (?=[a-z])"
)
_CONCEDED = re.compile(
    r"(?:While|Although|Though) [^;:,]{0,40}\b[A-Z](?=[\w³²⁺]*[A-Z\d³²⁺])[^;:]{3,160}?, (?=it )"
)


def fitted(text: str) -> str:
    """The gist, without its occasion and cut if it has more than `DISPLAYED` characters, where it can be."""
    if len(text) > DISPLAYED:
        text = without_occasion(text)
    if len(text) > DISPLAYED and ". " not in text:
        text = brief(text)
    if len(text) > DISPLAYED:
        text = ended_anyhow(text, DISPLAYED) or text
    return _ONLY_FIRST.sub("", text, count=1)


@lru_cache(ASKED_AGAIN)
def brief(text: str) -> str:
    """The sentence without how it was found, and without praise; that it is a guess is kept."""
    text = _STILL.sub("", _ALL_CASES.sub(lambda match: match[1].upper(), text))
    text = _RESULTS.sub(
        lambda match: f"{match[1].capitalize()} ", _THAN_THEM.sub("", _PRAISE.sub("", _STEP.sub("We ", text)))
    )
    lead = _LEAD.match(text)
    if lead:
        text = lead["first"].upper() + text[lead.end() :]
    matrix = _COUNTED.match(text) or _MATRIX.match(text) or _INSIGHT.match(text) or _IT_WAS.match(text)
    if matrix is None:
        return text
    rest = _NEXT_ENTRY.sub(".", text[matrix.end() :]).replace(" and that ", " and ", 1)
    if matrix.groupdict().get("guess"):
        return f"{(matrix['what'] or 'we').capitalize()} {matrix['verb']} that {rest}"
    return rest[0].upper() + rest[1:]


def with_short_forms(text: str) -> str:
    """The sentence with LLMs for what every reader knows they are short for."""
    return _LONG_FORM.sub(lambda match: match["short"] or match["rl"], text)


def without_lead(text: str) -> str:
    """The sentence without where it holds, what it is built on, or what it concedes, where that stands first."""
    if concession := _CONCEDING.match(text):
        who = concession["who"]
        return f"{who[0].upper()}{who[1:]} {text[concession.end() :]}"
    lead = _PLACE.match(text) or _CONCEDED.match(text)
    return text[lead.end()].upper() + text[lead.end() + 1 :] if lead else text


@lru_cache(ASKED_AGAIN)
def halves(text: str) -> tuple[str, ...]:
    """What alone says what was found: after "reveals a gap: ", and after ", whereas our method"."""
    ends = [
        match.end()
        for places in (_REVEALED, _NAMELY, _SHOWING, _WHEREAS, _SHOW_TOO)
        if (match := places.search(text))
    ]
    told = [text[end].upper() + text[end + 1 :] for end in ends]
    if praised := _PRAISE_AND.match(text):
        told.append(f"{praised['who']}{text[praised.end() :]}")
    if both := _NOT_ONLY.match(text):
        told.append(f"{both['who']} {both['does']}.")
    return tuple(told)


def without_novelty(text: str) -> str:
    """The sentence without that a thing is novel, or simple yet effective."""
    return _NOVEL.sub(lambda match: "an " if match["next"] in _VOWELS else "a ", text, count=1)


def without_occasion(text: str) -> str:
    """The sentence without why, or for what, something was made or looked at, where that stands first."""
    return _OCCASION.sub(lambda match: match["subject"].capitalize(), text)
