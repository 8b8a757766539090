"""Answer a request to pick papers: lines of JSON in, lines of JSON out.

In a request, a paper is a line `{"id", "title", "abstract", "authors": [], "categories": []}` and comes before it
is named. The first other line is the list of the background's ids, and each further one a task, as
`{"liked": [id], "disliked": [id], "simple": false, "model": null, "among": [id], "most": 5}`; liked: latest last.

Each task is answered by two lines, its model and its picks, `{"paper_id", "like": [id], "words": []}`, best first.
A task with a model, which can be of another day, learns nothing and needs no liked papers. A `simple` model is the
mean of the liked papers, as are all of them without numpy.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Any

from bot.ranking.learn import Learner
from bot.ranking.model import Day, Model
from bot.ranking.space import Space
from bot.ranking.terms import PaperText

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def answer(lines: Iterable[str]) -> Iterator[str]:
    """Yield the lines of the answer, those of a task as soon as they are known."""
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
        return [papers[key] for key in dict.fromkeys(chain.from_iterable(task[name] for task in tasks))]

    models = [Model(**task["model"]) if task["model"] else None for task in tasks]
    known = chain.from_iterable(model.weights for model in models if model)
    space = Space.fit([papers[key] for key in background], named("liked"), known)
    learner = Learner(space, [papers[key] for key in background])
    day = Day(space, named("among"))

    @cache  # equal tastes share a model
    def learnt(liked: tuple[str, ...], disliked: tuple[str, ...], simple: bool) -> Model:  # noqa: FBT001 - a key
        good, bad = ([papers[key] for key in keys] for keys in (liked, disliked))
        return learner.model(good, bad, simple=simple)

    for task, given in zip(tasks, models, strict=True):
        model = given or learnt(tuple(task["liked"]), tuple(task["disliked"]), task["simple"])
        yield json.dumps(asdict(model), separators=(",", ":"))
        yield json.dumps([pick._asdict() for pick in day.best(model, task["most"], frozenset(task["among"]))])
