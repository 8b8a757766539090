"""Twenty queries and their matches, by hand-written regular expressions, independent of `bot.query`.

A paper is seen as the raw items of the API that were read so far, later ones over earlier ones.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from tests.fake_sources.huggingface import Item

Oracle: TypeAlias = Callable[["Known"], bool]

_URL = re.compile(r"https?://\S+|www\.\S+")
_ASIDE = re.compile(r" \([A-Z][A-Za-z0-9-]*[A-Z][A-Za-z0-9-]*\)")
_VIDEO = re.compile(r"\.(mp4|qt|mov|webm)$", re.IGNORECASE)
_REPOSITORY = re.compile(r"https?://(www\.)?github\.com/[^/]+/[^/]+")


@dataclass
class Known:
    """The facts read of one paper."""

    facts: dict[str, Any] = field(default_factory=dict)
    upvotes: int = 0
    comments: int = 0
    rank: int | None = None

    def read(self, item: Item, rank: int | None):
        """Merge one more item; missing details keep their values."""
        self.facts |= {key: value for key, value in item["paper"].items() if value not in (None, "", [])}
        self.upvotes = item["paper"]["upvotes"]
        self.comments = item["numComments"]
        self.rank = rank

    @property
    def title(self) -> str:
        return _URL.sub(" ", self.facts["title"])

    @property
    def abstract(self) -> str:
        return _URL.sub(" ", self.facts["summary"])

    @property
    def keywords(self) -> list[str]:
        return self.facts.get("ai_keywords", [])

    @property
    def authors(self) -> list[str]:
        return [author["name"] for author in self.facts["authors"]]

    @property
    def organization(self) -> str:
        organization = self.facts.get("organization", {})
        return organization.get("fullname") or organization.get("name", "")

    @property
    def stars(self) -> int:
        return self.facts.get("githubStars", -1)

    @property
    def has_code(self) -> bool:
        return "githubRepo" in self.facts or bool(_REPOSITORY.match(self.facts.get("projectPage", "")))

    @property
    def has_video(self) -> bool:
        return any(_VIDEO.search(url) for url in self.facts.get("mediaUrls", []))


def _found(pattern: str, *texts: str) -> bool:
    """True if the pattern occurs as a word, in any case, with or without abbreviations in brackets."""
    word = re.compile(rf"(?<![^\W_])(?:{pattern})(?![^\W_])", re.IGNORECASE)
    return any(word.search(text) or word.search(_ASIDE.sub("", text)) for text in texts)


def _anywhere(pattern: str) -> Oracle:
    return lambda known: _found(pattern, known.title, known.abstract, *known.keywords)


def _all(*oracles: Oracle) -> Oracle:
    return lambda known: all(oracle(known) for oracle in oracles)


def _any(*oracles: Oracle) -> Oracle:
    return lambda known: any(oracle(known) for oracle in oracles)


def _not(oracle: Oracle) -> Oracle:
    return lambda known: not oracle(known)


def _at_least(name: str, number: int) -> Oracle:
    return lambda known: getattr(known, name) >= number


def _among_the_first(number: int) -> Oracle:
    return lambda known: known.rank is not None and known.rank <= number


QUERIES: dict[str, Oracle] = {
    "diffusion": _anywhere("diffusions?"),
    '"flow matching"': _anywhere(r"flows?[\s-]*matchings?"),
    "quantiz*": _anywhere(r"quanti[sz][a-z]*"),
    "diffusion guidance": _any(
        _all(_anywhere("diffusions?"), _anywhere("guidances?")), _anywhere(r"diffusions?[\s-]*guidances?")
    ),
    "robot, embodied": _any(_anywhere("robots?"), _anywhere("embodied")),
    "audio OR speech": _any(_anywhere("audios?"), _anywhere("speech|speeches")),
    "benchmark -video": _all(_anywhere("benchmarks?"), _not(_anywhere("videos?"))),
    "(speech OR music) -benchmark NOT survey": _all(
        _any(_anywhere("speech|speeches"), _anywhere("musics?")),
        _not(_anywhere("benchmarks?")),
        _not(_anywhere("surveys?")),
    ),
    "title:agent": lambda known: _found("agents?", known.title),
    'abstract:"we propose"': lambda known: _found(r"we\s+pro-?pose", known.abstract),
    'author:"Yang Liu"': lambda known: _found(r"yang[\s-]*liu", *known.authors),
    "org:NVIDIA": lambda known: _found("nvidia", known.organization),
    "keyword:tokenizer": lambda known: _found("tokenizers?", *known.keywords),
    "has:code upvotes:>=20": _all(lambda known: known.has_code, _at_least("upvotes", 20)),
    "has:video robot": _all(lambda known: known.has_video, _anywhere("robots?")),
    "upvotes:>=50": _at_least("upvotes", 50),
    "stars:>=100": _at_least("stars", 100),
    "rank:<=3": _among_the_first(3),
    "=LLM": _anywhere("LLM"),
    "reasoning comments:>3": _all(_anywhere("reasonings?"), _at_least("comments", 4)),
}
