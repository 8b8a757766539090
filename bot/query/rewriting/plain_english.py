"""Read a query as people write: `papers about diffusion or flow for video, but not surveys`."""

from __future__ import annotations

import re
from itertools import count
from typing import TYPE_CHECKING

from bot.query.analysis.tables import pair_table
from bot.query.analysis.topics import is_function_word, is_general
from bot.query.query import try_parse, with_limits_for_all
from bot.query.rewriting.parts import names_topic, query_of
from bot.query.syntax.characters import ascii_operators
from bot.query.syntax.lexer import Kind, tokens
from bot.query.syntax.tree import Comparison, conjuncts

if TYPE_CHECKING:
    from bot.query.query import Query
    from bot.query.syntax.lexer import Token

_MAX_LENGTH = 200  # characters: who writes more knows the operators
# Roles in a query, see `_Reader._role`
_OPERATOR_WORDS = {"or": "or", "and": "gap", "but": "gap", "not": "not", "except": "not", "excluding": "not"}
_ROLES = {Kind.END: "end", Kind.CLOSE: "end", Kind.NOT: "sign", Kind.OR: "or", Kind.AND: "and"}
_AFTER_BUT = frozenset({"no", "without"})  # `but no`, `, no`; else of a subject: `learning without forgetting`
_OF_WORDS = frozenset({"of", "to"})  # in names of topics: theory of mind, text to image
_QUOTED, _HIDDEN = re.compile(r'"[^"]*"'), re.compile(r'"(\d+)"')
_YEAR = re.compile(r"(?:19|20)\d\d")
# `state of the art in …` asks for papers
_STATE_OF_THE_ART = re.compile(r"(?i)\bstate of the art (?=(?:in|on|of|for)\b)")
# Who writes `no surveys` or `without surveys` excludes them; other words may be a subject, as in `without labels`
_SURVEYS = r"(?:surveys?|reviews?|tutorials?|benchmarks?|datasets?)\b"
_NO_SURVEYS = re.compile(rf"(?i) (?:no|without|rather than|instead of)(?= {_SURVEYS})")
# `no surveys, flow matching`
_NO_SURVEYS_FIRST = re.compile(rf"(?i)^(?:no|not|without)( {_SURVEYS}[^,]*),(.+)")
# `with at least 20 upvotes`, `10+ likes`, `upvotes over 20`, `less than 1,000 votes`, `20 likes or fewer`
_UPVOTE_LIMIT = re.compile(
    r"(?i)(?:^|(?:,| OR)?(?: and)?(?: with| having)? )"
    r"(?:(?:at least|min(?:imum|\.)?|(?P<over>more than|over|above)|(?P<under>(?:less|fewer) than|under|below)"
    r"|(?P<most>at most|max(?:imum|\.)?|up to|not? more than)|of|(?:up)?votes|likes) ){0,4}"
    r"(?:\d{1,3},\d{3}|\d{1,5})\b"
    r"(?:\+| or more\b|(?P<or_less> or (?:less|fewer)\b)| (?:up)?votes\b| likes\b){0,2}"
)
_LIMIT_SIGNS = {None: ">=", "over": ">", "under": "<", "most": "<=", "or_less": "<="}  # by group
_FOREIGN_FIELD = re.compile(r"\bTITLE-ABS-KEY(?=\()|(?<=[\w\"])\[[A-Z][A-Za-z/]+\]")  # of Scopus and PubMed
# A query's words as one letter each, their kind in tables/requests.txt: a ask, s such, w word, i item, t thing,
# v verb, l link, b between, p please, d during, u unit, n now, e era; - is any other word.
# The beginning of a request, one example for each way: `papers published this week about`, `papers that discuss`,
# `recent papers discussing`, `which papers use`, `why do`
_REQUEST_START = re.compile(
    "[a-z]{0,9}[it][a-z]{0,9}[lb]|[a-z]{0,9}[it]a{1,9}[tv]|[a-z]{0,9}iv|a{1,9}i[tv]|[sw]{0,9}[ap][^-bitv]*"
)
# Its end: `flow from 2031`, `flow papers this week`; `new flow papers`, `flow matching papers`
_REQUEST_END = re.compile("[^-]*-.*?(i?(?:s{0,9}[lb]e|[bls]{0,9}(?:ds{0,9}u|n)))|(?:[a-z]+-|--).*(i)")
# Words that are left out only if an item, time or year is last: `best flow papers`, `new flow 2031`
_SUCH_BEFORE_END = re.compile("[sn]+(?=-.*[einu]$)")


def from_plain_english(query: Query) -> Query | None:
    """Return the query with operators for `or`, `and`, `not`, without words of requests; None if that is the same.

    Words in quotation marks stay, but `"or"`, `"and"` and `"not"`; so does every word that may be a subject.
    """
    if len(query.typed) > _MAX_LENGTH:
        return None
    typed = ascii_operators(query.typed)
    phrases = _QUOTED.findall(typed)
    numbers = count()
    hidden = _QUOTED.sub(lambda _: f'"{next(numbers)}"', typed)  # not to be changed here
    listed = hidden.replace("; ", ", ")
    text = listed.replace(" related to ", " about ").replace(" except for ", " except ")
    text = _NO_SURVEYS_FIRST.sub(r"\2, not\1", text)
    limits: list[str] = []
    without_votes = _UPVOTE_LIMIT.sub(lambda found: _without_votes(found, limits), text).strip(" ,")
    read, foreign = _FOREIGN_FIELD.subn(
        "", _STATE_OF_THE_ART.sub("papers ", _NO_SURVEYS.sub(" not", without_votes))
    )
    read = _HIDDEN.sub(lambda found: phrases[int(found[1])], read)
    reader = _Reader(read.lower() if read.isupper() else read)
    found = try_parse(" ".join([reader.read(), *limits]), query)
    if found and not names_topic(found.tree):  # `papers with 20 upvotes`
        found = query_of([node for node in conjuncts(found.tree) if isinstance(node, Comparison)], query)
    if not (reader.changed or foreign or limits or listed != hidden) or found is None or found == query:
        return None
    return with_limits_for_all(found) or found


def _without_votes(found: re.Match[str], limits: list[str]) -> str:
    """Return "" for a limit of upvotes, and add it to `limits`; return other numbers as they are."""
    if not re.search("votes|likes", found[0].lower()):
        return found[0]
    number = re.sub(r"\D", "", found[0])
    limits.append(f"upvotes:{_LIMIT_SIGNS[found.lastgroup]}{number}")
    return ""


class _Group:
    """Terms between two gaps: `ways` are alternatives, `listed` if a comma separates them; perhaps excluded."""

    def __init__(self, *, excluded: bool = False) -> None:
        self.excluded, self.listed = excluded, False
        self.ways: list[list[str]] = [[]]

    def __str__(self) -> str:
        ways = [" ".join(way) for way in self.ways if way]
        if self.excluded and len(ways) == 1 and " " in ways[0] and '"' not in ways[0] and "(" not in ways[0]:
            return f'-"{ways[0]}"'
        joined = f"({' OR '.join(ways)})" if len(ways) > 1 else "".join(ways)
        return f"-{joined}" if self.excluded and joined else joined


class _Reader:
    """Reads one query; `changed` is true afterwards if it has words of requests or lower-case operators."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = list(tokens(text))
        self._words = [_word(token) for token in self._tokens]
        self._at, end = 0, len(self._tokens) - 1  # the last token is END
        kinds = "".join(
            pair_table("rewriting/requests").get(word, "era" if _YEAR.fullmatch(word) else "-")[0]
            for word in self._words
        )
        while end and kinds[end - 1] == "p":  # please or thanks, with a comma before it
            end -= 1 + (self._tokens[end - 2].body == ",")
        if lead := _REQUEST_START.match(kinds, 0, end) or _SUCH_BEFORE_END.match(kinds, 0, end):
            self._at = lead.end()
        if tail := _REQUEST_END.fullmatch(kinds, 0, end):
            end = tail.start(tail.lastindex or 0)
        self.changed = (self._at, end) != (0, len(self._tokens) - 1)
        del self._tokens[end:-1], self._words[end:-1]
        self._kinds = kinds[:end] + kinds[-1]

    def read(self) -> str:
        """Return the text up to the end of a group in brackets, or of the query."""
        groups, sign = [_Group()], ""
        while True:
            at, token = self._at, self._tokens[self._at]
            self._at += 1
            match self._role(at, groups):
                case "end":
                    return " ".join(filter(None, map(str, groups)))
                case "sign":
                    sign = "" if sign else "-"
                case "or":
                    groups[-1].listed |= token.body == ","
                    groups[-1].ways.append([])
                case "not":
                    groups.append(_Group(excluded=True))
                case "gap":
                    groups.append(_Group())
                case "of":
                    words = f"{groups[-1].ways[-1].pop()} {token.body} {self._tokens[self._at].body.rstrip('?')}"
                    groups[-1].ways[-1].append(f'"{words.replace(chr(34), "")}"')
                    self._at += 1
                case "and":
                    pass
                case _:
                    # After an excluded word, a phrase, a bracket or a name in capitals is wanted again
                    if groups[-1].excluded and groups[-1].ways[-1] and not self._words[at]:
                        groups.append(_Group())
                    written = self._text[token.start : token.end].lstrip("#").rstrip("?")
                    inner = f"{self.read()})" if token.kind in {Kind.OPEN, Kind.SCOPE} else ""
                    groups[-1].ways[-1].append(f"{sign}{written}{inner}")
                    sign = ""

    def _role(self, at: int, groups: list[_Group]) -> str:
        """Return the role of a token after these groups: `or`, `not`, a `gap` between groups and so on."""
        word, kind = self._words[at], self._kinds[at]
        if (sign := _ROLES.get(self._tokens[at].kind)) is not None:
            return sign
        if word == "using" and len(groups[-1].ways[-1]) == 1:
            return "unit"  # `computer using agent`, unlike `protein folding using transformers`
        if any(map(str, groups)) and self._tokens[at + 1].kind not in {Kind.END, Kind.CLOSE}:
            is_list = groups[-1].listed or groups[-1].excluded
            role = "or" if word == "and" and is_list else _OPERATOR_WORDS.get(word, "gap" if kind == "b" else "")
            if word in _AFTER_BUT and (self._words[at - 1] == "but" or self._tokens[at - 1].kind is Kind.OR):
                role = "not"
            is_title = self._tokens[at].body[:1].isupper()  # The Path Not Taken
            is_verb = role == "not" and self._kinds[at - 1] == "a"  # `is not`
            if role and not (is_title or is_verb):
                self.changed = True
                return role
        if word in _OF_WORDS and groups[-1].ways[-1] and self._is_name(at):
            return "of"
        return "gap" if word and (is_function_word(word) or kind in "alb") else "unit"

    def _is_name(self, at: int) -> bool:
        """True if this word is between two that may be one name."""
        before, after = self._words[at - 1], self._words[at + 1]
        is_plain = bool(after) and self._kinds[at + 1] == "-" and not is_function_word(after)
        return is_plain and not is_general(before)


def _word(token: Token) -> str:
    """Return a plain word in lower case; "" for all else. `"or"` is plain: canonical forms quote such words."""
    body = token.body.lower().replace("\u2019", "'").rstrip("?")
    is_plain = token.kind is Kind.TERM and not token.field and not token.literal
    is_name = token.body.isupper() and len(body) > 1  # US, IT
    is_plain = is_plain and not is_name and (not token.quoted or body in {"or", "and", "not"})
    return body if is_plain else ""
