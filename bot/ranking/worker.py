"""Answer one request to learn or to rank: plain JSON values in, plain JSON values out.

A paper is `{"id", "title", "abstract", "authors": [], "categories": []}`, the lists being optional. In a request,
papers stand once, and are named by their ids elsewhere.

- `{"do": "learn", "papers", "background": [id], "tastes": [{"liked": [id], "disliked": [id]}]}`, the latest liked
  last, is answered by `{"space": {term: weight}, "models": [model], "regression": whether they are such}`. Models
  are means without numpy, where it fails, and where the request says `"regression": false`.
- `{"do": "pick", "papers", "background", "tastes": [{"liked", "disliked", "among": [id], "most": 5}]}` does both:
  it learns each taste, ranks the papers `among` which it can choose, and is answered by `{"picks": [[pick]]}`.
- `{"do": "rank", "papers", "space", "models": [model], "most": 5}` is answered by `{"picks": [[pick]]}`, a
  list for each model, the best first. A pick is `{"paper", "score", "near", "like": [id], "words": []}`; one that
  is not near anything liked is followed by none that is.

A space is the same for all models. A model can be used with a space that was made on another day.
"""

from __future__ import annotations

from typing import Any, cast

from bot.ranking.best import Pick, best
from bot.ranking.learn import Learner, can_regress
from bot.ranking.model import Model
from bot.ranking.space import Space
from bot.ranking.terms import PaperText

_LARGEST = 10**9


class RequestError(Exception):
    """A request does not have the right shape; the message says where."""


def answer(request: object) -> dict[str, Any]:
    """Learn or rank. Raises RequestError for a request that has another shape than the module's text says."""
    asked = _fields(request, "request")
    papers = {paper.id: paper for paper in map(_paper, _list(asked.get("papers"), "papers"))}
    match asked.get("do"):
        case "learn":
            return _learn(asked, papers)
        case "pick":
            return _pick(asked, papers)
        case "rank":
            models = [_model(one) for one in _list(asked.get("models"), "models")]
            space = Space.of(_numbers(asked.get("space"), "space"))
            found = best(models, space, list(papers.values()), _most(asked))
            return {"picks": list(map(_written_picks, found))}
        case _:
            raise RequestError('"do" must be "learn", "pick" or "rank"')


def _learn(asked: dict[str, Any], papers: dict[str, PaperText]) -> dict[str, Any]:
    space, regression, models = _learnt(asked, papers)
    return {"space": dict(space.weights), "models": list(map(_written, models)), "regression": regression}


def _pick(asked: dict[str, Any], papers: dict[str, PaperText]) -> dict[str, Any]:
    space, _, models = _learnt(asked, papers)
    wanted = [(frozenset(_texts(one.get("among"), "among")), _most(one)) for one in asked["tastes"]]
    everything = frozenset[str]().union(*(among for among, _ in wanted))
    day = [paper for id_, paper in papers.items() if id_ in everything]
    picks: list[list[dict[str, Any]]] = [[] for _ in models]
    for most in {most for _, most in wanted}:
        places = [place for place, one in enumerate(wanted) if one[1] == most]
        found = best([models[at] for at in places], space, day, most, [wanted[at][0] for at in places])
        for place, ranked in zip(places, found, strict=True):
            picks[place] = _written_picks(ranked)
    return {"picks": picks}


def _learnt(asked: dict[str, Any], papers: dict[str, PaperText]) -> tuple[Space, bool, list[Model]]:
    """Return the space, whether the models are regressions, and a model for each taste; equal tastes share one."""

    def named(ids: object, where: str) -> list[PaperText]:
        found = _texts(ids, where)
        if missing := [id_ for id_ in found if id_ not in papers]:
            raise RequestError(f"{where}: {missing[0]!r} is not among the papers")
        return [papers[id_] for id_ in dict.fromkeys(found)]

    background = named(asked.get("background"), "background")
    tastes = [
        (tuple(named(taste.get("liked"), "liked")), tuple(named(taste.get("disliked", []), "disliked")))
        for taste in (_fields(one, "tastes") for one in _list(asked.get("tastes"), "tastes"))
    ]
    known = {paper.id for paper in background}
    examples = {paper.id: paper for liked, _ in tastes for paper in liked if paper.id not in known}
    space = Space.fit(background, examples.values())
    regression = asked.get("regression") is not False and can_regress()
    learner = Learner(space, background, regression=regression)
    models: dict[tuple[tuple[PaperText, ...], ...], Model] = {}
    for taste in tastes:
        if taste not in models:
            models[taste] = learner.model(*taste)
    return space, learner.regression, [models[taste] for taste in tastes]


def _most(asked: dict[str, Any]) -> int:
    most = asked.get("most")
    if type(most) is not int or most < 1:
        raise RequestError('"most" must be a whole number from 1')
    return most


def _written_picks(found: list[Pick]) -> list[dict[str, Any]]:
    return [
        {"paper": pick.paper, "score": round(pick.score, 3), "near": pick.near, **pick.reason._asdict()}
        for pick in found
    ]


def _written(model: Model) -> dict[str, Any]:
    """A model as JSON values; the signs of a liked paper are places among the weights, which is short."""
    places = {term: place for place, term in enumerate(model.weights)}
    likes = {id_: [places[term] for term in signs] for id_, signs in model.likes.items()}
    return {"weights": dict(model.weights), "middle": model.middle, "likes": likes}


def _model(value: object) -> Model:
    written = _fields(value, "models")
    weights = _numbers(written.get("weights"), "weights")
    middle = _numbers({"middle": written.get("middle")}, "models")["middle"]
    terms = list(weights)
    likes: dict[str, list[str]] = {}
    for id_, places in _fields(written.get("likes"), "likes").items():
        if not all(type(place) is int and 0 <= place < len(terms) for place in _list(places, "likes")):
            raise RequestError("likes: places among the weights must be given")
        likes[id_] = [terms[place] for place in places]
    return Model(weights=weights, middle=middle, likes=likes)


def _paper(value: object) -> PaperText:
    written = _fields(value, "papers")
    id_, title, abstract = _texts([written.get(name) for name in ("id", "title", "abstract")], "papers")
    lists = {name: tuple(_texts(written.get(name, []), name)) for name in ("authors", "categories")}
    return PaperText(id=id_, title=title, abstract=abstract, **lists)


def _fields(value: object, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise RequestError(f"{where}: an object must be given")
    return cast("dict[str, Any]", value)


def _list(value: object, where: str) -> list[Any]:
    if not isinstance(value, list):
        raise RequestError(f"{where}: a list must be given")
    return cast("list[Any]", value)


def _texts(value: object, where: str) -> list[str]:
    found = _list(value, where)
    if not all(isinstance(one, str) for one in found):
        raise RequestError(f"{where}: only texts can be given")
    return found


def _numbers(value: object, where: str) -> dict[str, float]:
    found = _fields(value, where)
    # The comparison is false for NaN as well.
    if not all(type(one) in {int, float} and abs(one) <= _LARGEST for one in found.values()):
        raise RequestError(f"{where}: only numbers up to {_LARGEST} can be given")
    return found
