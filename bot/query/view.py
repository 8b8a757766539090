"""A paper with its signals, read as far as a query asks."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from bot.query.reading import BETWEEN, Reader

if TYPE_CHECKING:
    from bot.domain.paper import Paper, Signals
    from bot.query.reading import Text

ANYWHERE = ""  # the field of a bare word: title, abstract and keywords
NAMES = frozenset({"author"})  # fields of names: no plurals there
LINK_NAMES = ("code", "project", "video")
TEXT_FIELDS = ("title", "abstract", "keyword", "author", "org")


class Readers:
    """The readers of prose and of names, to be kept for many papers."""

    def __init__(self) -> None:
        self.prose = Reader()
        self.names = Reader(names=True)

    def for_field(self, field: str) -> Reader:
        """The reader for a field's text."""
        return self.names if field in NAMES else self.prose


class View:
    """A paper with its signals; each field is read once, when first asked for."""

    def __init__(self, paper: Paper, signals: Signals, readers: Readers) -> None:
        self.paper = paper
        self.signals = signals
        self._readers = readers
        self._texts: dict[str, Text] = {}

    def text(self, field: str = ANYWHERE) -> Text:
        """A text field, or what bare words search."""
        text = self._texts.get(field)
        if text is None:
            text = self._texts[field] = self._readers.for_field(field).read(raw_text(self.paper, field))
        return text

    @cached_property
    def facts(self) -> frozenset[str]:
        """What the source says of the paper, as keys: `has:code`, `cat:cs.cv` and `cat:cs`, `source:…`."""
        return paper_facts(self.paper)


def paper_facts(paper: Paper) -> frozenset[str]:
    """The keys of `View.facts`."""
    links = paper.links
    facts = {f"source:{plain_name(paper.source)}"}
    facts.update(f"has:{name}" for name in LINK_NAMES if getattr(links, name))
    for category in paper.categories:
        folded = category.strip().casefold()
        facts.update((f"cat:{folded}", f"cat:{folded.partition('.')[0]}.*"))
    return frozenset(facts)


def plain_name(name: str) -> str:
    """A source's name with letters and digits alone, so that `Hugging-Face` is huggingface."""
    return "".join(char for char in name.casefold() if char.isalnum())


def raw_text(paper: Paper, field: str) -> str:
    """The raw text of a field, its items parted so that no phrase goes across."""
    return BETWEEN.join(raw_items(paper, field))


def raw_items(paper: Paper, field: str) -> tuple[str, ...]:
    """The raw items of a field."""
    if field == ANYWHERE:
        return (paper.title, paper.abstract, *paper.keywords)
    if field == "keyword":
        return paper.keywords
    if field == "author":
        return paper.authors
    if field == "org":
        return (paper.organization or "",)
    return (paper.title if field == "title" else paper.abstract,)
