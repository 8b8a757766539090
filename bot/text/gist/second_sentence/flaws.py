"""Find flaws of a gist: it refers to text that is not shown, breaks off, or looks odd."""

from __future__ import annotations

import re

from bot.text.gist.sentence import sentence_of
from bot.text.gist.shorten import MAX_GIST_LENGTH
from bot.text.gist.words import any_of, word_list

_NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_COUNT = rf"(?:{'|'.join(_NUMBERS)})"
# No dependence: "This framework" after another sentence; of "This is" and "This greatly improves" the "This" alone
_NAMED_THING = re.compile(r"(?<=[.!?] )(?:This|These|Such) (?:(?!\w+ly |is |was |can )[\w-]+ )?")
# Words for what is not shown. The limits of characters, such as {0,280}, keep the time linear.
_REFERS_BACK = re.compile(
    # "this problem.", "such severe limitations,", "addresses these."
    rf"\b(?:[Tt]his|[Tt]hese|those|such) (?:[\w-]+ )?{any_of('problem_nouns')}s?[.,;]|\bth(?:is|ese|ose)\.(?= |$)"
    # "We frame the task as"
    r"|\b(?:formulate|frame|cast|treat|view)s? (?:the|this) (?:task|problem|question) as"
    # "Task 1" except in parentheses
    r"|\b(?:(?<!\()(?:Task|Track|Subtask|Stage|Step|Phase|Experiment|System) ?\d|otherwise"
    # "the former", "the two", "the other three" except "the two-stage"
    r"|the (?:former|latter|above|aforementioned)|(?:the|the other) (?:two|three|four)(?!-)"
    # "all three.", "all four by", "all three steps"
    rf"|all (?:two|three|four)(?= (?:by|with|in|via|through)\b|[.,]| {any_of('list_nouns')}\b)"
    # "an alternative" without "to", "a similar" without a later "to" or "as"
    r"|an alternative(?! to) |alternative[,.:;]|(?:a|the|very) similar (?![^.]{0,280} (?:to|as) )"
    r"|as well\.|likewise|(?:to|in|for) (?:do|doing) so)\b"
    r"|\bsame (?:pattern|trend)s?\b(?! (?:as|of) )"
    # numbers as in "RQ 2" and "(i+ii)"; a later step: "Then we", "The data were then split"; "we begin by"
    r"|\bRQ ?\d|\((?:i|1)\+|(?:^|[.] )Then |^(?:(?!\bwe\b)[^.,])* (?:is|are|was|were) then |\b(?:begin|start) by "
    # "a second stage" without a first; "confirms H1"
    r"|^(?:(?!\b[Ff]irst\b).)*\b(?:a|the) second (?:phase|stage|step)\b|\b(?:support|confirm|reject)\w* H\d\b"
    # "instead", "similar results.", "those models", and sentences that continue others
    r"|\b[Ii]nstead\b(?! of)|\b[Ss]imilar(?:ly)? [a-z]+s\.|\bthose [a-z]+s\b"
    r"|(?:^|[.] )(?:Conversely|One|Each|Another|Others|At the [\w-]+ level,) "
    # "both" without "and" before it (except "and further" and the like), and without "and" or "or" after it
    r"|^(?:(?!\band (?!further |also |propose |introduce |show |find |evaluate )).)*\b[Bb]oth "
    r"(?!(?:to|of|\w+ly|\w+ed)\b|[^.;:,]{0,150}\b(?:and|or|as well as)\b)"
    # "bridges the gap.", "solves both by"
    r"|\b(?:bridg|fill|clos|address|solv|tackl|overcom|mitigat|alleviat)\w* "
    rf"(?:both|(?:(?:the|a|an) (?:[\w-]+ )?)?{any_of('problem_nouns')}s?)(?=[.,;]| (?:by|with|through|via|using) )"
)
# What is announced does not follow, or the text stops too early.
_BREAKS_OFF = re.compile(
    # "three key ideas.", "the following questions, showing "
    rf"\b(?:{_COUNT}|several|following|key) (?:[\w-]+ ){{0,2}}(?:{any_of('list_nouns')}|"
    rf"{any_of('problem_nouns')}s|findings|phenomena|factors|questions|objectives|losses|reasons|results|contributions|metrics|criteria|"
    r"conditions|signals)(?:\.(?= |$)|, [a-z]+ing )"
    # "We find a surprising effect."
    r"|\b(?:reveal|discover|identif|uncover|observ|find|found)\w* (?:an?|one) (?:[\w-]+ ){0,2}[\w-]+\.(?= |$)"
    # "first folds" without a second
    r"|\bfirst(?:ly)?,? (?:\w+ly )?(?!responders )[a-z]+s (?!.{0,280}\b(?:and|then|second|next|followed|before)\b)"
    # "twofold.", "including: a, b" without "and" or "or", an end in a colon or dash
    r"|twofold\.|\b(?:comprising|featuring|containing|including|consisting of): (?![^.]*\b(?:and|or|as)\b)[^.]*"
    r"|[:;,–—…-]\.?$"
    # "9.5 than 7.1.", "12%, 13%, and 14%.": an end in bare numbers
    r"|(?:versus|vs\.?|than) [\d.]+\.$|(?:\d[%×x]?, [\d.]+)[%×x]?,? and [\d.]+[%×x]?\.$"
    # an end in "by" and the like
    rf"|\b(?:{'|'.join(sorted(word_list('open_ended')))})\.(?= |$)"
)
_ODD_SIGNS = re.compile(
    # what a removed citation or formula leaves: ", ,", "()", "( a", "a ; b", "(A) (B)"
    r"[;,] ?[,;]|\(\)|\[\]|\( | \)| [,.;] |\(\w+\) \(\w+\)"
    # TeX, except "$5"; addresses, and what arXiv writes instead
    r"|\\|[_^]\{|\$(?! ?\d)|this https? URL|://"
    # a missing space: "Wepropose"; a beginning in small letters
    r"|\bWe(?=first|propose|present|introduce|show)|^[a-z]+ [a-z]"
)
# "three parts: a, b" has too few items.
_LIST = re.compile(rf"\b(?P<count>{_COUNT}) (?:(?!{_COUNT}\b)[\w()-]+,? ){{0,7}}?[\w-]+: (?P<items>[^.]*)")
_ITEM = re.compile(r"[;,] (?:and )?|\band ")


def flaws(text: str, *, has_predecessor: bool = False) -> float:
    """Count the flaws of a gist, a doubtful one as half.

    With `has_predecessor` it begins with the sentence before the chosen one, to which its pronouns can refer; "the
    former", "this problem" and the like remain flaws.
    """
    dependence = 0.0 if has_predecessor else min(1.0, sentence_of(_NAMED_THING.sub("", text)).dependence)
    count = dependence + bool(_REFERS_BACK.search(text)) + bool(_BREAKS_OFF.search(text))
    count += bool(_ODD_SIGNS.search(text)) + (len(text) > MAX_GIST_LENGTH) + (text.count("(") != text.count(")"))
    return count + any(
        len(_ITEM.findall(found["items"])) + 1 < _NUMBERS[found["count"]] for found in _LIST.finditer(text)
    )
