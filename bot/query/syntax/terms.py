"""Make a term of a token: a word, a phrase, a prefix of either (`quantiz*`), a literal term or a comparison.

Comparisons are of numbers: `upvotes:>=20`, `stars:10..20`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.language.translating import gettext
from bot.query.analysis.document import term_keys
from bot.query.analysis.names import forms_of_name
from bot.query.analysis.requirements import (
    as_spelled,
    keys_before_prefix,
    phrase_prefixes,
    ways_to_write,
    with_aliases,
)
from bot.query.analysis.word_keys import BREAK, other_beginnings, unguarded
from bot.query.analysis.words import CJK_CHARACTER, TIED_MARK, tokenize_text
from bot.query.errors import QueryError, UnmatchableError, invalid_sign, invalid_term, try_instead
from bot.query.fields import NAMES_OF_ORGANIZATIONS, NAMES_OF_PEOPLE, NumberField
from bot.query.syntax.characters import PAIRED_SIGNS, ascii_comparison, ascii_signs, without_invisible
from bot.query.syntax.foreign_syntax import ANY_LETTER_SIGN
from bot.query.syntax.tree import Comparison, TextTerm
from bot.text.safe import in_code

if TYPE_CHECKING:
    from bot.query.syntax.lexer import Token

_NUMBER = "[0-9]{1,9}"  # int() must not meet hundreds of digits
_COMPARISON = re.compile(
    rf"(?P<op>>=|<=|=|>|<)?(?P<number>{_NUMBER})|(?!\*\.\.\*)(?P<low>{_NUMBER}|\*)\.\.(?P<high>{_NUMBER}|\*)"
)
_THOUSANDS = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")
_LAST_NAME_FIRST = re.compile(r"(?<![^,])([^,]+),([^,]+)")
_SHORTEST_PREFIX = 3  # letters
_STARS_ONLY_AT_THE_END = re.compile(r"[^*]*[^*\s]\*+")
# A term that needs no quotation marks
_PLAIN_TERM = re.compile(rf'[^\s(),":*=!|&{PAIRED_SIGNS}-][^\s(),":*{PAIRED_SIGNS}]*')
_OPERATORS = frozenset({"or", "and", "not"})


def comparison(field: NumberField, token: Token, query: str) -> Comparison:
    """Parse the comparison of a token. Raises QueryError."""
    body = _THOUSANDS.sub("", ("=" if token.literal else "") + ascii_comparison(token.body).strip())
    found = _COMPARISON.fullmatch(body)
    if found is None:
        number = re.search(_NUMBER, body)
        example = f"{field.name}:{field.usual_operator}{number[0]}" if number else field.example
        position = token.end - len(token.body) - token.quoted
        raise invalid_term(f"{field.name}:{body}", query, position, try_instead(example, f"{field.name}:10..20"))
    low, high, written = _range(found) if found["low"] else _bound(found["op"] or "=", int(found["number"]))
    is_reversed = low is not None and high is not None and low > high
    if is_reversed or (high is not None and high < field.least):
        message = gettext("No paper can match {terms}.", terms=in_code(f"{field.name}:{written}"))
        example = f"{field.name}:{high}..{low}" if is_reversed else field.example
        raise UnmatchableError(message, query, token.start, try_instead(example))
    return Comparison(field=field.name, low=low, high=high, canonical=f"{field.name}:{written}")


def _bound(operator: str, number: int) -> tuple[int | None, int | None, str]:
    """Return the lowest and the highest number, and the canonical form."""
    low = number + (operator == ">") if operator in {">", ">=", "="} else None
    high = number - (operator == "<") if operator in {"<", "<=", "="} else None
    return low, high, f"{operator}{number}"


def _range(found: re.Match[str]) -> tuple[int | None, int | None, str]:
    """Return the lowest and the highest number, and the canonical form, of `10..20`, `10..*` or `*..20`."""
    low, high = (None if end == "*" else int(end) for end in (found["low"], found["high"]))
    if low is None or high is None:
        return low, high, f"<={high}" if low is None else f">={low}"
    return low, high, f"{low}..{high}"


def nothing_to_search(token: Token, query: str) -> QueryError:
    """Return the error for a term without a word, such as a web address."""
    message = gettext("{term} has no words to search for.", term=in_code(query[token.start : token.end]))
    hint = gettext("Enter a word. To follow a website, use `/sources add`. To see a paper, use `/papers show`.")
    return QueryError(message, query, token.start, hint)


def text_term(token: Token, field: str, query: str) -> TextTerm:
    """Parse a term of a text field. Raises QueryError for a wrong `*`, or nothing to search for."""
    body = " ".join(without_invisible(ascii_signs(token.body)).split())
    if "*" in body and (found := _prefix_term(token, body, field, query)):
        return found
    if not token.quoted:
        body = body.rstrip("*")
    people = field in NAMES_OF_PEOPLE
    in_order = _LAST_NAME_FIRST.sub(r"\2 \1", body) if people else body
    words = term_keys(in_order, people=people)
    if not words:
        raise nothing_to_search(token, query)
    canonical = _canonical(field, ("=" if token.literal else "") + quoted_if_needed(body))
    if token.literal:
        literal = as_spelled(in_order, people=people)
        return TextTerm(field=field, canonical=canonical, any_of=ways_to_write(words), literal=literal)
    if people:
        return TextTerm(field=field, canonical=canonical, any_of=forms_of_name(in_order))
    any_of = with_aliases(words, organization=field in NAMES_OF_ORGANIZATIONS)
    return TextTerm(field=field, canonical=canonical, any_of=any_of)


def _prefix_term(token: Token, body: str, field: str, query: str) -> TextTerm | None:
    """Parse a term with a `*`; None if the `*` changes no match. Raises QueryError."""
    position = token.start + max(query[token.start : token.end].find("*"), 0)
    if token.quoted and not _STARS_ONLY_AT_THE_END.fullmatch(body):
        return None  # a sign like any other, which is not searched
    before_star = body.rstrip("*")
    if "*" in before_star:
        raise invalid_sign("*", query, position, "quantiz*")
    if token.literal:
        raise invalid_sign("*", query, position, f'"{before_star}*"' if token.quoted else f"{before_star}*")
    people = field in NAMES_OF_PEOPLE
    words = [word for word in tokenize_text(before_star, people=people).split if word.key != BREAK]
    head = tuple(unguarded(word.key) for word in words[:-1])
    last = words[-1].spelling.replace("+", "").replace("#", "") if words else ""  # these signs only end a word
    if CJK_CHARACTER.fullmatch(last):
        return None  # matched by substring anyway
    if len("".join(head) + last) < _SHORTEST_PREFIX:
        message = gettext("Use at least {least} letters before `*`.", least=_SHORTEST_PREFIX)
        raise QueryError(message, query, position)
    prefixes = (last,) if people else (last, *other_beginnings(last))
    # Signs beside a single word are not searched; a fixed phrase is one word, but is typed as several
    if not head and not _needs_no_quotes(before_star) and not last.startswith(TIED_MARK):
        before_star = last
    canonical = _canonical(field, f"{before_star}*" if _needs_no_quotes(before_star) else f'"{before_star}*"')
    if not head:
        return TextTerm(field=field, canonical=canonical, prefix=last, other_prefixes=prefixes[1:])
    return TextTerm(
        field=field,
        canonical=canonical,
        any_of=keys_before_prefix(head, prefixes),
        phrase_prefixes=phrase_prefixes(head, prefixes),
    )


def _canonical(field: str, written: str) -> str:
    return f"{field}:{written}" if field else written


def quoted_if_needed(body: str) -> str:
    """Return a plain word as it is, all else in quotation marks."""
    return body if _needs_no_quotes(body) else f'"{body}"'


def _needs_no_quotes(body: str) -> bool:
    shown = body if body.isprintable() else "".join(filter(str.isprintable, body))  # as the lexer sees it
    return (
        _PLAIN_TERM.fullmatch(shown) is not None
        and not ANY_LETTER_SIGN.search(shown)
        and shown.lower() not in _OPERATORS
    )
