"""What a translation must have in common with the English message: all that is more than words to Discord.

Each rule is a function from the English and the translated text to what is wrong, as the beginning of a line.
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
_MOST_TRIED: Final = 200  # numbers, to find out which form is for one alone


def broken(found: Message, wanted: Message, catalog: Catalog) -> Iterator[str]:
    """What is wrong with a message of a catalogue; `wanted` is the code's, with its notes."""
    several = isinstance(found.id, (tuple, list))
    english = forms_of(found.id)[-1]
    forms = forms_of(found.string)
    count = catalog.num_plurals if several else 1
    if len(forms) != count:
        yield f"{len(forms)} forms instead of {count}: {found.id!r}"
    limit = limit_of(wanted)
    for index, form in enumerate(forms):
        wrong = list(_places(english, form, may_leave_out=several and is_for_one(catalog, index)))
        if not wrong:  # else the other rules say the same again
            wrong = [what for rule in _RULES for what in rule(english, form)]
        if wanted.context != "list":  # there a space belongs to the language: "a, b" and "a、b"
            wrong += _edges(english, form)
        if limit is not None and len(_without_places(form)) > limit:
            wrong.append(f"longer than {limit} characters")
        yield from (f"{what}: {form!r}" for what in wrong)


def limit_of(message: Message) -> int | None:
    """How many characters it may have: what its notes say, else its context; None for as many as it takes."""
    noted = [int(number) for comment in message.auto_comments for number in _LIMIT.findall(comment)]
    return min(noted) if noted else _LIMITS.get(message.context or "")


def is_for_one(catalog: Catalog, form: int) -> bool:
    """Whether a plural form is for the number one alone: French has the same for none."""
    index_of = c2py(catalog.plural_expr)
    return [number for number in range(_MOST_TRIED) if index_of(number) == form] == [1]


def forms_of(texts: object) -> list[str]:
    """The one form of a message, or those for one and for several."""
    several = (
        cast("Sequence[str | None]", texts) if isinstance(texts, (tuple, list)) else (cast("str | None", texts),)
    )
    return [text or "" for text in several]


def places_of(text: str) -> set[str]:
    """The names of the places in a message. Raises ValueError for braces that do not pair."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def _places(english: str, form: str, *, may_leave_out: bool) -> Iterator[str]:
    """A form for one may leave its number out ("a paper"); each other form says what the English plural says."""
    try:
        differing = places_of(form) ^ places_of(english)
    except ValueError as error:
        yield f"cannot be read ({error})"
        return
    if may_leave_out:
        differing -= {"number"}
    if differing:
        yield f"other places ({', '.join(sorted(differing))})"


def _without_places(text: str) -> str:
    try:
        return "".join(literal for literal, *_ in Formatter().parse(text))
    except ValueError:
        return text


def _edges(english: str, form: str) -> Iterator[str]:
    """White space at either end joins a message with what stands beside it."""
    if _edge_of(english) != _edge_of(form):
        yield "other white space at its beginning or end"


def _edge_of(text: str) -> tuple[str, str]:
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


def _code(english: str, form: str) -> Iterator[str]:
    """What stands in backticks is typed, or a name."""
    if form.count("`") % 2:
        yield "a backtick without its partner"
    else:
        yield from _same("code", _CODE.findall(english), _CODE.findall(form))


def _bold(english: str, form: str) -> Iterator[str]:
    """Words in bold are that in every language."""
    ours, theirs = (len(_BOLD.findall(_CODE.sub("", text))) for text in (english, form))
    if theirs % 2 > ours % 2:
        yield "** without its partner"
    elif theirs != ours:
        yield "more or fewer words in bold"


def _mentions(english: str, form: str) -> Iterator[str]:
    """Mentions, times and emoji of Discord."""
    yield from _same("mentions", *(_MENTION.findall(_CODE.sub("", text)) for text in (english, form)))


def _links(english: str, form: str) -> Iterator[str]:
    """Addresses, and where links lead to."""
    yield from _same("links", *(_LINK.findall(text) for text in (english, form)))


def _commands(english: str, form: str) -> Iterator[str]:
    """Names of commands stay English; those in backticks are code."""
    yield from _same("commands", *(_COMMAND.findall(_CODE.sub("", text)) for text in (english, form)))


def _operators(english: str, form: str) -> Iterator[str]:
    """Operators and terms of the query language stay as they are typed; those in backticks are code."""
    outside = _CODE.sub("", english)
    lost = [word for word in _OPERATOR.findall(outside) if word not in form]
    lost += [term.rstrip(".") for term in _TERM.findall(outside) if term.rstrip(".") not in form]
    if lost:
        yield f"without {', '.join(dict.fromkeys(lost))}"


def _same(what: str, english: Iterable[str], form: Iterable[str]) -> Iterator[str]:
    ours, theirs = Counter(english), Counter(form)
    if differing := (ours - theirs) + (theirs - ours):
        yield f"other {what} ({', '.join(sorted(differing))})"


_RULES: Final = (_code, _bold, _mentions, _links, _commands, _operators)
