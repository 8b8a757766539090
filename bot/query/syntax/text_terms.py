"""From a token to a text term: a word, a phrase, the beginning of either, or literally what was typed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.language.formats import either
from bot.language.translating import gettext
from bot.query.analysis.requirements import (
    needs,
    needs_of_phrase_prefixes,
    phrase_prefixes,
    spelled,
    term_keys,
    with_aliases,
    with_other_names,
)
from bot.query.analysis.spellings import other_beginnings
from bot.query.analysis.word_keys import BREAK, bare
from bot.query.analysis.words import TIED, tokenize_text
from bot.query.errors import QueryError
from bot.query.fields import FIELDS, NAMES_OF_ORGANIZATIONS, NAMES_OF_PEOPLE, TextField
from bot.query.syntax.apart import values_apart
from bot.query.syntax.characters import COMPARING, PAIRED, ascii_signs, visible
from bot.query.syntax.foreign_syntax import ANY_LETTER
from bot.query.syntax.tree import TextTerm
from bot.text.safe import in_code, within_code

if TYPE_CHECKING:
    from bot.query.analysis.requirements import Needs
    from bot.query.syntax.lexer import Token

_LAST_NAME_FIRST = re.compile(r"(?<![^,])([^,]+),([^,]+)")
_SHORTEST_PREFIX = 3
_ONE_STAR_AT_THE_END = re.compile(r"[^*]*[^*\s]\*+")
_PLAIN = re.compile(rf'[^\s(),":*=!|&{PAIRED}-][^\s(),":*{PAIRED}]*')
_OPERATORS = frozenset({"or", "and", "not"})


def text_term(token: Token, field: str, query: str) -> TextTerm:
    """A term of a text field. Raises QueryError when nothing in it can be searched."""
    body = " ".join(visible(ascii_signs(token.body)).split())
    if "*" in body:
        found = _prefix_term(token, body, field, query)
        if found:
            return found
        body = body if token.quoted else body.rstrip("*")
    names = field in NAMES_OF_PEOPLE
    in_order = _LAST_NAME_FIRST.sub(r"\2 \1", body) if names else body
    words = term_keys(in_order, names=names)
    if not words:
        raise _nothing(token, query, field)
    canonical = _canonical(field, body, literal=token.literal)
    if token.literal:
        literal = spelled(in_order, names=names)
        return TextTerm(field=field, canonical=canonical, words=words, needs=needs(words), literal=literal)
    return TextTerm(field=field, canonical=canonical, words=words, needs=_found_by(words, field))


def _found_by(words: tuple[str, ...], field: str) -> Needs:
    if field in NAMES_OF_PEOPLE:
        return needs(words)  # they have no acronyms
    return with_other_names(words) if field in NAMES_OF_ORGANIZATIONS else with_aliases(words)


def _nothing(token: Token, query: str, field: str) -> QueryError:
    if token.field and not token.body:
        return QueryError(
            gettext("`{field}:` needs a word right after the colon.", field=token.field),
            query=query,
            position=token.end,
            hint=_apart(token, query) or _examples(token, field),
        )
    hint = (
        gettext("Numbers are compared without spaces: `upvotes:>=20`")
        if token.body[:1] in {"<", ">", *COMPARING}
        else gettext("Write at least one letter or digit; addresses are not searched.")
    )
    typed = query[token.start : token.end]
    message = gettext("There is nothing to search for in `{typed}`.", typed=typed)
    return QueryError(message, query=query, position=token.start, hint=hint)


def _examples(token: Token, field: str) -> str:
    """What people write after this field."""
    known = FIELDS[field]
    values = known.examples if isinstance(known, TextField) else ()
    return gettext("Try {examples}", examples=either([in_code(f"{token.field}:{value}") for value in values]))


def _apart(token: Token, query: str) -> str:
    """To type what follows without the blank; nothing where no word does."""
    meant = [_canonical(token.field, body, literal=token.literal) for body in values_apart(token, query)]
    return gettext("Try {examples}", examples=either([in_code(one) for one in meant])) if meant else ""


def _prefix_term(token: Token, body: str, field: str, query: str) -> TextTerm | None:
    """A term whose body has a `*`; None when its words are all it needs. Raises QueryError."""
    position = token.start + max(query[token.start : token.end].find("*"), 0)
    if token.quoted and not _ONE_STAR_AT_THE_END.fullmatch(body):
        return None  # a sign like others, which is not searched
    stem = body.rstrip("*")
    _refuse_misplaced_star(token, stem, position, query)
    words = tokenize_text(stem, names=field in NAMES_OF_PEOPLE).split
    words = tuple(word for word in words if word.key != BREAK)
    head = tuple(bare(word.key) for word in words[:-1])
    last = words[-1].spelling.replace("+", "").replace("#", "") if words else ""  # these only end a word
    if not last.isascii() and len(last) < (_SHORTEST_PREFIX if not head else 2):
        return None  # scripts without spaces match by substring anyway
    if len("".join(head) + last) < _SHORTEST_PREFIX:
        hint = gettext("Write more of the word: `quantiz*`")
        message = gettext("Before a `*` there must be at least {least} letters.", least=_SHORTEST_PREFIX)
        raise QueryError(message, query=query, position=position, hint=hint)
    stems = (last,) if field in NAMES_OF_PEOPLE else (last, *other_beginnings(last))
    if not head:
        as_typed = _means_itself(stem) or last.startswith(TIED)
        return TextTerm(
            field=field,
            canonical=_canonical_prefix(field, stem if as_typed else last),
            prefix=last,
            other_prefixes=stems[1:],
        )
    return TextTerm(
        field=field,
        canonical=_canonical_prefix(field, stem),
        words=head,
        needs=needs_of_phrase_prefixes(head, stems),
        phrase_prefixes=phrase_prefixes(head, stems),
    )


def _refuse_misplaced_star(token: Token, stem: str, position: int, query: str) -> None:
    if "*" in stem:
        hint = " ".join(
            [
                gettext("Write `quantiz*` for words that start with this."),
                gettext('To search for the text, put it in quotation marks: `"{text}"`', text=within_code(stem)),
            ]
        )
        raise QueryError(gettext("A `*` can only end a word."), query=query, position=position, hint=hint)
    if token.literal:
        hint = gettext("Write {term}", term=in_code(f'"{stem}*"' if token.quoted else f"{stem}*"))
        raise QueryError(gettext("`=` and `*` exclude each other."), query=query, position=position, hint=hint)


def _canonical_prefix(field: str, stem: str) -> str:
    term = _canonical(field, stem)
    return f"{term}*" if _means_itself(stem) else f'{term[:-1]}*"'


def _canonical(field: str, body: str, *, literal: bool = False) -> str:
    quote = "" if _means_itself(body) else '"'
    return f"{f'{field}:' if field else ''}{'=' if literal else ''}{quote}{body}{quote}"


def _means_itself(body: str) -> bool:
    """Whether a body needs no quotation marks."""
    seen = body if body.isprintable() else "".join(filter(str.isprintable, body))  # as the lexer sees its signs
    return _PLAIN.fullmatch(seen) is not None and not ANY_LETTER.search(seen) and seen.lower() not in _OPERATORS
