"""Remove non-prose (addresses, citations, lost macros) and filler from sentences."""

from __future__ import annotations

import re

from bot.text.gist.shorten import cut_anywhere, shortened
from bot.text.gist.words import any_of, phrases

# What follows MIRA in "MIRA https://mira.example"; "MIRA (this https URL)", as arXiv shows it; "MIRA [3, 7]".
# An address after "at" or "see" stays: without it the sentence would break off.
_NOT_AFTER_AT = r"(?<! at)(?<! from)(?<! in)(?<! on)(?<! via)(?<! the)(?<!see)(?<!:) "
_ADDRESS = re.compile(rf"{_NOT_AFTER_AT}[(\[]?(?:https?://|www\.)[^\s()\[\]]*[^\s()\[\].,;:]/?[)\]]?")
_WEB_LINK = re.compile(rf"(?<! of){_NOT_AFTER_AT}\(?this https? URL\)?(?=[,.;:])| \(this https? URL\)")
_CITATION = re.compile(
    r" ?\((?:see |e\.g\.,? )?[A-Z][^()]{0,80}?\b(?:19|20)\d\d[a-z]?(?:[;,][^()]{0,120})?\)"
    r"| ?\[(?:[1-9]\d*(?: ?[,–-] ?\d+)*|[A-Z][^\[\]]{0,200}?\b(?:19|20)\d\d[a-z]?)\]"
)
_EMPHASIS = re.compile(
    r"(?<!\*)\*\*(?=[^\s*])|(?<=[^\s*])\*\*(?!\*)|(?<!\w)\*(?=[A-Za-z])([^*]{1,80}?)(?<=[\w).])\*(?!\w)"
)
# "We present , a framework", "MIRA,, a fold": the source has lost a macro; "( MIRA )", "towns , heads"
_LOST_MACRO = re.compile(
    r"[;,](?=[;,])|(?:(?<=propose)|(?<=present)|(?<=introduce)|(?<=proposing)) ?,(?= an? )|"
    r"(?<=[\w)%]) (?=[,;.](?: |$))"
    r"|(?<=[(\[]) | (?=[)\]])"
)
# Only a sentence with one of these is searched for `_LOST_MACRO`.
_LOST_MACRO_HINTS = (" ,", " .", " ;", ",,", ";,", ",;", "( ", " )", "e, a", "g, a", "t, a")
_JOINED_WE = re.compile(r"\bWe(?=(?:first|propose|present|introduce|show|find|develop|study) )")
_FIRST_ENTRY = re.compile(
    r"\(?(?:1|i|a)\) (?=[A-Za-z]{2})"
)  # "(1) we introduce a fold.": the other entries are sentences of their own
# "on RGB this http URL address this gap, we fold": arXiv took "images.To" for an address, a word of each sentence
_GLUED_SENTENCES = re.compile(rf"{_NOT_AFTER_AT}this https? URL\S* (?=[a-z])")
# What is dropped after that address, up to the main clause: "address this gap," before "we fold"
_NEXT_CLAUSE = re.compile(
    r"(?:this (?:paper|work|study), )?(?:[^,:;.]{0,100}?, )?(?=(?:we|our|this (?:paper|work|study)) )"
    r"|(?:[\w-]+ ){0,3}?(?=(?:results|experiments|evaluations?) (?:\w+ )?(?:show|demonstrat|reveal|indicat))"
    r"|(?P<we>(?:(?:also|then|further|thus|therefore) )?"
    r"(?=(?:propose|introduce|present|develop|show|find|study|design|demonstrate|reveal|evaluate) ))"
)
_NOUNS, _SOLVE, _SOLVING = any_of("setting_nouns"), any_of("solve"), any_of("solving")
_TROUBLES = f"{any_of('problem_nouns')}s?"
_THESE = r"(?:this|these|those|such|the (?:above|aforementioned))"
_IN_THIS = rf"In (?:this|the present|our|the current) (?:\w+ )?{_NOUNS}"
_LINK = any_of("linking_words")
# "To address these issues," and "Inspired by their work," refer to another sentence.
_BACK_REFERENCE = (
    r"(?:(?:To|Towards?|In order to|Aiming (?:at|to)) (?:[\w-]+ ){0,5}?"
    r"(?:this|these|those|such|its?|them|their|so|that|the (?:two|above|aforementioned|former|latter))\b"
    r"[^,;:]{0,140}"
    r"|[A-Z][^,;:]{1,60}? (?:this(?! \w+ ?(?:paper|work|study))|these|those|such(?! as)|the above|their|its)\b"
    r"[^,;:]{0,80}"
    rf"|(?:To|In order to) (?:\w+ly )?{_SOLVE} the (?:\w+ )?{_TROUBLES}"
    r"|(?:In (?:light|view) of|Given|With|From|Leveraging|Using) (?:our|the) (?:[\w-]+ ){0,2}?"
    r"(?:observation|finding|insight|discover(?:y|ie)|result|intuition|analysi|analyse)s?"
    r"|To (?:fill|bridge|close) (?:the|an?) (?:[\w-]+ ){0,2}gap|For this purpose"
    r"|(?:Motivated|Inspired|Building|Built|Drawing|Based|Encouraged|Guided|Following) [^,:;]{3,200})"
)
_FILLER = re.compile(
    rf"(?:(?:{_IN_THIS}|{_LINK}),\s+"
    rf"|{_BACK_REFERENCE},\s+(?=(?:[Ww]e|I|[Oo]ur|in this|(?:this|the|the present) {_NOUNS}) )"
    rf"|(?:To|In order to) (?:\w+ly )?{_SOLVE} (?:this|these|those|such) [^,;:]{{0,80}},\s+"
    r"(?=(?:the proposed|[A-Z][\w-]{0,20}[A-Z\d][\w-]{0,20}) )"
    rf"|(?:{_IN_THIS}|{_LINK}|To [a-z]+ (?:this|these|those|such)(?: [\w-]+){{0,2}})\s+(?=(?:[Ww]e|I) )|"
    rf"And\s+(?=(?:our|the|this|it|its) ))(?P<rest>\S.*)",
    re.DOTALL,
)
# "We then fold" is "We fold".
_STEP_WORD = re.compile(
    r"(?P<us>We|I|(?:The|This|Our) \w+) (?:then proceed to|also|further|then|first|therefore|thus|hence|"
    r"additionally|next|finally|"
    r"instead|subsequently|furthermore|moreover|now)(?P<rest> [a-z].*)",
    re.DOTALL,
)
# Not behind a word that needs it: "how to solve", "in solving"
_NOT_AFTER_NEEDING = "".join(f"(?<! {word})" for word in phrases("words_before_solve"))
# "to address this issue", "that closes these gaps", "designed to tackle such problems", "addressing this need"
_AIM = re.compile(
    rf"(?:(?P<that>,? (?:that|which) (?:can |\w+ly )?){_SOLVE}(?:e?s)"
    rf"|(?:,|{_NOT_AFTER_NEEDING}) (?P<meant>(?:specifically )?(?:designed|aimed|intended|tailored) )?"
    rf"(?:to {_SOLVE}|{_SOLVING}))"
    rf" (?:(?:all |both |each of )?{_THESE}|both|all (?:two|three|four)) (?:[\w-]+ )?"
    rf"(?:{_TROUBLES}|{any_of('list_nouns')})(?: (?:altogether|simultaneously|jointly|together|at once))?"
    r"(?P<by> (?=by (?:\w+ly )?\w+ing\b|through |via ))?"
    r"(?=[.,:;]| (?:with|within|without|through|via|for|in|from|using) |(?<= )(?:by|through|via) )"
    rf"|(?P<this>,? (?:(?:that|which) {_SOLVE}e?s|designed to (?:\w+ly )?{_SOLVE}) this(?= (?:by|through|via) ))"
    rf"|,? (?:that|which) {_SOLVE}e?s this(?= (?:using|with) )"
    rf"|(?:,|{_NOT_AFTER_NEEDING}) to {_SOLVE} (?:this|the {_TROUBLES})(?=\.$)"
)
_GERUNDS = {f"{verb.removesuffix('e')}ing": verb for verb in phrases("solution_verbs")}
# "We tackle this problem by proposing MIRA" means "We propose MIRA", and "We bridge this gap with MIRA" means "We
# present MIRA".
_BY_PROPOSING = re.compile(
    rf"(?:(?P<us>We|I) (?:\w+ly )?(?:(?:attempt|aim|seek|try) to )?(?:{_SOLVE}|approach|answer|challenge|"
    rf"build on|"
    r"(?:formali[sz]e|instantiate|implement|reali[sz]e)(?= \w+ (?:idea|insight|view|principle|concept)s? ))"
    rf"|(?P<work>(?:This|Our|The) (?:\w+ )?{_NOUNS}) (?:(?:aims|seeks|attempts) to {_SOLVE}|{_SOLVE}e?s)) "
    rf"(?:this|these|those|such)(?: [\w-]+){{0,2}},? (?:by (?:\w+ly )?(?P<verb>{'|'.join(_GERUNDS)}) "
    rf"|and (?P<also>{'|'.join(_GERUNDS.values())}) "
    r"|(?:with|through|via) (?=(?:an?|our) |[A-Z]|[^\x00-\x7f]))"
)
# "through four coupled ideas." and "designed for this task." refer to another sentence.
_VAGUE_PART = (
    r"(?: that (?:works|operates|proceeds))?,? (?:by )?(?:(?:through|via|by|using|across|along|at|"
    r"(?<!ing )with|based on|built (?:from|on)|in|from|composed of|comprising|consisting of|"
    r"featuring|incorporating|integrating|introducing|addressing|(?:which|that) (?:consists of|[a-z]+s)) "
    r"(?:(?:the \w+ of )?(?:two|three|four|five|six|several|multiple) (?:[\w-]+ ){0,3}?"
    rf"(?:{any_of('list_nouns')}|{_TROUBLES})|the following [\w -]{{1,40}})"
    r"|(?:(?:tailored|designed|specifically|intended|built|based) ){0,3}(?:for|in|on|upon|towards?) (?:this|"
    r"these) "
    r"(?:domain|task|setting|problem|purpose|scenario|regime|context|goal|principle|idea|insight|observation)s?)"
)
_VAGUE_END = re.compile(rf"{_VAGUE_PART}(?=[.:]$)")
_VAGUE_LIST = re.compile(
    rf"(?:{_VAGUE_PART}|,? (?:featuring|comprising|containing|including|consisting of)): .{{0,600}}(?=\.$)",
    re.DOTALL,
)
_VAGUE_NOUN = re.compile(
    r" (?:[a-z]+s|domain|task|setting|problem|purpose|regime|context|goal|principle|idea|insight|"
    r"observation)[.:]$"
)
# "such a framework" refers to another sentence
_SUCH_A = re.compile(r" such(?= an? [a-z])(?!.{0,80} that )")
LIMITING = "(?:under|in some) "  # starts of asides that stay, as they limit what is said
# "(the ratio between L1 and L2 norms)", "(i.e., …)"; but (RLHF) and (Large Language Models) stay
_ASIDE = re.compile(rf" \((?!{LIMITING})[a-z][^()\s]* [^()]*\)(?=[\s.,;:])")
# "two factors (i.e., folds and edges)" stays too
_NAMED_PARTS = re.compile(
    r"\b(?:[Tt]wo|[Tt]hree|four|five) (?:(?!metrics|benchmarks|datasets|models)[\w-]+ ){1,6}"
    r"\((?:i\.e\.|namely|[\w -]+, [\w ,-]+ and )"
)
# "a change to these vanilla algorithms" means the same without "these"; "a change to these algorithms" does not
_NEEDLESS_THESE = re.compile(
    r"(?<= )(?:these|such) "
    r"(?=(?P<adjectives>(?:[a-z][\w-]+ ){1,3})(?P<noun>[a-z-]{3,}(?:[^su\W]s|[^l\W]y))\b(?! (?:that|as)\b))"
)
_NOT_ADJECTIVES = frozenset(
    {"two", "three", "four", "five", "can", "may", "and", "or", "to", "of", "in", "are", "that", "we"}
)
_NOT_ADJECTIVE_ENDS = ("s", "nce", "ion", "ment", "ity", "ness", "ism")  # what follows such a noun may be a verb
_VAGUE_NOUNS = frozenset(phrases("list_nouns")) | {f"{trouble}s" for trouble in phrases("problem_nouns")}
_MIN_SENTENCE_WORDS = 4  # words; with fewer, a rest is no sentence
_MIN_PART_LETTERS = 3  # letters: "fine-grained" is a word, "k-means" a name
_MAX_FILLERS = 3  # "Finally, in this work, …"


def cleaned(found: list[str]) -> list[str]:
    """Return the sentences without addresses, citations and asterisks, and without those that are nothing else.

    Those that arXiv glued together are split. If all are nothing else, they are returned as they are.
    """
    parts = (" ".join(part.split()) for sentence in found for part in _split_glued(_plain(sentence)))
    return [part for part in parts if part] or found


def _plain(sentence: str) -> str:
    """Return the sentence without addresses, asterisks, citations and traces of lost macros."""
    if "URL" in sentence:
        sentence = _WEB_LINK.sub("", sentence)
    if "://" in sentence or "www." in sentence:
        sentence = _ADDRESS.sub("", sentence)
    if "*" in sentence:
        sentence = _EMPHASIS.sub(r"\1", sentence)
    if "(" in sentence or "[" in sentence:
        sentence = _CITATION.sub("", sentence)
    entry = _FIRST_ENTRY.match(sentence)
    if entry and "2)" not in sentence:
        sentence = sentence[entry.end() :]
        sentence = sentence[:1].upper() + sentence[1:]
    if any(hint in sentence for hint in _LOST_MACRO_HINTS):
        sentence = _LOST_MACRO.sub("", sentence)
    return _JOINED_WE.sub("We ", sentence) if "We" in sentence else sentence


def _split_glued(sentence: str) -> list[str]:
    """Split sentences that arXiv glued together: it took the end of one and the start of the next for an address.

    "on RGB this http URL address this gap, we fold" is "on RGB." and "We fold".
    """
    if " URL" not in sentence:
        return [sentence]
    *heads, last = _GLUED_SENTENCES.split(sentence)
    parts = [*(cut_anywhere(f"{head} ", len(head) + 1) or f"{head}." for head in heads), last]
    found = parts[:1]
    for part in parts[1:]:
        if start := _NEXT_CLAUSE.match(part):
            rest = part[start.end() :]
            found.append(f"We {rest}" if start["we"] is not None else rest[:1].upper() + rest[1:])
    return found


def trimmed(sentence: str) -> str:
    """Return the sentence without leading filler, asides and "to address these issues", if a sentence remains.

    "Finally, in this work, we propose a new agent." becomes "We propose a new agent.". Linear in the
    sentence's length.
    """
    for _ in range(_MAX_FILLERS):
        match = _FILLER.fullmatch(sentence)
        if match is None or not _is_sentence(match["rest"]):
            break
        sentence = capitalized(match["rest"])
    step = _STEP_WORD.fullmatch(sentence)
    if step is not None and _is_sentence(step["rest"]):
        sentence = step["us"] + step["rest"]
    sentence = _BY_PROPOSING.sub(_proposing, sentence, count=1)
    sentence = _without(_AIM, sentence)
    sentence = shortened(
        _SUCH_A.sub("", sentence if _NAMED_PARTS.search(sentence) else _without(_ASIDE, sentence))
    )
    return _without(_VAGUE_END, sentence) if _VAGUE_NOUN.search(sentence) else sentence


def without_list(text: str) -> str:
    """Return the sentence without a list at its end: "through two ideas: folds, and edges"."""
    return _without(_VAGUE_LIST, text) if ": " in text else text


def without_demonstratives(text: str) -> str:
    """Return the text without "these" and "such" before a noun that has an adjective and is new in the text."""
    return _NEEDLESS_THESE.sub(_without_demonstrative, text)


def _without_demonstrative(match: re.Match[str]) -> str:
    before, adjectives, noun = match.string[: match.start()], match["adjectives"].split(), match["noun"]
    known = noun.rstrip("s") in before or noun in _VAGUE_NOUNS or any(word in before for word in adjectives)
    doubtful = any(word in _NOT_ADJECTIVES or word.endswith(_NOT_ADJECTIVE_ENDS) for word in adjectives)
    return match[0] if known or doubtful else ""


def _without(needless: re.Pattern[str], sentence: str) -> str:
    """Return the sentence without the matches, if a sentence remains."""
    shorter = needless.sub(_without_aim if needless is _AIM else "", sentence)
    return shorter if _is_sentence(shorter) else sentence


def _without_aim(match: re.Match[str]) -> str:
    """Return "that works by folding" for "that addresses these issues by folding"."""
    if match["by"]:
        rest = match[0] if match.string.startswith("by ", match.end()) else " "
        return " that works " if match["that"] or match["meant"] else rest
    return " that works" if match["this"] else ""


def _is_sentence(text: str) -> bool:
    """True if a text has enough words for a sentence."""
    return len(text.split(maxsplit=_MIN_SENTENCE_WORDS)) >= _MIN_SENTENCE_WORDS


def _proposing(match: re.Match[str]) -> str:
    verb = match["also"] or _GERUNDS.get(match["verb"], "present")
    if match["us"]:
        return f"{match['us']} {verb} "
    return f"{match['work']} {verb.removesuffix('y')}ies " if verb.endswith("dy") else f"{match['work']} {verb}s "


def capitalized(text: str) -> str:
    """Return the text (not "") with a capital letter, unless its first word is a name such as "k-means"."""
    first = text.split(maxsplit=1)[0].rstrip(",;:")
    plain = first.islower() and all(part.isalpha() and len(part) >= _MIN_PART_LETTERS for part in first.split("-"))
    return text[0].upper() + text[1:] if plain or (first.isalpha() and first.islower()) else text
