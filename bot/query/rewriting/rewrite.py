"""Rewrite a query: looser, so that a paper matches, or stricter, so that fewer papers match."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from bot.query.paper_view import PaperView
from bot.query.query import Query, parse, try_parse
from bot.query.rewriting.parts import is_only_function_words
from bot.query.syntax.adjacency import runs
from bot.query.syntax.characters import ascii_signs
from bot.query.syntax.tree import And, Comparison, Leaf, Node, Or, TextTerm, conjuncts, leaves, mapped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.domain.paper import Paper, Signals

_UPVOTES = "upvotes"
_PLAIN_WORD = re.compile(r"[\w+#][\w+#-]*")
# Items between commas; a phrase in quotation marks and a number may contain commas
_LIST_ITEM = re.compile(r'(?:"[^"]*"|(?<=\d),(?=\d{3}(?!\d))|[^,])+')
Run: TypeAlias = "tuple[TextTerm, ...]"
_MAX_SPLIT_WORDS = 8  # words of a run of which shorter parts become phrases, too; a longer one has too many
_MAX_NAME_WORDS = 4
# `LeCun, Yann`
_LAST_NAME_FIRST = re.compile(r"[^\W\d][\w'.-]*(?: [\w'.-]+){0,2}, ?[^\W\d][\w'.-]*(?: [\w'.-]+){0,2}")
_UNQUOTED_AUTHOR = re.compile(r'author:([^\s"():*=]+ [^\s"():*=]+)(?!\S)')  # `author:Yann LeCun`


def relaxed(query: Query, paper: Paper, signals: Signals) -> Query | None:
    """Return the query without the terms that the paper lacks, so that it matches; None if there is no such query.

    A lower bound that the paper does not reach is lowered, and the upper one of a range dropped. Function words
    beside dropped terms are dropped.
    """
    node = _relaxed(query.tree, PaperView(paper, signals))
    found = try_parse(str(node), query) if node else None
    return found if found and found.matches(paper, signals) else None


def _relaxed(node: Node, view: PaperView) -> Node | None:
    """Return a node with fewer terms or lower bounds that the paper matches; None if there is none."""
    if node.holds(view):
        return node
    if isinstance(node, And):
        parts = tuple(part for child in node.children if (part := _relaxed(child, view)) is not None)
        parts = tuple(part for part in parts if not is_only_function_words(part)) or parts
        return And(parts) if len(parts) > 1 else next(iter(parts), None)
    if isinstance(node, Or):
        ways = (part for child in node.children if (part := _relaxed(child, view)) is not None)
        way = next(ways, None)
        return None if way is None else Or((*node.children, way))
    return _lowered(node, view) if isinstance(node, Comparison) else None


def _lowered(comparison: Comparison, view: PaperView) -> Comparison | None:
    """Return a comparison that the paper's number just reaches; None if it is unknown, 0 or not too low."""
    value = comparison.value(view)
    if not value or comparison.low is None or value >= comparison.low:  # every paper has at least 0
        return None
    return replace(comparison, low=value, high=None, canonical=f"{comparison.field}:>={value}")


def without(query: Query, words: str) -> Query:
    """Return the query with exclusions of these words or phrases, listed with commas. Raises QueryError.

    With `survey, image editing` it becomes `(query) -survey -"image editing"`.
    """
    listed = _LIST_ITEM.findall(ascii_signs(words))
    texts = [text for item in listed if (text := " ".join(item.replace('"', " ").split()))]
    # Without any word, the parser refuses `-""`
    terms = (text if _PLAIN_WORD.fullmatch(text) else f'"{text}"' for text in dict.fromkeys(texts or [""]))
    excluded = " ".join(f"-{term}" for term in terms)
    return parse(f"({query.canonical}) {excluded}", query.catalogue)


def replace_min_upvotes(query: Query, least: int) -> Query:
    """Return the query with this minimum of upvotes instead of any other; with 0, without one. Raises QueryError.

    A bound with an upper end, or within one alternative of several, stays.
    """
    bound = f"{_UPVOTES}:>"
    others = And(
        tuple(one for one in conjuncts(query.tree) if isinstance(one, Or) or not str(one).startswith(bound))
    )
    minimum = f"{bound}={least}" if least else ""
    return parse(f"{others} {minimum}".strip(), query.catalogue)


def with_reached_bounds(query: Query, earlier: Query) -> Query:
    """Return the query with the comparisons that it shares with `earlier` taken as met.

    For a paper that once matched `earlier`: its upvotes may have fallen since, and a rank changes every hour. The
    result is for matching only: its canonical form and plan stay those of the query.
    """
    reached = frozenset(leaf for leaf, _ in leaves(earlier.tree) if isinstance(leaf, Comparison))

    def as_met(leaf: Leaf, excluded: bool) -> Node:  # noqa: FBT001 - `mapped` passes it by position
        if leaf not in reached:
            return leaf
        return Or(()) if excluded else And(())  # never holds; always holds

    return replace(query, tree=mapped(query.tree, as_met))


def minimum_upvotes(query: Query) -> int:
    """Return the upvotes that every match has at least; 0 if the query requires none."""
    bounds = (node for node in conjuncts(query.tree) if isinstance(node, Comparison) and node.field == _UPVOTES)
    return max((bound.low for bound in bounds if bound.low is not None), default=0)


class Phrased(NamedTuple):
    """A query, and those of its phrases that were single words before."""

    query: Query
    phrases: tuple[str, ...]


def phrased(query: Query) -> tuple[tuple[Phrased, ...], ...]:
    """Return the query with phrases in place of neighbouring words, in groups, the strictest first.

    The first group makes a phrase of every run of words. Of several runs, the next group has each alone. Of a
    single run of three to eight words, the next groups have its shorter parts that neither begin nor end with a
    function word. Invalid queries are left out.
    """
    found = _runs(query.tree)
    if not found:
        return ()
    groups: list[list[list[Run]]] = [[found]]
    if len(found) > 1:
        groups.append([[run] for run in found])
    elif len(found[0]) <= _MAX_SPLIT_WORDS:
        for length in range(len(found[0]) - 1, 1, -1):
            parts = (found[0][start : start + length] for start in range(len(found[0]) - length + 1))
            groups.append(
                [
                    [part]
                    for part in parts
                    if not (is_only_function_words(part[0]) or is_only_function_words(part[-1]))
                ]
            )
    return tuple(
        tuple(
            Phrased(found, phrases)
            for text, phrases in (_with_phrases(query, chosen) for chosen in group)
            if (found := try_parse(text, query))
        )
        for group in groups
    )


def with_names(query: Query) -> Iterator[tuple[str, str]]:
    """Yield each possible name and a text to parse: the query with `author:` for it.

    What was typed as a name comes first, then neighbouring words, the longest names first.
    """
    if unquoted := _UNQUOTED_AUTHOR.search(query.canonical):
        yield unquoted[1], query.canonical.replace(unquoted[0], f'author:"{unquoted[1]}"', 1)
    if _LAST_NAME_FIRST.fullmatch(query.typed):
        yield query.typed, f'author:"{query.typed}"'
    parts = [
        run[start : start + length]
        for length in range(_MAX_NAME_WORDS, 1, -1)
        for run in _runs(query.tree)
        for start in range(len(run) - length + 1)
    ]
    parts += [(leaf,) for leaf, excluded in leaves(query.tree) if isinstance(leaf, TextTerm) and not excluded]
    for part in parts:
        name = " ".join(map(str, part))
        if '"' not in name and not any(
            term.field or (is_only_function_words(term) and str(term).islower()) for term in part
        ):
            yield name, _with_phrases(query, [part], "author:")[0]


def _runs(node: Node) -> list[Run]:
    """Return the runs of at least two neighbouring words that are not excluded."""
    if not isinstance(node, And | Or):
        return []
    own = runs(node.children) if isinstance(node, And) else []
    nested = [run for child in node.children for run in _runs(child)]
    return [*(run for run in own if len(run) > 1 and not all(map(is_only_function_words, run))), *nested]


def _with_phrases(query: Query, chosen: Sequence[Run], field: str = "") -> tuple[str, tuple[str, ...]]:
    """Return a text to parse, with these runs as phrases, of that field if they have none, and the phrases."""
    phrases, texts = list[str](), dict[int, str]()  # by `id`, as a word can occur twice
    for run in chosen:
        lead = f"{run[0].field}:" if run[0].field else ""
        phrases.append(f'{lead or field}"{" ".join(term.canonical.removeprefix(lead) for term in run)}"')
        texts |= dict.fromkeys(map(id, run), "") | {id(run[0]): phrases[-1]}
    tree = mapped(query.tree, lambda leaf, _: replace(leaf, canonical=texts.get(id(leaf), str(leaf))))
    return str(tree), tuple(phrases)
