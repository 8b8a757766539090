"""Convert HTML, JATS and typesetting marks in titles and abstracts to plain text. Pure, in linear time."""

from __future__ import annotations

import html
import re

_MAX_LENGTH = 60_000  # characters; abstracts are cut at 20 KB afterwards
# Only these names are tags, alone or with attributes: `a <b and c> d` in plain text is mathematics. JATS' names
# may have the prefix `jats:`.
_BLOCKS = (
    "p|div|br|hr|li|ul|ol|dl|dt|dd|h[1-6]|tr|table|blockquote|pre|section|article|sec|title|abstract|header|footer|list|"
    "list-item|disp-formula|figure|figcaption"
)
_INLINE = (
    "a|b|i|u|s|em|strong|span|small|big|sub|sup|code|tt|kbd|var|cite|q|mark|font|abbr|img|italic|bold|monospace|scp?|"
    "underline|strike|xref|ext-link|inline-formula|named-content|styled-content|tex-math|td|th|tbody|thead|caption|"
    "label|meta|link|inf|emph|wbr|center|time|picture|source|nobr|math|mml:[a-z]+|m[inos]|mrow|msu[bp]|mfrac|msqrt|mtext"
)
_TAG = re.compile(
    rf"<(/?)(?:jats:)?({_BLOCKS}|{_INLINE})(?:\s[^<>=]{{0,200}}=[^<>]{{0,3000}}>|\s*/?>)", re.IGNORECASE
)
_BLOCK = re.compile(_BLOCKS, re.IGNORECASE)
_HIDDEN_TAGS = ("script", "style", "iframe", "svg", "noscript")
_DROPPED_PARTS = (("<!--", "-->"), *((f"<{name}", f"</{name}>") for name in _HIDDEN_TAGS))
_ANY_CASE = {mark: re.compile(mark, re.IGNORECASE | re.ASCII) for pair in _DROPPED_PARTS for mark in pair}
_CDATA = re.compile(r"<!\[CDATA\[|\]\]>")
_SUB_OR_SUPERSCRIPT = re.compile(
    r"<(?:jats:)?(su[bp]|inf)(?:\s[^<>]{0,300})?>([^<>]{1,40})</(?:jats:)?\1\s*>", re.IGNORECASE
)
_SUPERSCRIPTS = str.maketrans("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ")
_SUBSCRIPTS = str.maketrans("0123456789+-−=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")
_ESCAPED_TAG = re.compile(rf"&lt;/?(?:jats:)?(?:{_BLOCKS}|{_INLINE})(?:\s|/?&gt;)", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\xa0]+")
_LINE_BREAKS = re.compile(r" ?\n\s*")

# Marks of Cold Spring Harbor's typesetting, which the API and the feeds of bioRxiv and medRxiv contain.
_FIGURES = "FIG|TBL|ILL|INLINEFIG|DISPFIG"
_FIGURE = re.compile(rf"O_(?:{_FIGURES}).*?(?:C_(?:{_FIGURES})|\Z)", re.DOTALL)
_MARKED_HEADING = re.compile(r"O_ST_ABS(.{0,80}?)C_ST_ABS\s*", re.DOTALL)
_LIST_ITEM = re.compile(r"(?:C_LI)?O_LI|C_LI")
_TYPESETTING_MARK = re.compile(
    r"[OC]_(?:SCPLOW|SCPCAP|SC|UL|OL|QD|TEXTBOX|CHEM|PUB|DISP|ST|ABS|BLOCKFIXED|MATH|INLINEFIG|FIG|TBL|LST)(?![a-z])"
)
_HEADINGS = (
    "Background and (?:Hypothesis|Objectives?|Aims?|Purpose)|Trial registration|Methods and Results|"
    "Study (?:Design|Results|Conclusions?)|Author Summary|One[ -][Ss]entence [Ss]ummary|Significance Statement|"
    "Key Messages?|Abbreviations|Background|Introduction|Objectives?|Aims?|Purpose|Motivation|Importance|"
    "Significance|"
    "Rationale|Design|Setting|Participants|Materials and Methods|Methods and Findings|Methods?|Methodology|"
    "Main Outcomes? and Measures?|Measures?|Findings|Results|Interpretation|Discussion|Conclusions and Relevance|"
    "Conclusions?|Summary|Funding|Highlights?|HIGHLIGHTS|Availability and Implementation|Availability|Limitations|"
    "Implications"
)
_UNMARKED_HEADING = re.compile(rf"^({_HEADINGS})(?=[A-Z0-9])", re.MULTILINE)
_LOST_BREAK = re.compile(r"(?<=[.!?)\]])n(?:n| )(?=[A-Z])")  # older feeds lost the backslashes of "\n"
# A hyphen at the end of a manuscript's line, but not one that stands for the rest of a word: `pre- and post-`.
_LINE_END_HYPHEN = re.compile(r"(?<=[a-z0-9])- (?!(?:and|or|to|nor|but|vs|versus|through|as|than)\b)(?=[a-z0-9])")
_NAMED_LETTER = re.compile(r"\{([A-Za-z]{2,10})\}")
# Greek letters and these signs have HTML's names; `_HTML_NAMES` lists the exceptions.
_SIGNS = frozenset(
    [
        "micro",
        "deg",
        "plusmn",
        "times",
        "middot",
        "le",
        "ge",
        "approx",
        "infin",
        "rarr",
        "larr",
        "harr",
        "angst",
        "prime",
    ]
)
_HTML_NAMES = {"degrees": "deg", "infty": "infin", "infinity": "infin", "angstrom": "angst"}


def plain_text(markup: str) -> str:
    """Convert HTML or JATS to text, with blocks on lines of their own.

    Tags that are still escaped (`&lt;p&gt;`) are tags, too. Sub- and superscripts of numbers or one letter become
    Unicode's where it has them; of words they stay plain, as in Vmax.
    """
    text = markup[:_MAX_LENGTH]
    for _ in range(2):
        for begin, end in _DROPPED_PARTS:
            text = _without(text, _ANY_CASE[begin], _ANY_CASE[end])
        text = _SUB_OR_SUPERSCRIPT.sub(_unicode_script, _CDATA.sub("", text))
        text = _TAG.sub(lambda match: "\n" if _BLOCK.fullmatch(match[2]) else "", text)
        escaped_twice = _ESCAPED_TAG.search(text) is not None
        text = html.unescape(text)
        if not escaped_twice:
            break
    return _tidy(text)


def _without(text: str, begin: re.Pattern[str], end: re.Pattern[str]) -> str:
    """Remove everything from each `begin` to the next `end`; a part that never ends is left."""
    kept: list[str] = []
    done = 0
    while (start := begin.search(text, done)) and (stop := end.search(text, start.start())):
        kept.append(text[done : start.start()])
        done = stop.end()
    return " ".join([*kept, text[done:]])


def _unicode_script(match: re.Match[str]) -> str:
    """Convert `10<sup>-5</sup>` to 10⁻⁵; other signs stay on the line, a power after a `^`."""
    inner = html.unescape(match[2]).strip()
    is_superscript = match[1].lower() == "sup"
    converted = inner.translate(_SUPERSCRIPTS if is_superscript else _SUBSCRIPTS)
    is_short = len(inner) == 1 or not any(map(str.isalpha, inner))  # words stay readable: V_max is Vmax
    if is_short and all(new != old for new, old in zip(converted, inner, strict=True)):
        return converted
    return f"^{inner}" if is_superscript and inner.isalnum() else inner


def has_typesetting(text: str) -> bool:
    """True if a feed's text has marks of bioRxiv's typesetting."""
    return "O_" in text or "C_" in text or _LOST_BREAK.search(text) is not None


def without_typesetting(text: str) -> str:
    """Return a text of bioRxiv or medRxiv as plain text without typesetting marks.

    List items and sections start on new lines, a section's name gets a colon, `{beta}` becomes β, and figures are
    left out.
    """
    text = _LOST_BREAK.sub("\n", plain_text(text))
    text = _FIGURE.sub(" ", text)
    text = _MARKED_HEADING.sub(lambda match: f"\n{match[1].strip()}: ", text)
    text = _TYPESETTING_MARK.sub("", _LIST_ITEM.sub("\n", text))
    text = _NAMED_LETTER.sub(_named_letter, _LINE_END_HYPHEN.sub("-", text))
    text = _UNMARKED_HEADING.sub(r"\1: ", _tidy(text))
    return _tidy(text)


def _named_letter(match: re.Match[str]) -> str:
    name = _HTML_NAMES.get(match[1], match[1])
    sign = html.unescape(f"&{name};")
    return sign if len(sign) == 1 and (name in _SIGNS or "\u0370" <= sign <= "\u03ff") else match[0]


def _tidy(text: str) -> str:
    """Collapse spaces and remove empty lines."""
    return _LINE_BREAKS.sub("\n", _SPACES.sub(" ", text)).strip()
