"""A paper with its signals, read as far as a query asks."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from bot.query.analysis.document import BETWEEN, Text

if TYPE_CHECKING:
    from bot.domain.paper import Paper, Signals

ANYWHERE = ""  # the field of a bare word: title, abstract and keywords
NAMES = frozenset({"author"})  # fields of names: no plurals there
LINK_NAMES = ("code", "project", "video")
TEXT_FIELDS = ("title", "abstract", "keyword", "author", "org")


class View:
    """A paper with its signals; each field is read once, when first asked for."""

    def __init__(self, paper: Paper, signals: Signals) -> None:
        self.paper = paper
        self.signals = signals
        self._texts: dict[str, Text] = {}

    def text(self, field: str = ANYWHERE) -> Text:
        """A text field, or what bare words search."""
        text = self._texts.get(field)
        if text is None:
            text = self._texts[field] = Text(raw_text(self.paper, field), names=field in NAMES)
        return text

    @cached_property
    def facts(self) -> set[str]:
        """What the source says of the paper, as keys: `has:code`, `cat:cs.cv` and `cat:cs`, `source:…`."""
        return paper_facts(self.paper)


def paper_facts(paper: Paper) -> set[str]:
    """The keys of `View.facts`."""
    links = paper.links
    facts = {f"source:{plain_name(paper.source)}"}
    facts.update(f"has:{name}" for name in LINK_NAMES if getattr(links, name))
    for category in paper.categories:
        folded = category.strip().casefold()
        facts.update((f"cat:{folded}", f"cat:{folded.partition('.')[0]}.*"))
    return facts


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
