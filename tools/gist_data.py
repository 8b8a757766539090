"""Load SciTLDR (Cachola et al. 2020) and recorded papers as examples for the ranker, and measure ROUGE."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rouge_score.rouge_scorer import RougeScorer

from bot.sources.huggingface.parse import parse
from bot.text.sentences import sentences
from bot.text.tex import unicode_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

METRICS = ("rouge1", "rouge2", "rougeL")


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One paper: its title, the sentences of its abstract, and at least one reference summary."""

    title: str
    sentences: tuple[str, ...]
    references: tuple[str, ...]


def read_examples(path: Path) -> list[Example]:
    """Return the papers of a SciTLDR file in JSON lines."""
    return [_example(json.loads(line)) for line in path.read_text("utf-8").splitlines()]


def read_recorded(folder: Path) -> list[Example]:
    """Return the recorded papers of Hugging Face (`<day>/<time>.json.gz`) that have a summary, sorted by id."""
    found: dict[str, Example] = {}
    for path in sorted(folder.glob("*/*.json.gz")):
        for entry in parse(gzip.decompress(path.read_bytes())).entries:
            paper = entry.paper
            if paper.tldr and (split := sentences(unicode_text(paper.abstract))):
                summary = " ".join(unicode_text(paper.tldr).split())
                found[paper.id] = Example(
                    title=unicode_text(paper.title), sentences=tuple(split), references=(summary,)
                )
    return [found[key] for key in sorted(found)]


def _example(row: dict[str, Any]) -> Example:
    return Example(
        title=unicode_text(row["title"]),
        sentences=tuple(sentences(unicode_text(" ".join(row["source"])))),
        references=tuple(row["target"]),
    )


class Rouge:
    """ROUGE F1 with stemming; of several references, the one with the best ROUGE-1 counts."""

    def __init__(self) -> None:
        self._scorer = RougeScorer(METRICS, use_stemmer=True)

    def of(self, text: str, references: Iterable[str]) -> tuple[float, ...]:
        """Return ROUGE-1, -2 and -L of a summary, each from 0 to 1."""
        scores = [self._scorer.score(reference, text) for reference in references]
        best = max(scores, key=lambda score: score["rouge1"].fmeasure)
        return tuple(best[metric].fmeasure for metric in METRICS)

    def mean(self, examples: list[Example], summarise: Callable[[Example], str]) -> tuple[float, ...]:
        """Return the mean over papers, in percent."""
        rows = [self.of(summarise(example), example.references) for example in examples]
        return tuple(100 * sum(column) / len(rows) for column in zip(*rows, strict=True))
