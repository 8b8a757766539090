"""Cut a long sentence at the end of a clause, or before a list that is incomplete."""

from __future__ import annotations

import re

from bot.text.gist.words import any_of, word_list

MAX_SENTENCE_LENGTH = 320  # characters of a sentence; longer ones are cut if possible
MAX_GIST_LENGTH = 280  # characters of a gist
_MIN_LENGTH = 60  # characters of a cut sentence
_MIN_SECOND_LENGTH = 45  # characters of a cut second sentence
_LOOKAHEAD = 100  # characters after an end, which show that it is one
_ENOUGH_LENGTH = 150  # characters of a cut gist for which no worse end is tried
# The marks of the first and the second item of a list: (1), i), a.
_FIRST_MARK = re.compile(r"(?<![\w)])\(?(?:1|i|a)[).] ")
_SECOND_MARK = re.compile(r"(?<![\w)])\(?(?:2|ii|b)[).] ")
# a list that starts with its main entry, as in "We introduce: 1) MIRA, a fold; 2) a town"
_FIRST_ENTRY = re.compile(
    r"(.{0,100}\b(?:introduce|propose|present)): \(?(?:1|i)[).] (.{20,300}?)[;,.] (?:and )?\(?(?:2|ii)[).] "
)
# Ends of a main clause: before a list, a second clause, or a clause that adds to the first one.
_CLAUSE_END = re.compile(
    r"(?:[:;](?=[ A-Z])|(?: –| —)(?= ))"
    r"|,(?= (?:which|where|so (?:it|each|the|that|they|we)\b|while|whereas|thereby|thus|then|so that|"
    r"and (?:thus|then|we|it|analy[sz]e|study|examine|evaluate|investigate|show\w*|find\w*|ultimately|achieves|"
    r"attains|maintains|improves|outperforms)|with|by [+\d]\S*|particularly|especially|specifically|even|"
    r"notably|"
    r"compared|as well as|applying|requiring|leveraging|exposing|indicating|confirming|including|such as|"
    rf"ultimately|supported|\w+ly [a-z]{{2,}}ing|(?:\w+ly )?{any_of('participles')}) )"
    r"|(?= (?:while|thereby|thus|whereas) )"
)
# Loose ends, for a sentence that is otherwise dropped: before its setting ("on nine datasets") and a second verb.
_LOOSE_END = re.compile(
    r"(?= (?:without|in terms of|as well as|through|via|based on|by \w+ing|compared (?:to|with)|relative to) )"
    r"|(?= across (?:\d+|two|three|four|five|six|several|multiple|various|diverse|different|all) )"
    r"|(?= (?:on|over|across) (?:[\w-]+,? ){0,4}?(?:benchmarks?|datasets?|tasks|models|settings|domains|"
    r"languages)\b)"
    r"|(?= and (?:\w+ly )?(?:evaluates?|assess(?:es)?|examines?|investigates?|compares?|appl(?:y|ies)|"
    r"conducts?|analy[sz]es?|"
    r"achieves|attains|reaches|reduces|improves|delivers|yields|gains|increases|outperforms|surpasses) )"
    r"|(?<!ing)(?= and (?!reason|understand|plann|learn|cod|train|edit|render)[a-z]{4,}ing )|"
    r"(?<=[%×])(?= (?:\w+ly )?[a-z]{4,}ing )"
    r"|,(?= and (?:(?:both|our|this|these|an?|the|[a-z]+s (?:the|an?|its|their)) ))|(?<=%),(?= and (?![+~\d]))"
    r"|(?:(?<=percent)|(?<=points)|(?<=\d×)),(?= and [a-z]+s )"
    r"|,(?= [a-z]{4,}(?:ing|ed) (?:in|at|from|by|on|with|for|to|as) )"
)
# Ends of phrases, for a sentence without a better end.
_PHRASE_END = re.compile(
    r"(?=,? (?:across|for|such as|designed to|which) )|,(?= and [a-z]+s (?:it|its|an?|the|them|how|that) )"
)
# Starts of examples and asides, as between a subject and its verb
_EXAMPLES = re.compile(r",? (?:such as|including|particularly|especially|specifically|notably|even) ")
_SUBJECT = re.compile(  # perhaps without its verb: "that methods, such as MIRA, fail"
    r"(?:\b(?:how|whether|why|that)|^(?:While |Although |When |If )?(?!We |I |This |Our |It |The )[A-Z]\w*)"
    r"(?: [\w-]+){0,8}$"
)
_OPENS_WITHOUT_CLAUSE = re.compile(  # "By folding each edge, keeping its corner" has no main clause yet
    r"(?:By|Through|Using|With|On|In|For|Under|Across|During|After|From|At|While|Although|When|Given|Despite|"
    r"Unlike) "
    r"(?!.*, (?:we|our|this|these|it|they|the|an?|all|both|each|most|many|only|[A-Z][\w-]*|[\w-]+ing|[a-z]+s) )"
    r"|(?:To"
    r"|(?!.* (?:not only|is|are|can|[a-z]{4,}s) )[A-Z][a-z]+ing)"
    r" [^,]*(?:, (?:and )?[a-z]+ing [^,]*)*$"
)
# "an approach that starts", "to jointly expand", "not only by folding", "that, by folding edges"
_DANGLES = re.compile(
    r"\b(?:that|which|who) (?:[a-z]+ly )?[a-z]+$|\bnot only\b(?!.{0,300}\bbut\b)|\bto [\w-]+ly [a-z]+$"
    # "tasks such as folding", the start of a list
    r"|\b(?:such as|including|like|e\.g\.,?) (?!.{0,200}\b(?:and|or)\b)[^.;:]*$"
    r"|, all$|[;,] (?:and )?\(?[\da-e]\)$|\bthat even [^,]{0,200}$|"
    r"\b(?:spans?|rang\w+) from (?!.{0,200} to )[^.]{0,200}$|"
    r"\b(?:when|where|whether|how|if) (?:[\w-]+ ){0,2}[\w-]+$|"
    r"\bboth (?!.{0,200}\band\b)[^,.;:]*$| [-–—] [\w ]{1,15}$|"
    r"-(?:level|based|aware|driven|wise|free|specific)$"
    r"|\bcombin(?:e|es|ing) (?!.* (?:and|with|into) |\w+s |(?:two|three|multiple|several|different|diverse) )"
    r"[^;:]*$"
    r"|\bthat an? (?:(?!\w{0,30}s\b|can\b|may\b|will\b)[\w-]{1,30} ){0,5}"
    r"(?!\w{0,30}s\b)[\w-]{1,30}(?: \(\w{1,9}\))?$"
    r"|\b(?:that|which),? (?:by|with|when|if|using|through|for|in|on|unlike) [^,]*$"
)
_DANGLES_LOOSELY = re.compile(
    r"ed$|\bby [a-z]+ing$|\bthat [a-z]+ing(?: [\w-]+){0,8}$|\bon\b.* and [+~]?\d[^,]*$|, (?:and|"
    r"or) (?:[a-z]+ly )?[a-z]+ing [^,]*$|, [\w-]+(?: [\w-]+){0,2}$|\bbetween (?:[\w-]+ ){0,2}[\w-]+$"
)
# "that splits data, finds towns via": an unfinished list of verbs
_UNFINISHED_VERBS = re.compile(
    r"(?P<head>\b(?:that|which|[A-Z][\w-]+) (?:[a-z]+ly )?[a-z]+s [^,;:]{8,120}"
    r"(?:, [a-z]+s [^,;:]{8,120})*?), (?P<last>[a-z]+s [^,;:]{8,160})$"
)
_LAST_LIST_ITEM = re.compile(
    r",? and an? |, and (?:both|our|this|these|the) "
)  # the last one of a list, after a comma
_AND_VERB = re.compile(  # what follows the end: the rest of the list of verbs
    r"[^;:.]{0,200}?,? and [a-z]+ "
)
# Of a head that ends within a list: "two ideas: folds", "parts: (1) folds", "things: folds, towns"
_LIST_ANNOUNCED = re.compile(
    r"\b(?:two|three|four|five|six|several|following|both)\b[^:]{0,60}:|: ?\(?(?:1|i|a)\)|: [^:,]*(?:, [^:,]*)?$"
)
_ITEM_NUMBER = re.compile(r"(?<= )\((?:[1-9]|i{1,3}|iv|v|[a-e])\) (?=\w)")
_NUMBERED_SENTENCE = re.compile(r"(?<= )\((?:[1-9]|i{1,3}|iv|v|[a-e])\) [A-Z][a-z]* ")  # a sentence each
# Before a colon: "reveals a gap: …", "three agents: …" say nothing without what follows.
_NEEDS_CONTINUATION = re.compile(
    r"\b(?:reveal|uncover|expos|identif|find|discover|observ|highlight|present|introduc|compris|consist|contain|"
    r"employ|address|follow|us(?=es|ing)|impos|span)\w* "
    r"(?!.{0,200}(?:outperform|improv|surpass|achiev))[^.,]{0,200}$"
    r"|\b(?:following|particular|central|dual) [^,]{0,200}$"
)
_OPEN_ENDED_WORDS = word_list("open_ended")


def shortened(sentence: str) -> str:
    """Cut a sentence before an incomplete list, and to at most `MAX_SENTENCE_LENGTH` characters if possible.

    It is cut at the end of a clause; without such an end, it stays or loses a list.
    """
    mark = _FIRST_MARK.search(sentence)
    if mark and (len(sentence) > MAX_SENTENCE_LENGTH or not _SECOND_MARK.search(sentence, mark.end())):
        entry = _FIRST_ENTRY.match(sentence)
        return cut_at_clause(sentence, mark.start() + 1) or (f"{entry[1]} {entry[2]}." if entry else sentence)
    return (
        cut_at_clause(sentence, MAX_SENTENCE_LENGTH) or sentence
        if len(sentence) > MAX_SENTENCE_LENGTH
        else sentence
    )


def unnumbered(text: str) -> str:
    """Return the text without (1), (ii), (c) before the items of a list."""
    first = _FIRST_MARK.search(text)
    if first and not _SECOND_MARK.search(text, first.end()):
        return text[: first.start()] + text[first.end() :] if text[first.start()] == "(" else text
    return text if first is None or _NUMBERED_SENTENCE.search(text) else _ITEM_NUMBER.sub("", text)


def cut_at_clause(sentence: str, limit: int, *, loosely: bool = False) -> str:
    """Return the longest prefix of `sentence` of at most `limit` characters that is a clause; "" if there is none.

    With `loosely`, it can also end before its setting or method ("on nine datasets"), if it has no other end.
    """
    return _cut(sentence, limit, _CLAUSE_END) or (_cut(sentence, limit, _LOOSE_END) if loosely else "")


def second_cuts(sentence: str, limit: int) -> tuple[str, str]:
    """Return two prefixes of a second `sentence` within `limit`, the longest that is a clause and a looser one.

    The looser one ends before a setting or a method, as in `cut_at_clause`. "" for none.
    """
    return _cut(sentence, limit, _CLAUSE_END, _MIN_SECOND_LENGTH), _cut(
        sentence, limit, _LOOSE_END, _MIN_SECOND_LENGTH
    )


def cut_anywhere(sentence: str, limit: int) -> str:
    """Return the prefix of `sentence` within `limit` with the best end, at worst before a colon; "" for none."""
    cuts = [_cut(sentence, limit, pattern) for pattern in (_CLAUSE_END, _LOOSE_END, _PHRASE_END)]
    head = sentence.partition(":")[0]
    whole = not _DANGLES.search(head) and head.rsplit(" ", 1)[-1] not in _OPEN_ENDED_WORDS
    before_list = f"{head}." if whole and _MIN_LENGTH < len(head) < limit else ""
    return next((cut for cut in cuts if len(cut) > _ENOUGH_LENGTH), max(cuts, key=len)) or before_list


def _cut(sentence: str, limit: int, pattern: re.Pattern[str], shortest: int = _MIN_LENGTH) -> str:
    """Return the sentence up to the last end before `limit` that `pattern` finds and `_may_end` accepts; or "".

    In a list of verbs, the last one that is kept gets an "and": "a fold that splits data and finds towns."
    """
    matches = pattern.finditer(sentence, shortest, limit + _LOOKAHEAD)  # the words after an end identify it
    for end in reversed([match.start() for match in matches if match.start() < limit]):
        head = sentence[:end].rstrip(" ,;:–—")
        verbs = _UNFINISHED_VERBS.search(head) if _AND_VERB.match(sentence, end) else None
        loosely = pattern is not _CLAUSE_END and not verbs
        cut = f"{head[: verbs.end('head')]} and {verbs['last']}." if verbs else f"{head}."
        if len(cut) <= limit and _may_end(head, sentence, end, loosely=loosely):
            return cut
    return ""


def _may_end(head: str, sentence: str, end: int, *, loosely: bool) -> bool:
    """True if a sentence cut at `end` has a clause as its `head`."""
    return not (
        (sentence[end] == ":" and _NEEDS_CONTINUATION.search(head))
        or (":" in head and (sentence[end] == ";" or _LIST_ANNOUNCED.search(head)))  # within a list
        or (_EXAMPLES.match(sentence, end) and _SUBJECT.search(head))
        or _OPENS_WITHOUT_CLAUSE.match(head)
        or _DANGLES.search(head)
        or ("," in head and _LAST_LIST_ITEM.match(sentence, end))
        or (loosely and _DANGLES_LOOSELY.search(head))
        or head.rsplit(" ", 1)[-1].lower().rstrip(".") in _OPEN_ENDED_WORDS
        or head.count("(") != head.count(")")
        or (head.count(" – ") == 1 and " – " in sentence[end:])
    )
