"""Find flaws of a gist: it refers to text that is not shown, breaks off, or looks odd."""

from __future__ import annotations

import re

from bot.text.gist.sentence import sentence_of
from bot.text.gist.shorten import MAX_GIST_LENGTH
from bot.text.gist.words import any_of, word_list

_NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_COUNT = rf"(?:{'|'.join(_NUMBERS)})"
# "This framework" after the sentence that presents it
_NAMED_THING = re.compile(r"(?<=[.!?] )(?:This|These|Such) (?:(?!\w+ly |is |was |can )[\w-]+ )?")
# Words for what is not shown: this problem, the former, both, Task 1, RQ 2, (i+ii), then, instead.
_REFERS_BACK = re.compile(
    rf"\b(?:[Tt]his|[Tt]hese|those|such) (?:[\w-]+ )?{any_of('problem_nouns')}s?[.,;]|"
    r"\bth(?:is|ese|ose)\.(?= |$)|\b(?:formulate|frame|cast|treat|view)s? (?:the|this) (?:task|problem|"
    r"question) as|\b(?:(?<!\()(?:Task|Track|Subtask|Stage|Step|Phase|Experiment|System) ?\d|otherwise|"
    r"the (?:former|latter|above|"
    r"aforementioned)|(?:the|the other) (?:two|three|"
    r"four)(?!-)|all (?:two|three|four)(?= (?:by|with|in|via|through)\b|[.,]| "
    rf"{any_of('list_nouns')}\b)|an alternative(?! to) |"
    r"alternative[,.:;]|(?:a|the|"
    r"very) similar (?![^.]{0,280} (?:to|as) )|as well\.|likewise|(?:to|in|"
    r"for) (?:do|doing) so)\b"
    r"|\bsame (?:pattern|trend)s?\b(?! (?:as|of) )"
    r"|\bRQ ?\d|\((?:i|1)\+|(?:^|[.] )Then |^(?:(?!\bwe\b)[^.,])* (?:is|are|was|were) then |\b(?:begin|start) by "
    r"|^(?:(?!\b[Ff]irst\b).)*\b(?:a|the) second (?:phase|stage|step)\b|\b(?:support|confirm|reject)\w* H\d\b"
    r"|\b[Ii]nstead\b(?! of)|\b[Ss]imilar(?:ly)? [a-z]+s\.|\bthose [a-z]+s\b|(?:^|[.] )(?:Conversely|One|Each|"
    r"Another|Others|At the [\w-]+ level,) "
    r"|^(?:(?!\band (?!further |also |propose |introduce |show |find |evaluate )).)*\b[Bb]oth "
    r"(?!(?:to|of|\w+ly|\w+ed)\b|[^.;:,]{0,150}\b(?:and|or|as well as)\b)|"
    r"\b(?:bridg|fill|clos|address|solv|tackl|overcom|mitigat|alleviat)\w* "
    rf"(?:both|(?:(?:the|a|an) (?:[\w-]+ )?)?{any_of('problem_nouns')}s?)(?=[.,;]| (?:by|with|through|via|using) )"
)
# What is announced does not follow: "three key ideas.", "first folds" without a second, an end in "by".
_BREAKS_OFF = re.compile(
    rf"\b(?:{_COUNT}|several|following|key) (?:[\w-]+ ){{0,2}}(?:{any_of('list_nouns')}|"
    rf"{any_of('problem_nouns')}s|findings|phenomena|factors|questions|objectives|losses|reasons|results|contributions|metrics|criteria|"
    r"conditions|signals)(?:\.(?= |$)|, [a-z]+ing )"
    r"|\b(?:reveal|discover|identif|uncover|observ|find|found)\w* (?:an?|one) (?:[\w-]+ ){0,2}[\w-]+\.(?= |$)"
    r"|\bfirst(?:ly)?,? (?:\w+ly )?(?!responders )[a-z]+s (?!.{0,280}\b(?:and|then|second|next|followed|before)\b)"
    r"|twofold\.|\b(?:comprising|featuring|containing|including|consisting of): (?![^.]*\b(?:and|or|"
    r"as)\b)[^.]*|[:;,–—…-]\.?$|(?:versus|vs\.?|than) [\d.]+\.$"
    r"|(?:\d[%×x]?, [\d.]+)[%×x]?,? and [\d.]+[%×x]?\.$"
    rf"|\b(?:{'|'.join(sorted(word_list('open_ended')))})\.(?= |$)"
)
_ODD_SIGNS = re.compile(
    r"[;,] ?[,;]|\(\)|\[\]|\( | \)|\\|[_^]\{|\$(?! ?\d)| [,.;] |\(\w+\) \(\w+\)|this https? URL|://|"
    r"\bWe(?=first|propose|present|introduce|show)"
    r"|^[a-z]+ [a-z]"
)
# "three parts: a, b" has too few items.
_LIST = re.compile(rf"\b(?P<count>{_COUNT}) (?:(?!{_COUNT}\b)[\w()-]+,? ){{0,7}}?[\w-]+: (?P<items>[^.]*)")
_ITEM = re.compile(r"[;,] (?:and )?|\band ")


def flaws(text: str, *, has_predecessor: bool = False) -> float:
    """Count the flaws of a gist, a doubtful one as half.

    With `has_predecessor` it begins with the sentence before, so its pronouns and "this" are no flaw.
    """
    dependence = 0.0 if has_predecessor else min(1.0, sentence_of(_NAMED_THING.sub("", text)).dependence)
    count = dependence + bool(_REFERS_BACK.search(text)) + bool(_BREAKS_OFF.search(text))
    count += bool(_ODD_SIGNS.search(text)) + (len(text) > MAX_GIST_LENGTH) + (text.count("(") != text.count(")"))
    return count + any(
        len(_ITEM.findall(found["items"])) + 1 < _NUMBERS[found["count"]] for found in _LIST.finditer(text)
    )
