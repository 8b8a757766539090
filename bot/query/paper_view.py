"""A paper with its signals, as queries see it; each field is analyzed on first use."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from bot.query.analysis.document import SPELLED_MARK, TEXT_SEPARATOR, AnalyzedText
from bot.query.analysis.names import with_other_forms
from bot.query.fields import ANYWHERE, CONTENT_FIELDS, FACT_FIELDS, NAMES_OF_PEOPLE, TEXT_FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.domain.paper import Paper, Signals


class PaperView:
    """Texts, facts and numbers of a paper, for matching. Each text is analyzed once."""

    def __init__(self, paper: Paper, signals: Signals) -> None:
        self.paper = paper
        self.signals = signals
        self._texts: dict[str, AnalyzedText] = {}

    def text(self, where: str = ANYWHERE) -> AnalyzedText:
        """Return the analyzed text of a field, or of all about content (`ANYWHERE`).

        With `SPELLED_MARK` before the field, its words are as spelled.
        """
        if where not in self._texts:
            field = where.removeprefix(SPELLED_MARK)
            people = field in NAMES_OF_PEOPLE
            self._texts[where] = AnalyzedText(raw_text(self.paper, field), people=people, spelled=where != field)
        return self._texts[where]

    @cached_property
    def facts(self) -> set[str]:
        """Facts of the paper as keys: `has:code`, `cat:cs.cv` and `cat:cs.*`, `source:…`."""
        return {fact_key(*fact) for fact in facts_of(self.paper)}


def facts_of(paper: Paper) -> Iterator[tuple[str, str]]:
    """Facts of a paper, each as a field's name and a value."""
    for field in FACT_FIELDS:
        for value in field.read(paper):
            yield field.name, value


def fact_key(field: str, value: str) -> str:
    """Return the key of a fact, such as `has:code`."""
    return f"{field}:{value}"


def raw_text(paper: Paper, field: str) -> str:
    """Return the raw text of a field, with other forms of names; no phrase spans two of its items."""
    items = raw_items(paper, field)
    return TEXT_SEPARATOR.join(map(with_other_forms, items) if field in NAMES_OF_PEOPLE else items)


def raw_items(paper: Paper, field: str) -> Sequence[str]:
    """Raw items of a field, such as each author."""
    if field == ANYWHERE:
        return [item for content in CONTENT_FIELDS for item in content.read(paper)]
    return TEXT_FIELDS[field].read(paper)
