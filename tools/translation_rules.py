"""Check a translation against its English message: placeholders, code, bold, mentions, links, commands, operators.

Each rule is a function that takes the English and the translated text and yields mistakes. Punctuation depends on
the language alone.
"""

from __future__ import annotations

import re
from collections import Counter
from gettext import c2py
from string import Formatter
from typing import TYPE_CHECKING, Final, cast

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from babel.messages.catalog import Catalog, Message

_CODE: Final = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)
_MENTION: Final = re.compile(r"<[^<>\s]+>|@everyone|@here")
_LINK: Final = re.compile(r"https?://[^\s)>]+|(?<=\]\()[^()\s]+(?=\))")
_BOLD: Final = re.compile(r"\*\*")
_COMMAND: Final = re.compile(r"(?<![A-Za-z0-9_/<{}.])/[a-z]+")
_OPERATOR: Final = re.compile(r"(?<![A-Za-z])(?:OR|AND|NOT)(?![A-Za-z])")
_TERM: Final = re.compile(r"(?<![\w{])(?:[a-z_]+|\{field\}):(?!//|\*)[^\s,;?]+")  # of a query: `upvotes:>=20`
_LIMIT: Final = re.compile(r"(\d+) characters at most")  # in a NOTE
_LIMITS: Final = {"button": 80, "form": 45, "command": 100, "choice": 100}  # by context; Discord's
_TARGET: Final = r"(?<=\])\([^()]*\)"  # of a link
_TYPED: Final = re.compile(
    rf"{_CODE.pattern}|{_MENTION.pattern}|{_TARGET}|{_LINK.pattern}|{_TERM.pattern}", re.DOTALL
)
_HAN: Final = "[\u3040-\u30ff\u3400-\u9fff]"  # and kana
_ASCII_SIGNS: Final = rf"{_HAN}[ *]*[,.:;?!()]|[,.:;?!()][ *]*{_HAN}|[,:;?!](?!\S)"
_UNOPENED_MARK: Final = r"(?:^|\?)[^¿?]*\?|(?:^|!)[^¡!]*!"
_WRONG_SIGNS: Final = {  # by language: what is wrong, and what is right
    "zh": (re.compile(rf"[\"']|{_ASCII_SIGNS}"), "full-width signs and “ ”"),
    "ja": (re.compile(rf"[\"'“”]|{_ASCII_SIGNS}"), "full-width signs and 「 」"),
    "ko": (re.compile(r"[\"'「」]"), "“ ” and ‘ ’"),
    "de": (re.compile(r"[\"”«»]|(?:^|“)[^„“]*“|(?<![\u00a0\u202f])%"), "„ “ and a no-break space before %"),
    "fr": (re.compile(r"[\"“”]|(?<![\u202f?!])[:;?!»](?!\w)|«(?!\u202f)"), "« » and U+202F as their space"),
    "es": (re.compile(rf"[\"“”]|{_UNOPENED_MARK}"), "« », ¿ ? and ¡ !"),
}
_MAX_TRIED: Final = 200  # numbers, to find a plural form that is for 1 only


def message_mistakes(found: Message, wanted: Message, catalog: Catalog) -> Iterator[str]:
    """Yield the mistakes in a message of a catalogue; `wanted` is the same message in the code, with its notes."""
    several = isinstance(found.id, (tuple, list))
    english = forms_of(found.id)[-1]
    forms = forms_of(found.string)
    count = catalog.num_plurals if several else 1
    if len(forms) != count:
        yield f"{len(forms)} forms instead of {count}: {found.id!r}"
    limit = limit_of(wanted)
    for index, form in enumerate(forms):
        wrong = list(_placeholders(english, form, number_is_optional=several and is_for_one(catalog, index)))
        if not wrong:  # else the other rules would report the same mistakes
            wrong = [what for rule in _RULES for what in rule(english, form)]
        if wanted.context != "list":  # spaces in lists depend on the language: "a, b" and "a、b"
            wrong += _edges(english, form)
        wrong += _punctuation((catalog.locale_identifier or "")[:2], form)
        if limit is not None and len(_without_placeholders(form)) > limit:
            wrong.append(f"longer than {limit} characters")
        yield from (f"{what}: {form!r}" for what in wrong)


def limit_of(message: Message) -> int | None:
    """Return the most characters of a message, by its notes or its context; None if there is no limit."""
    limits = [int(number) for comment in message.auto_comments for number in _LIMIT.findall(comment)]
    return min(limits) if limits else _LIMITS.get(message.context or "")


def is_for_one(catalog: Catalog, form: int) -> bool:
    """True if a plural form is for the number 1 only; French uses it for 0 as well."""
    index_of = c2py(catalog.plural_expr)
    return [number for number in range(_MAX_TRIED) if index_of(number) == form] == [1]


def forms_of(texts: object) -> list[str]:
    """Return the forms of a message: a single one, or those of a plural."""
    several = (
        cast("Sequence[str | None]", texts) if isinstance(texts, (tuple, list)) else (cast("str | None", texts),)
    )
    return [text or "" for text in several]


def placeholders_of(text: str) -> set[str]:
    """Return the names of the placeholders in a message. Raises ValueError for unpaired braces."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def _placeholders(english: str, form: str, *, number_is_optional: bool) -> Iterator[str]:
    """Compare placeholders; a form for 1 only can leave the number out ("a paper")."""
    try:
        differing = placeholders_of(form) ^ placeholders_of(english)
    except ValueError as error:
        yield f"invalid placeholders ({error})"
        return
    if number_is_optional:
        differing -= {"number"}
    if differing:
        yield f"other placeholders ({', '.join(sorted(differing))})"


def _without_placeholders(text: str) -> str:
    try:
        return "".join(literal for literal, *_ in Formatter().parse(text))
    except ValueError:
        return text


def _edges(english: str, form: str) -> Iterator[str]:
    """Compare the white space at both ends, which separates a message from its neighbours."""
    if _edge_of(english) != _edge_of(form):
        yield "other white space at its beginning or end"


def _edge_of(text: str) -> tuple[str, str]:
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


def _code(english: str, form: str) -> Iterator[str]:
    """Compare code in backticks, which is typed, or a name."""
    if form.count("`") % 2:
        yield "an unpaired backtick"
    else:
        yield from _same("code", _CODE.findall(english), _CODE.findall(form))


def _bold(english: str, form: str) -> Iterator[str]:
    """Compare the number of words in bold."""
    ours, theirs = (len(_BOLD.findall(_CODE.sub("", text))) for text in (english, form))
    if theirs % 2 > ours % 2:
        yield "unpaired **"
    elif theirs != ours:
        yield "more or fewer words in bold"


def _mentions(english: str, form: str) -> Iterator[str]:
    """Compare Discord's mentions, times and emoji."""
    yield from _same("mentions", *(_MENTION.findall(_CODE.sub("", text)) for text in (english, form)))


def _links(english: str, form: str) -> Iterator[str]:
    """Compare addresses and the targets of links."""
    yield from _same("links", *(_LINK.findall(text) for text in (english, form)))


def _commands(english: str, form: str) -> Iterator[str]:
    """Compare names of commands outside of code, which stay English."""
    yield from _same("commands", *(_COMMAND.findall(_CODE.sub("", text)) for text in (english, form)))


def _operators(english: str, form: str) -> Iterator[str]:
    """Compare operators and terms of the query language outside of code, which stay as typed."""
    outside = _CODE.sub("", english)
    lost = [word for word in _OPERATOR.findall(outside) if word not in form]
    lost += [term.rstrip(".") for term in _TERM.findall(outside) if term.rstrip(".") not in form]
    if lost:
        yield f"without {', '.join(dict.fromkeys(lost))}"


def _punctuation(language: str, form: str) -> Iterator[str]:
    """Find signs that the language writes in another way, outside of what is typed."""
    if language not in _WRONG_SIGNS:
        return
    wrong, right = _WRONG_SIGNS[language]
    if wrong.search(_TYPED.sub("", form)):
        yield f"other punctuation than {right}"


def _same(what: str, english: Iterable[str], form: Iterable[str]) -> Iterator[str]:
    ours, theirs = Counter(english), Counter(form)
    if differing := (ours - theirs) + (theirs - ours):
        yield f"other {what} ({', '.join(sorted(differing))})"


_RULES: Final = (_code, _bold, _mentions, _links, _commands, _operators)
