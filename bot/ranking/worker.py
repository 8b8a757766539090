"""Protocol of the ranking process: a request as lines of JSON in, models and picks as lines of JSON out.

In a request, a paper is a line `{"id", "title", "abstract", "authors": [], "categories": []}` and comes before it
is named. The first other line is the list of the background's ids, and each further one a task, as
`{"liked": [id], "disliked": [id], "simple": false, "model": null, "among": [id], "most": 5}`; liked: latest last.

Each task is answered by two lines, its model and its picks, `[id, [id of a liked paper], [word]]`, best first.
A task with a model, which can be of another day, learns nothing and needs no liked papers. `Learner.model` says
what a `simple` model is.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Any

from bot.ranking.best_papers import Candidates
from bot.ranking.learn import Learner
from bot.ranking.model import Model
from bot.ranking.terms import PaperText
from bot.ranking.tfidf import Vectorizer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def answer(lines: Iterable[str]) -> Iterator[str]:
    """Yield the lines of the answer to a request, two for each task as soon as it is done."""
    papers: dict[str, PaperText] = {}
    others: list[Any] = []
    for line in lines:
        read = json.loads(line)
        if "id" in read:
            papers[read["id"]] = PaperText(**read)
        else:
            others.append(read)
    background, *tasks = others

    def named(name: str) -> list[PaperText]:
        """Return the papers that the tasks have under a name, such as "liked", each once."""
        return [papers[key] for key in dict.fromkeys(chain.from_iterable(task[name] for task in tasks))]

    model_terms = chain.from_iterable(task["model"]["weights"] for task in tasks if task["model"])
    vectorizer = Vectorizer.fit([papers[key] for key in background], named("liked"), model_terms)
    learner = Learner(vectorizer, [papers[key] for key in background])
    candidates = Candidates(vectorizer, named("among"))

    @cache  # equal tastes share a model
    def learned(liked: tuple[str, ...], disliked: tuple[str, ...], simple: bool) -> Model:  # noqa: FBT001 - a key
        good, bad = ([papers[key] for key in keys] for keys in (liked, disliked))
        return learner.model(good, bad, simple=simple)

    for task in tasks:
        if task["model"]:
            model = Model(**task["model"])
        else:
            model = learned(tuple(task["liked"]), tuple(task["disliked"]), task["simple"])
        yield json.dumps(asdict(model), separators=(",", ":"))
        yield json.dumps([*candidates.best(model, task["most"], frozenset(task["among"]))])
