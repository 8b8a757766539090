"""Warnings: what a query does that its writer may not expect.

Each is made when it is read, in the language of who reads it: most queries are parsed without anybody reading.
"""

from __future__ import annotations

import re
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from bot.domain.ports import Gives
from bot.language.formats import joined
from bot.language.translating import gettext, ngettext, pgettext
from bot.query.analysis.frequencies import percent
from bot.query.fields import ANYWHERE, FIELDS, NUMBER_FIELDS, TEXT_FIELDS
from bot.query.syntax.lexer import Kind
from bot.query.syntax.tree import And, Comparison, Fact, Not, Or, TextTerm, leaves
from bot.text.safe import within_code

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from bot.domain.ports.catalogue import Catalogue
    from bot.query.lopsided import Lopsided
    from bot.query.syntax.contradictions import Contradiction
    from bot.query.syntax.lexer import Token
    from bot.query.syntax.tree import Node

_MOST_TITLES = 5  # of sources in a sentence
_AT_LEAST = frozenset(field.name for field in NUMBER_FIELDS.values() if field.more_is_better)
_WHOLE_TEXT = frozenset({ANYWHERE, "abstract"})
# Not arXiv's own short name: those who write it know that a full name needs quotation marks there, too.
_PEOPLE = {
    name: field for field in TEXT_FIELDS.values() if field.of_people for name in (field.name, *field.aliases)
}
Told: TypeAlias = "Callable[[], str]"


def warnings_for(tree: Node, tokens: Sequence[Token], catalogue: Catalogue) -> tuple[Told, ...]:
    """Sentences for the one who typed the query; the same one may come twice."""
    return (*_from_tree(tree, catalogue), *_from_tokens(tokens), *_of_common_words(tree))


def hardly_any(found: Contradiction) -> str:
    """What is excluded although it is asked for, but where several words are written in one."""
    one, other = (f"`{within_code(term.canonical)}`" for term in (found.other, found.term))
    if one == other:
        # NOTE: such as: back door -back, which finds backdoor alone
        return gettext(
            "This leaves little: {term} is asked for and excluded, so it is only found where it is joined with "
            "the word beside it.",
            term=one,
        )
    excluded, has_it = (other, one) if found.excluded else (one, other)
    # NOTE: such as: "back door" -back, which finds backdoor alone
    return gettext(
        "This leaves little: {excluded} is excluded, and everything with {term} has it unless the words are "
        "written as one.",
        excluded=excluded,
        term=has_it,
    )


def for_last_alone(found: Lopsided) -> str:
    """What holds for the last alternative, although it was probably meant for all."""
    # NOTE: {limits} is such as -model, {alone} a word such as diffusion, {whole} the query with brackets
    return ngettext(
        "`{limits}` holds for `{alone}` alone. For all of it: `{whole}`.",
        "`{limits}` hold for `{alone}` alone. For all of it: `{whole}`.",
        len(found.limits),
        limits=within_code(" ".join(found.limits)),
        alone=within_code(found.alone),
        whole=within_code(found.whole),
    )


def _from_tree(tree: Node, catalogue: Catalogue) -> Iterator[Told]:
    for leaf, excluded in leaves(tree):
        if isinstance(leaf, Fact) and leaf.field == "source":
            yield from _no_such_source(leaf, catalogue)
        field = FIELDS.get(leaf.field)
        if field is None:
            continue
        if field.needs is not None:
            yield from _not_given(field.name, field.needs, catalogue, excluded=excluded)
        if field.caution:
            yield partial(gettext, field.caution)


def _no_such_source(term: Fact, catalogue: Catalogue) -> Iterator[Told]:
    """An unknown name is no mistake, as a feed that was taken out has left its papers; most often it is."""
    name = catalogue.find(term.value)
    titles = tuple(spec.title for spec in catalogue.active)
    if name is None and titles:
        yield partial(_never_read, term.canonical, titles)
    elif name is not None and not catalogue.reads(name):
        yield partial(_switched_off, term.canonical, catalogue.title(name))


def _switched_off(term: str, title: str) -> str:
    # NOTE: {term} is typed so, such as source:arxiv; {source} is the title of a source of papers
    return gettext(
        "{source} is not read here, so `{term}` finds nothing new: whoever hosts this bot can switch it on.",
        source=title,
        term=within_code(term),
    )


def _never_read(term: str, titles: Sequence[str]) -> str:
    # NOTE: {term} is typed so, such as source:arxiv; {sources} are the titles of sources of papers
    return gettext(
        "`{term}` finds nothing new: no source here has that name. I read {sources}.",
        term=within_code(term),
        sources=_and(titles),
    )


def waits_in_vain(node: Node, catalogue: Catalogue) -> bool:
    """Whether no paper that is yet to come can match, as no source that is read here gives what is asked for."""
    match node:
        case And():
            return any(waits_in_vain(child, catalogue) for child in node.children)
        case Or():
            return all(waits_in_vain(child, catalogue) for child in node.children)
        case Fact(field="source"):
            return bool(catalogue.active) and not catalogue.reads(catalogue.find(node.value) or "")
        case Not():
            return False
        case TextTerm() | Fact() | Comparison():
            needs = FIELDS[node.field].needs if node.field in FIELDS else None
            return needs is not None and bool(catalogue.active) and not catalogue.giving(needs)


def _not_given(field: str, what: Gives, catalogue: Catalogue, *, excluded: bool) -> Iterator[Told]:
    """What a field does not find among the papers of sources that are listened to."""
    lacking = tuple(spec.title for spec in catalogue.heard if what not in spec.gives)
    if lacking:
        if not catalogue.giving(what):
            yield partial(_lacking, field, what, lacking)
        elif not excluded:
            yield partial(_partly_lacking, field, what, lacking)


def _partly_lacking(field: str, what: Gives, lacking: Sequence[str]) -> str:
    """What is left out although other sources give it, and perhaps to some of these papers, too."""
    # NOTE: {what} is a row of the context "what a source gives", {field} a name that is typed, such as cat
    return gettext(
        "Papers that are only on {sources} have no {what}, so `{field}:` leaves them out.",
        sources=_and(lacking),
        what=_given(what),
        field=field,
    )


def _lacking(field: str, what: Gives, lacking: Sequence[str]) -> str:
    # NOTE: {what} is a row of the context "what a source gives", {field} a name that is typed, such as cat
    return ngettext(
        "{sources} gives no {what}, so `{field}:` finds nothing among its papers: use a word instead.",
        "{sources} give no {what}, so `{field}:` finds nothing among their papers: use a word instead.",
        len(lacking),
        sources=_and(lacking),
        what=_given(what),
        field=field,
    )


def _given(what: Gives) -> str:
    """What a source gives, in a word. All are asked for, as messages are found by their calls."""
    return {
        Gives.ABSTRACT: pgettext("what a source gives", "abstract"),
        Gives.AUTHORS: pgettext("what a source gives", "authors"),
        Gives.ORGANIZATION: pgettext("what a source gives", "organization"),
        Gives.CATEGORIES: pgettext("what a source gives", "categories"),
        Gives.KEYWORDS: pgettext("what a source gives", "keywords"),
        Gives.LINKS: pgettext("what a source gives", "links"),
        Gives.UPVOTES: pgettext("what a source gives", "upvotes"),
        Gives.COMMENTS: pgettext("what a source gives", "comments"),
        Gives.STARS: pgettext("what a source gives", "stars"),
        Gives.RANK: pgettext("what a source gives", "rank"),
    }[what]


def _and(titles: Iterable[str]) -> str:
    """`arXiv, Nature and Science`; of many the first."""
    found = list(titles)
    if len(found) > _MOST_TITLES:
        rest = len(found) - _MOST_TITLES
        # NOTE: the last of a list of names: "arXiv, Nature and 3 more"
        found[_MOST_TITLES:] = [ngettext("{number} more", "{number} more", rest)]
    return joined(found)


def _from_tokens(tokens: Sequence[Token]) -> Iterator[Told]:
    for token, after in pairwise(tokens):
        if token.kind is not Kind.TERM:
            continue
        if token.body in {"or", "and", "not"} and not token.quoted:
            yield partial(_read_as_word, token.body)
        if token.quoted and re.search(r"\w\*+\s*\w", token.body):
            yield _star_inside
        name = token.field.lower()
        if name in _AT_LEAST and re.fullmatch(r"[0-9]+", token.body):
            yield partial(_exactly, name, token.body)
        people = _PEOPLE.get(name)
        if people and not token.quoted and after.kind is Kind.TERM and not after.field:
            yield partial(_one_name, people.name, token.body)


def _read_as_word(word: str) -> str:
    return gettext(
        "`{word}` is read as a word; the operator is written {operator}.", word=word, operator=word.upper()
    )


def _star_inside() -> str:
    return gettext('Inside quotation marks a * is read at the end only, as in "learning rate schedul*".')


def _exactly(field: str, number: str) -> str:
    return gettext(
        "{field}:{value} means exactly {value}; for at least, write {field}:>={value}.", field=field, value=number
    )


def _one_name(field: str, name: str) -> str:
    return gettext(
        "Only `{name}` is searched among authors; for a full name write {full}.",
        name=within_code(name),
        full=f'`{field}:"{within_code(name)} …"`',
    )


class _Common(NamedTuple):
    """A term, and how many of 100 papers have it, at least half of them."""

    percent: int
    term: str


def _of_common_words(tree: Node) -> Iterator[Told]:
    common = _common(tree)
    if common:
        yield partial(_too_common, common)
    excluded = (
        child.child for child in (tree.children if isinstance(tree, And) else ()) if isinstance(child, Not)
    )
    for common in filter(None, map(_common, excluded)):
        yield partial(_leaves_out, common)


def _too_common(common: _Common) -> str:
    return gettext(
        "`{term}` matches about {percent} % of all papers: add a word that says what they should be about, or put"
        " words that belong together in quotation marks.",
        term=within_code(common.term),
        percent=common.percent,
    )


def _leaves_out(common: _Common) -> str:
    return gettext(
        "`-{term}` leaves out about {percent} % of all papers.",
        term=within_code(common.term),
        percent=common.percent,
    )


def _common(node: Node) -> _Common | None:
    """The term by which a node holds for so many papers; None when it is narrower, or that is not known."""
    if isinstance(node, And):
        wanted = [_common(child) for child in node.children if not isinstance(child, Not)]
        return None if None in wanted else min(filter(None, wanted), default=None)
    if isinstance(node, Or):
        return max(filter(None, map(_common, node.children)), default=None)
    if isinstance(node, TextTerm) and node.field in _WHOLE_TEXT:
        most = max(map(percent, node.needs.keys), default=0) if node.literal is None else 0
        return _Common(most, node.canonical) if most else None
    return None
