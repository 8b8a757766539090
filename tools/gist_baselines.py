"""Baselines for the ranker: plain implementations of well-known ways to choose one sentence."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

from bot.text.gist.sentence import sentence_of
from bot.text.gist.words import stem

if TYPE_CHECKING:
    from collections.abc import Callable

    from tools.gist_data import Example, Rouge

_DAMPING = 0.85
_ITERATIONS = 50
_COSINE_THRESHOLD = 0.1  # LexRank's, of the cosine


def lead(example: Example) -> str:
    """Return the first sentence."""
    return example.sentences[0]


def last(example: Example) -> str:
    """Return the last sentence."""
    return example.sentences[-1]


def title_overlap(example: Example) -> str:
    """Return the sentence most similar to the title (Dice over stems, the earliest of equals)."""
    title_stems = sentence_of(example.title).stems

    def dice(sentence: str) -> float:
        stems = sentence_of(sentence).stems
        return 2 * len(stems & title_stems) / max(1, len(stems) + len(title_stems))

    return max(example.sentences, key=dice)


def lexrank(example: Example) -> str:
    """Choose as Erkan and Radev 2004: PageRank over sentences whose TF-IDF cosine exceeds a threshold."""
    bags = _bags(example)
    spread = Counter(word for bag in bags for word in bag)
    idf = {word: math.log((1 + len(bags)) / count) for word, count in spread.items()}
    vectors = [{word: count * idf[word] for word, count in bag.items()} for bag in bags]
    return _central(example, lambda a, b: float(_cosine(vectors[a], vectors[b]) > _COSINE_THRESHOLD))


def textrank(example: Example) -> str:
    """Choose as Mihalcea and Tarau 2004: PageRank weighted by shared words over the logarithms of both lengths."""
    bags = _bags(example)

    def shared(a: int, b: int) -> float:
        size = math.log(1 + bags[a].total()) + math.log(1 + bags[b].total())
        return len(bags[a].keys() & bags[b].keys()) / size if size else 0.0

    return _central(example, shared)


def oracle(rouge: Rouge) -> Callable[[Example], str]:
    """Return a chooser of the sentence with the best ROUGE-1, by the references: the upper bound of any choice."""
    return lambda example: max(example.sentences, key=lambda text: rouge.of(text, example.references)[0])


def _bags(example: Example) -> list[Counter[str]]:
    found = [sentence_of(sentence) for sentence in example.sentences]
    return [Counter(s for word in one.words if (s := stem(word)) in one.stems) for one in found]


def _cosine(a: dict[str, float], b: dict[str, float]) -> float:
    shared = sum(a[word] * b[word] for word in sorted(a.keys() & b.keys()))
    size = math.hypot(*a.values()) * math.hypot(*b.values())
    return shared / size if size else 0.0


def _central(example: Example, similar: Callable[[int, int], float]) -> str:
    """Return the sentence with the highest PageRank (the earliest of equals)."""
    every = range(len(example.sentences))
    links = [[similar(a, b) if a != b else 0.0 for b in every] for a in every]
    degrees = [sum(row) or 1.0 for row in links]
    ranks = [1.0] * len(links)
    for _ in range(_ITERATIONS):
        ranks = [1 - _DAMPING + _DAMPING * sum(ranks[b] * links[b][a] / degrees[b] for b in every) for a in every]
    return example.sentences[max(every, key=lambda at: round(ranks[at], 9))]
