"""Fields that a query can name, in one table.

The parser, the index, excerpts, highlighting and `/papers why` all use it. A new field is a new row of the table,
with a paragraph in docs/query.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.ports import Gives
from bot.language.translating import gettext_noop
from bot.query import fact_values

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from bot.domain.paper import Paper, Signals
    from bot.domain.ports.catalogue import Catalogue

ANYWHERE = ""  # in place of a field's name: what bare words search


@dataclass(frozen=True, slots=True, kw_only=True)
class _Named:
    """The names of a field, and what all kinds of field have. `name` is the one in canonical form.

    `aliases` and `arxiv` (its name in arXiv's search) mean the same. `elsewhere` are names in other search
    languages: they are refused with a hint. `caution` is a warning for each query with the field. `requires` is
    what a source must give for the field to find anything among its papers. `example` is a whole term. Sentences,
    here and below, are messages that go through `gettext` when they are shown; their placeholder `term` is a term
    of a query.
    """

    name: str
    example: str
    aliases: tuple[str, ...] = ()
    arxiv: str = ""
    elsewhere: tuple[str, ...] = ()
    caution: str = ""
    requires: Gives | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """All its names."""
        return (self.name, *self.aliases, *filter(None, (self.arxiv,)))


@dataclass(frozen=True, slots=True, kw_only=True)
class TextField(_Named):
    """A text field of a paper. `read` returns its raw items; a phrase never spans two of them.

    `match_message` is the message for a match, with the `text` around it. Words without a field search the fields
    `about_content`, in the order of the table, and posts highlight matches there. Names `of_people` have no
    plurals and no acronyms; names `of_organizations` have other names (`UC Berkeley`).
    """

    match_message: str
    read: Callable[[Paper], tuple[str, ...]]
    about_content: bool = False
    of_people: bool = False
    of_organizations: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FactField(_Named):
    """A property of which a paper can have several values, such as its categories.

    `parse` parses a typed value, or raises ValueRefusedError; `read` returns a paper's values.
    """

    parse: Callable[[str, Catalogue], fact_values.FactValue]
    read: Callable[[Paper], Iterable[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberField(_Named):
    """A number that changes after a paper is announced; None if it is unknown.

    `least` is the smallest possible value. With `from_zero`, papers of a source without the number have 0.
    """

    least: int = 0
    from_zero: bool = False
    read: Callable[[Signals], int | None]

    @property
    def usual_operator(self) -> str:
        """The operator that most queries use with the field."""
        return ">=" if ">" in self.example else "<="


Field = TextField | FactField | NumberField

_TABLE: tuple[Field, ...] = (
    TextField(
        name="title",
        example="title:diffusion",
        # NOTE: {term} is a part of a query, {text} where the paper has it
        match_message=gettext_noop("{term} in the title: {text}"),
        arxiv="ti",
        elsewhere=("allintitle",),
        read=lambda paper: (paper.title,),
        about_content=True,
    ),
    TextField(
        name="abstract",
        example='abstract:"flow matching"',
        requires=Gives.ABSTRACT,
        # NOTE: {term} is a part of a query, {text} where the paper has it
        match_message=gettext_noop("{term} in the abstract: {text}"),
        arxiv="abs",
        read=lambda paper: (paper.abstract,),
        about_content=True,
    ),
    TextField(
        name="keyword",
        requires=Gives.KEYWORDS,
        # NOTE: {term} is a part of a query, {text} where the paper has it
        match_message=gettext_noop("{term} in the keywords: {text}"),
        aliases=("keywords",),
        read=lambda paper: paper.keywords,
        example='keyword:"language model"',
        about_content=True,
    ),
    TextField(
        name="author",
        requires=Gives.AUTHORS,
        # NOTE: {term} is a part of a query, {text} where the paper has it
        match_message=gettext_noop("{term} among the authors: {text}"),
        aliases=("authors", "by"),
        arxiv="au",
        read=lambda paper: paper.authors,
        example='author:"Yann LeCun"',
        of_people=True,
    ),
    TextField(
        name="org",
        requires=Gives.ORGANIZATION,
        # NOTE: {term} is a part of a query, {text} where the paper has it
        match_message=gettext_noop("{term} in the organization: {text}"),
        aliases=("organization", "organisation", "institution", "affiliation"),
        example='org:"UC Berkeley"',
        # "University of California, Berkeley" is one name, but no phrase would span its comma
        read=lambda paper: ((paper.organization or "").replace(",", " "),),
        of_organizations=True,
    ),
    FactField(
        name="cat",
        aliases=("category", "categories"),
        example="cat:cs.CV",
        parse=fact_values.parse_category,
        read=fact_values.categories_of,
        requires=Gives.CATEGORIES,
    ),
    FactField(
        name="conf",
        aliases=("conference",),
        example="conf:icml-2026",
        parse=fact_values.parse_conference,
        read=fact_values.conferences_of,
        requires=Gives.CONFERENCE,
    ),
    FactField(
        name="decision",
        example="decision:oral",
        parse=fact_values.parse_decision,
        read=fact_values.decisions_of,
        requires=Gives.CONFERENCE,
    ),
    FactField(
        name="source",
        aliases=("sources",),
        example="source:arxiv",
        parse=fact_values.parse_source,
        read=fact_values.sources_of,
    ),
    FactField(
        name="has",
        requires=Gives.LINKS,
        elsewhere=("is",),
        example="has:code",
        parse=fact_values.parse_link,
        read=fact_values.links_of,
    ),
    NumberField(
        name="upvotes",
        requires=Gives.UPVOTES,
        aliases=("upvote", "votes", "likes"),
        elsewhere=("min_upvotes", "points", "score"),
        example="upvotes:>=20",
        from_zero=True,
        read=lambda signals: signals.upvotes,
    ),
    NumberField(
        name="comments",
        requires=Gives.COMMENTS,
        aliases=("comment",),
        example="comments:>3",
        from_zero=True,
        read=lambda signals: signals.comments,
    ),
    NumberField(
        name="stars",
        requires=Gives.STARS,
        aliases=("star",),
        example="stars:>=100",
        read=lambda signals: signals.stars,
    ),
    NumberField(
        name="rank",
        requires=Gives.RANK,
        example="rank:<=5",
        least=1,
        read=lambda signals: signals.rank,
        caution=gettext_noop("`rank:` matches nothing until the day's list is 6 hours old."),
    ),
)

FIELDS: Mapping[str, Field] = {field.name: field for field in _TABLE}
TEXT_FIELDS: Mapping[str, TextField] = {field.name: field for field in _TABLE if isinstance(field, TextField)}
CONTENT_FIELDS = tuple(field for field in TEXT_FIELDS.values() if field.about_content)
FACT_FIELDS = tuple(field for field in _TABLE if isinstance(field, FactField))
NUMBER_FIELDS: Mapping[str, NumberField] = {
    field.name: field for field in _TABLE if isinstance(field, NumberField)
}
NAMES_OF_PEOPLE = frozenset(field.name for field in TEXT_FIELDS.values() if field.of_people)
NAMES_OF_ORGANIZATIONS = frozenset(field.name for field in TEXT_FIELDS.values() if field.of_organizations)
