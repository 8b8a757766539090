"""A chosen sentence cut where it may end: before a list that is incomplete, and before what makes it too long."""

from __future__ import annotations

import re

from bot.text.gist.words import word_set

LONGEST = 320  # characters of a sentence; longer ones are cut where they can be
DISPLAYED = 280  # characters of a gist
_SHORTEST = 60  # characters that are left, to say enough
_SHORTEST_SECOND = 45  # the same where another sentence stands before it
_SEEN = 100  # characters after an end
_FIRST_MARK = re.compile(r"(?<![\w)])\(?(?:1|i|a)[).] ")
_SECOND_MARK = re.compile(r"(?<![\w)])\(?(?:2|ii|b)[).] ")
_SAYING_MORE = (
    "enabling|achieving|resulting|making|allowing|producing|providing|leading|reducing|improving|outperforming|"
    "demonstrating|showing|preserving|eliminating|ensuring|covering|addressing|comprising|spanning|establishing|"
    "aiming|mitigating|"
    "yielding|offering|supporting|revealing|simplifying|constructing|preventing|utilizing|using|optimizing|"
    "surpassing|"
    "ranking|representing|reaching|attaining|gaining|exceeding|matching|facilitating|enhancing|boosting|"
    "accelerating|"
    "strengthening|increasing|delivering|evaluating|assessing|tracing|featuring|drawing|suggesting|highlighting|"
    "validating|"
    "effectively"
)
# Where a main clause has ended: before a list, a second clause, or a clause that says more of the first one.
_END = re.compile(
    r"(?:[:;](?=[ A-Z])|(?: –| —)(?= ))"
    r"|,(?= (?:which|where|so (?:it|each|the|that|they|we)\b|while|whereas|thereby|thus|then|so that|"
    r"and (?:thus|then|we|it|analy[sz]e|study|examine|evaluate|investigate|show\w*|find\w*|ultimately|achieves|"
    r"attains|maintains|improves|outperforms)|"
    r"with|by [+\d]\S*|particularly|especially|specifically|even|notably|compared|as well as|applying|requiring|"
    r"leveraging|"
    r"exposing|indicating|confirming|"
    rf"including|such as|ultimately|supported|\w+ly [a-z]{{2,}}ing|(?:\w+ly )?(?:{_SAYING_MORE})) )"
    r"|(?= (?:while|thereby|thus|whereas) )"
)
# Where one may end that would else have no room at all: before what it holds for, and a second verb.
_LOOSE_END = re.compile(
    r"(?= (?:without|in terms of|as well as|through|via|based on|that (?:accurately|faithfully|closely|"
    r"correctly) [a-z]+|by \w+ing) )|"
    # "folds corners across maps and photos" would lose its point
    r"(?= across (?:\d+|two|three|four|five|six|seven|eight|nine|ten|many|several|multiple|various|diverse|"
    r"different|all) )"
    r"|(?= across (?:[\w-]+,? ){0,5}?(?:benchmarks?|datasets?|tasks|models|settings|domains|scenarios|languages|"
    r"corpora|sizes|"
    r"seeds|environments|baselines|metrics|architectures|families|backbones)\b)"
    r"|(?= and (?:\w+ly )?(?:evaluates?|assess(?:es)?|examines?|investigates?|compares?|conducts?|performs?|"
    r"analy[sz]es?) )"
    r"|(?= (?:on|over) (?:[\w-]+ ){1,4}(?:benchmarks?|datasets?)\b)"
    r"|(?= and (?:achieves|attains|reaches|reduces|improves|delivers|yields|gains|increases|outperforms|"
    r"surpasses|maintains) )"
    r"|(?<!ing)(?= and [a-z]{4,}ing )|(?<=[%×])(?= (?:\w+ly )?[a-z]{4,}ing )"
    r"|(?= (?:at \d|and (?:up to )?[\d+]|compared (?:to|with)|relative to) )"
    r"|,(?= and (?!of|in|on|with|for|from|by|at|to|as|into|over|via|both|all|even|only|then|how|why|what|that|"
    r"when|where|which|whether)[a-z]+(?<!s) (?:the|an?|its|their) )"
    r"|,(?= and (?:both|our|these) )|(?<=%),(?= and (?![+~\d]))|,(?= and (?:an? |the (?!\w+ (?:is|are)\b)|"
    r"[A-Z][a-z]+ ))"
    r"|,(?= (?:despite|aligned|drawn|derived|collected|annotated|sourced|paired|organi[sz]ed|structured|"
    r"grounded) )"
    r"|,(?= and (?:provides|introduces|offers|uses|enables|reduces|yields|supports|selects|generates|produces|"
    r"demonstrates|requires|identifies|ensures|facilitates|delivers|applies|combines|employs|incorporates) )"
)
# Where a phrase ends, for what has no better place.
_LAST_END = re.compile(
    r"(?=,? (?:across|with|when|for|such as|but|capable of|designed to|by|as|which|that) )"
    r"|(?=,? and (?:[a-z]+ly )?[a-z]+(?:s|es|ing) (?:the|an?|its|their|to|for|with|how|that) )"
)
_ANY_END = re.compile(r"(?=,? and |, (?![a-z]+(?:s|ed) ))")
_LEFT = 150  # characters of a gist that is cut, if it can be
_EXAMPLES = re.compile(r", (?:such as|including|particularly|especially|specifically|notably|even) ")
_SUBJECT = re.compile(  # which may well be without its verb
    r"(?:\b(?:how|whether|why)"
    r"|\b(?:show|not|find|argu|demonstrat|observ|prov|reveal|suggest|indicat|establish|confirm)"
    r"(?:e|s|es|ing)? that"
    r"|^(?!We |I |This |Our |It |The )[A-Z]\w*)(?: [\w-]+){0,8}$"
)
# "rates towns along four axes:" of what is cut off
_ANNOUNCED = re.compile(
    r",? (?:(?:which|that) (?:consists of|[a-z]+s)|across|along|at|with|in|into|through|via|using|"
    r"on) (?:the \w+ of )?(?:two|three|four|five|six|"
    r"several) (?:[\w-]+ ){0,3}?(?:axes|aspects|dimensions|levels|fronts|modes|ways|perspectives|properties|"
    r"criteria|steps|"
    r"stages|phases|components|modules|ideas|strategies|challenges|factors|principles|mechanisms|techniques|"
    r"parts)$"
)
_SUBORDINATE = re.compile(r"(?:While|Although|Though|When|If) ")  # whose main clause may have no verb yet
_UNFINISHED = re.compile(  # "Extensive experiments on nine sets, covering towns, show that it works."
    r"(?:[\w-]+ ){0,2}?(?:[Ee]xperiment|[Ee]valuation|[Rr]esult|[Aa]nalys[ei]s|[Tt]est)(?:s|al results)? "
    r"(?!.*\b(?:show|demonstrat|reveal|indicat|confirm|validat|suggest|achiev|prov|verif|highlight|yield|found|"
    r"find|"
    r"is|are|was|were|ha[ds]|have|can))"
)
_NO_VERB = re.compile(r", (?:and|or) (?:[a-z]+ly )?[a-z]+ing [^,]*$")
_NO_CLAUSE = re.compile(r"\b(?:that|which),? (?:by|with|when|if|using|through|for|in|on|unlike) [^,]*$")
_LEADS = re.compile(  # "By folding each edge, keeping its corner" has no main clause yet
    r"(?:(?:By|Through|Using|With|On|In|For|To|While|Although|When|Given|Despite|Unlike)"
    r"|(?!.* (?:not only|is|are|can|leads?|results?|improves?|reduces?|yields?|enhances?|increases?|"
    r"outperforms?|"
    r"achieves?|preserves?|shows?|makes?|allows?|enables?|provides?|helps?) )[A-Z][a-z]+ing)"
    r" [^,]*(?:, (?:and )?[a-z]+ing [^,]*)*$"
)
# "by showing that small models": the verb comes after an aside
_NO_PREDICATE = re.compile(
    r"\b(?:show|find|argu|demonstrat|observ|prov|reveal|suggest|indicat|establish|confirm)(?:e|s|es|ed|"
    r"ing)? that"
    r"(?! (?:[\w-]+ ){0,4}(?:is|are|can|has|have|do|does|may|not|it|they|we) )(?: [\w-]+){1,4}$"
)
# "in which only the corners" waits for "are kept"
_IN_WHICH = re.compile(
    r"\b(?:in|for|on|of|to|with|by|at|from) which (?!(?:[\w-]+ ){0,6}(?:is|are|was|were|can|may|must|has|have|"
    r"we|it|they) )"
    r"(?:[^\s,;:]+ ){0,5}[^\s,;:]+$"
)
# "an approach that starts", "to jointly expand", "not only by folding but also"
_DANGLES = re.compile(
    r"\b(?:that|which|who) (?:[a-z]+ly )?[a-z]+$|\bthe fact$|\b(?:but|and|or) also$"
    r"|\bnot only\b(?!.{0,300}\bbut\b)"
    r"|\bbetween (?!(?:[\w-]+ ){1,2}and )(?:[\w-]+ ){0,2}[\w-]+(?<!s)$"
    r"|\bto [\w-]+ly "
    r"(?!adapt|learn|converge|generali|scale|reason|evolve|explore|improve|interact|coordinate)[a-z]+$"
)
_LISTS = re.compile(r",? which [^,]*, and (?:[\w-]+ ){0,3}[\w-]+$")
# "that splits data, finds towns via": the list of what it does goes on
_UNENDED = re.compile(
    r"(?P<head>\b(?:that|which|[A-Z][\w-]+) (?:[a-z]+ly )?(?:\(?(?:1|i|a)\) )?[a-z]+s [^,;:]{8,120}"
    r"(?:, (?:\(\w+\) )?[a-z]+s [^,;:]{8,120})*?), (?P<last>(?:\(\w+\) )?[a-z]+s [^,;:]{8,160})$"
    # the same after "can", where verbs have no ending
    r"|(?P<able>\b(?:can|may|could|will|to) (?:[a-z]+ly )?(?:\(?(?:1|i|a)\) )?[a-z]+ [^,;:]{8,120}"
    r"(?:, (?:\(\w+\) )?[a-z]+ [^,;:]{8,120})*?), (?P<end>(?:\(\w+\) )?(?![a-z]+(?:ing|"
    r"ed) )[a-z]+ [^,;:]{6,160})$"
)
# "joins a store of frames, a clock for towns": the list of things goes on
_THINGS = re.compile(
    r"(?P<head>\b(?:integrates?|integrating|combines?|combining|includes?|including|compris(?:es?|ing)|"
    r"contains?|"
    r"containing|"
    r"incorporates?|incorporating|unif(?:y|ies|ying)|covers?|covering|provides?|providing|offers?|offering|"
    r"leverages?|leveraging|"
    r"us(?:es?|ing)|joins?|joining|coupl(?:es?|ing)|introduces?|introducing|employs?|employing) "
    r"(?:[^,;:]*[a-z] [^,;:]*, )*?[^,;:]*[a-z] [^,;:]*), (?P<last>(?!which|where|who|and)[^,;:]+)$"
)
_GOES_ON = re.compile(r"[^;:.]{0,200}?(?:,? and (?:\(\w+\) )?[a-z]+ |, \(\w+\) [a-z])")
# "restricting it to one turn yields 1%; allowing nine yields 9%": the half of a contrast
_CONTRAST = re.compile(r"; [^;]{0,120}\d|;? (?:whereas|in contrast|conversely)\b")
_HALF = re.compile(
    r"\b(?:(?:restrict|limit|ablat)\w*|removing|without|dropping|disabling|forcing|freezing|only|"
    r"single|naive|fixed) "
    r"(?>[^;]{0,200}?\d)[^;]{0,400}$"
)
_SEVERAL = re.compile(r", [a-z]+s ")
# "through three core innovations: a store of frames, …": of what is too long, or goes on elsewhere, the first ones
# are told
_LISTED = re.compile(
    r",? (?:through|via|by|with|using|based on|comprising|consisting of)(?: the \w+ of)? "
    r"(?:two|three|four|five|six|several|multiple) (?:[\w-]+ ){0,2}?[a-z]+s: (?:\(?(?:1|i|a)[).] )?"
    r"(?=(?:[Aa]n?|[Tt]he) )"
)
# "across two axes: i) Pale Folding: corners are …; ii) Old Edges: …": of long entries their names are told
_NAMED = re.compile(
    r"(?<![\w)])\(?(?:[1-5]|i{1,3}|iv|v|[a-e])[).] "
    r"(?:(?P<name>[A-Z][\w-]*(?: (?:[A-Z][\w-]*|of|and|for|with|via)){0,5}(?: \([A-Z][\w-]*\))?)[:,] )?"
)
_MOST_NAMED = 5
_BETWEEN = re.compile(r"[,;.](?: and)? (?:\(?(?:2|ii|b)[).] |(?=an? |the ))")
_ENTRY = 150  # characters of the first entry
_ROOM_FOR_TWO = 250  # characters of the sentence with two entries
_LIST = re.compile(
    r"\b(?:two|three|four|five|six|several|following|both)\b[^:]{0,60}:|: ?\(?(?:1|i|a)\)|"
    r": [^:,]*(?:, [^:,]*)?$"
)
_AND_THING = re.compile(r", and (?:an? |the |[A-Z])")
_PASSIVE = re.compile(r"ed$")  # "maps predicted by": "maps predicted" waits for more
_SERIES = re.compile(r", [\w-]+(?: [\w-]+){0,2}$")  # "across cloud, edge, device" goes on
_US = re.compile(r"\b(?:[Ww]e|I)\b")  # a main clause that follows must not be cut off
_OPEN_ENDED = word_set(
    "to as by that of with for from in on at and or into via namely is are be the a an where which include "
    "includes including i.e e.g both through following follows whereas while thereby when such motivated only "
    "find found show shows showed demonstrate demonstrates observe observed reveal reveals conclude argue prove "
    "after before because although since until unless than between within under across about toward towards"
)


def shortened(sentence: str) -> str:
    """The sentence without a list that goes on in another one, and of at most `LONGEST` characters if it can end.

    It is cut at a place where a clause ends; a sentence without such a place stays as it is.
    """
    mark = _FIRST_MARK.search(sentence)
    long = len(sentence) > LONGEST
    if long or (mark and not _SECOND_MARK.search(sentence, mark.end())):
        listed = _LISTED.search(sentence)
        if listed:
            return _first_entries(sentence[: listed.start()], sentence[listed.end() :])
    if mark and long and (named := _names(sentence, mark.start())):
        return f"{sentence[: mark.start()].rstrip(' (')} {named}."
    if mark and (long or not _SECOND_MARK.search(sentence, mark.end())):
        return ended(sentence, mark.start() + 1) or sentence
    return ended(sentence, LONGEST) or sentence if long else sentence


def _names(sentence: str, start: int) -> str:
    """What the entries are called that a sentence lists from `start` on; "" if one has no name."""
    names = [match["name"] or "" for match in _NAMED.finditer(sentence, max(0, start - 1))]
    if not 1 < len(names) <= _MOST_NAMED or not all(names):
        return ""
    return f"{', '.join(names[:-1])} and {names[-1]}"


def ended(sentence: str, limit: int, *, loosely: bool = False) -> str:
    """The longest beginning of `sentence` that is a clause and ends before `limit`; nothing if there is none.

    Where it may end `loosely`, a clause goes without what it holds for, or how, if it has no other end.
    """
    return _cut(sentence, limit, _END) or (_cut(sentence, limit, _LOOSE_END) if loosely else "")


def ends(sentence: str, limit: int) -> tuple[str, str]:
    """The longest beginnings of a second `sentence` before `limit`: whole clauses, and loosely; "" for none."""
    return _cut(sentence, limit, _END, _SHORTEST_SECOND), _cut(sentence, limit, _LOOSE_END, _SHORTEST_SECOND)


def ended_anyhow(sentence: str, limit: int) -> str:
    """The beginning of `sentence` before `limit` that ends best, even if only a phrase ends there; "" for none."""
    able = [_cut(sentence, limit, places) for places in (_END, _LOOSE_END, _LAST_END, _ANY_END)]
    return next((one for one in able if len(one) > _LEFT), max(able, key=len))


def _cut(sentence: str, limit: int, places: re.Pattern[str], shortest: int = _SHORTEST) -> str:
    seen = places.finditer(sentence, shortest, limit + _SEEN)  # an end is told by what comes after it
    able = [match.start() for match in seen if match.start() < limit]
    for end in reversed(able):
        head = sentence[:end].rstrip(" ,;:–—")
        if sentence[end : end + 1] == ":":
            head = _ANNOUNCED.sub("", head)
        if (
            _EXAMPLES.match(sentence, end) and (_SUBJECT.search(head) or _SUBORDINATE.match(head))
        ) or _UNFINISHED.match(head):
            continue  # "that methods, such as MIRA, fail"
        if places is _LOOSE_END and (_PASSIVE.search(head) or (sentence[end] == "," and _SEVERAL.search(head))):
            continue  # "its gradient, estimated via"; "reads, sorts, and keeps" has no other end
        if places in {_END, _LOOSE_END} and ":" in head and (sentence[end] == ";" or _LIST.search(head)):
            continue  # within a list
        if (
            _LEADS.match(head)
            or _DANGLES.search(head)
            or _LISTS.search(head)
            or _NO_CLAUSE.search(head)
            or _NO_PREDICATE.search(head)
            or _IN_WHICH.search(head)
            or (_CONTRAST.match(sentence, end) and _HALF.search(head))
            or (places is not _END and _NO_VERB.search(head))
            or (places in {_LAST_END, _ANY_END} and _PASSIVE.search(head))
            or (places is _ANY_END and _SERIES.search(head))
            or (_AND_THING.match(sentence, end) and "," in head and not _THINGS.search(head))
        ):
            continue  # "we build a store, which keeps frames, and a clock, which"
        whole = head.rsplit(" ", 1)[-1].lower() not in _OPEN_ENDED and head.count("(") == head.count(")")
        if whole and (_US.search(head) or not _US.search(sentence, end)):
            return f"{_with_and(head, sentence, end)}."
    return ""


def _with_and(head: str, sentence: str, end: int) -> str:
    """The `head` with "and" before the last of what it lists, if the list went on after the `end`."""
    things = _THINGS.search(head) if sentence.startswith(", and ", end) else None
    if things is not None:
        return f"{head[: things.end('head')]} and {things['last']}"
    unended = _UNENDED.search(head) if _GOES_ON.match(sentence, end) else None
    if unended is None:
        return head
    first, last = ("head", "last") if unended["head"] else ("able", "end")
    return f"{head[: unended.end(first)]} and {unended[last]}"


def _first_entries(head: str, entries: str) -> str:
    """The sentence with the first one or two of the entries that it announces: "with a store and a clock"."""
    parts = _BETWEEN.split(entries.rstrip("."))
    first = ended(parts[0] + ".", _ENTRY).rstrip(".") if len(parts[0]) > _ENTRY else parts[0]
    first = first or parts[0]
    text = f"{head} with {first[0].lower()}{first[1:]}"
    if len(parts) > 1 and len(text) + len(parts[1]) < _ROOM_FOR_TWO:
        text = f"{text} and {parts[1]}"
    return f"{text}."
