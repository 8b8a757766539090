"""Warnings about a query that does something its author may not expect."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from bot.language.formats import joined
from bot.language.translating import gettext
from bot.query.fields import FIELDS, NAMES_OF_PEOPLE, NUMBER_FIELDS
from bot.query.syntax.lexer import Kind, tokens
from bot.query.syntax.tree import And, Comparison, Fact, Not, Or, conjuncts, flat, leaves, only_narrows
from bot.text.graphemes import clip
from bot.text.safe import in_code

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.domain.ports.catalogue import Catalogue
    from bot.query.syntax.tree import Leaf, Node

_MAX_TITLES_LENGTH = 120  # characters of titles of sources in a sentence


class PartialLimits(NamedTuple):
    """Limits of one alternative only, such as `-model` in `a OR b -model`.

    `alone` is that alternative without them, `whole` the query in which they apply to all alternatives.
    """

    limits: tuple[str, ...]
    alone: str
    whole: str


def partial_limits(tree: Node) -> PartialLimits | None:
    """Find limits that apply to the last alternative only, though their author probably means all alternatives.

    None if brackets make it clear, or if another alternative also has such limits.
    """
    for either in conjuncts(tree):
        last = either.children[-1] if isinstance(either, Or) and not either.last_bracketed else None
        if not isinstance(either, Or) or not isinstance(last, And):
            continue
        wanted = list(last.children)
        while wanted and only_narrows(wanted[-1]):
            wanted.pop()
        limits, others = last.children[len(wanted) :], either.children[:-1]
        if wanted and limits and _kinds(limits).isdisjoint(_kinds(others)):
            alone = And(tuple(wanted)) if len(wanted) > 1 else wanted[0]
            group = Or(tuple(flat([*others, alone], Or)))
            rest = (node for node in conjuncts(tree) if node is not either)
            return PartialLimits(tuple(map(str, limits)), str(alone), str(And((group, *limits, *rest))))
    return None


def _kinds(nodes: Iterable[Node]) -> set[type]:
    """Return the types of the terms, and `Not` for those that are excluded."""
    return {Not if excluded else type(leaf) for node in nodes for leaf, excluded in leaves(node)}


def warnings(tree: Node, typed: str, catalogue: Catalogue) -> Iterator[str]:
    """Warnings in the current language, perhaps with duplicates."""
    if found := partial_limits(tree):
        # NOTE: {limits} are such as -model, {alone} a word such as diffusion, {whole} the query with brackets
        yield gettext(
            "{limits} applies only to {alone}. For all alternatives, use {whole}.",
            alone=in_code(found.alone),
            limits=in_code(" ".join(found.limits)),
            whole=in_code(found.whole),
        )
    for leaf, excluded in leaves(tree):
        yield from _about_sources(leaf, catalogue, excluded=excluded)
    yield from _about_typing(typed)


def _about_sources(leaf: Leaf, catalogue: Catalogue, *, excluded: bool) -> Iterator[str]:
    """Warnings about a source that is not polled, a field that some subscribed sources lack, and its caution."""
    field = FIELDS.get(leaf.field)
    source = leaf.value if isinstance(leaf, Fact) and leaf.field == "source" else ""
    if source and catalogue.active and not catalogue.is_active(catalogue.find(source) or ""):
        # NOTE: {term} is typed so, such as source:arxiv; {sources} are the titles of sources of papers
        yield gettext(
            "{term} matches no new papers. Available sources: {sources}.",
            term=in_code(leaf.canonical),
            sources=_titles([spec.title for spec in catalogue.active]),
        )
    if field is None:
        return
    lacking = [
        spec.title
        for spec in catalogue.subscribed or catalogue.active
        if field.requires and field.requires not in spec.gives
    ]
    allows_zero = isinstance(leaf, Comparison) and not leaf.low and NUMBER_FIELDS[leaf.field].from_zero
    if lacking and not excluded and not allows_zero:
        # NOTE: {field} is a name that is typed, such as cat; {sources} are the titles of sources of papers
        yield gettext(
            "`{field}:` never matches papers that are only on {sources}.",
            field=field.name,
            sources=_titles(lacking),
        )
    if field.caution:
        yield gettext(field.caution)


def _titles(titles: list[str]) -> str:
    return clip(joined(titles), _MAX_TITLES_LENGTH)


def _about_typing(text: str) -> Iterator[str]:
    """Warnings about `or` for OR, `upvotes:20` for at least 20, and `author:` before a name of several words."""
    for token, after in pairwise(tokens(text)):
        if token.kind is not Kind.TERM or token.quoted:
            continue
        name = next((name for name, field in FIELDS.items() if token.field.lower() in field.names), "")
        word = "" if token.field or token.literal else token.body.lower()
        if word in {"or", "and", "not"}:
            excluded = in_code(f"-{after.body}") if word == "not" and after.kind is Kind.TERM else ""
            yield gettext(
                "`{word}` is treated as a search word. For the operator, write {operator}.",
                word=token.body,
                operator=excluded or token.body.upper(),
            )
        elif name in NUMBER_FIELDS and NUMBER_FIELDS[name].usual_operator == ">=" and token.body.isdecimal():
            yield gettext(
                "{typed} means exactly {value}. For at least {value}, write {term}.",
                typed=in_code(f"{name}:{token.body}"),
                value=token.body,
                term=in_code(f"{name}:>={token.body}"),
            )
        elif name in NAMES_OF_PEOPLE and after.kind is Kind.TERM and not after.field:
            rest = after.body if after.body[:1].isupper() else "…"  # a lower-case word may be the topic
            yield gettext(
                "Only {name} is treated as an author. For a full name, write {full}.",
                name=in_code(token.body),
                full=in_code(f'{name}:"{token.body} {rest}"'),
            )
