"""Papers of two subjects, and a model of one of them."""

from __future__ import annotations

import random
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import pytest

from bot.ranking.learn import Learner
from bot.ranking.terms import PaperText
from bot.ranking.tfidf import Vectorizer

if TYPE_CHECKING:
    from bot.ranking.model import Model

needs_numpy = pytest.mark.skipif(find_spec("numpy") is None, reason="the extra picks is not installed")
BOTH = [True, pytest.param(False, marks=needs_numpy)]  # means, regressions
_SUBJECTS = {
    "decoding": "speculative decoding with a draft model, where verification of tokens accelerates inference",
    "proteins": "folding of proteins, where evolution of sequences and structures guides sampling",
}
_OTHERS = ["graph", "retrieval", "robots", "vision", "speech", "diffusion", "agents", "planning", "audio", "code"]


def paper(id_: str, title: str = "", abstract: str = "", **more: Any) -> PaperText:
    return PaperText(id=id_, title=title, abstract=abstract, **more)


def of_subject(subject: str, number: int) -> PaperText:
    chosen = random.Random(f"{subject} {number}").sample([*_SUBJECTS[subject].split(), *_OTHERS], 14)
    return paper(f"{subject}-{number}", f"{_SUBJECTS[subject].split()[0].title()} {number}", " ".join(chosen))


BACKGROUND = [
    *(of_subject("proteins", number) for number in range(40)),
    *(of_subject("decoding", number) for number in range(10)),
]
LIKED = [of_subject("decoding", number) for number in range(100, 108)]
DAY = [of_subject(subject, number) for number in range(200, 210) for subject in ("proteins", "decoding")]


def learnt(*, simple: bool) -> tuple[Vectorizer, Model]:
    space = Vectorizer.fit(BACKGROUND, LIKED)
    return space, Learner(space, BACKGROUND).model(LIKED, simple=simple)
