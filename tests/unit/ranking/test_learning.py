"""A model of liked papers ranks such papers first, and says why."""

import math

import pytest

from bot.ranking.best_papers import Candidates, floor
from bot.ranking.learn import Learner
from bot.ranking.model import Model
from bot.ranking.tfidf import Vectorizer
from tests.unit.ranking.papers import BACKGROUND, BOTH, DAY, LIKED, learnt, of_subject, paper

IDS = frozenset(one.id for one in DAY)


@pytest.mark.parametrize("simple", BOTH)
def test_what_is_like_the_liked_ranks_first(simple: bool):  # noqa: FBT001 - a parameter of the test
    """All ten papers of the subject come before those of the other one, for either kind of model."""
    space, model = learnt(simple=simple)
    scores = {one.id: model.score(space.vector(one)) for one in DAY}
    ranking = sorted(scores, key=lambda id_: -scores[id_])
    assert [id_.partition("-")[0] for id_ in ranking] == ["decoding"] * 10 + ["proteins"] * 10
    picks = [id_ for id_, _, _ in Candidates(space, DAY).best(model, 10, IDS)]
    assert len(picks) > 2
    assert picks == ranking[: len(picks)]


@pytest.mark.parametrize("simple", BOTH)
def test_the_same_papers_make_the_same_model(simple: bool):  # noqa: FBT001 - a parameter of the test
    """A crash between ranking and planning may rank again."""
    assert learnt(simple=simple) == learnt(simple=simple)


@pytest.mark.parametrize("simple", BOTH)
def test_a_dislike_counts_against(simple: bool):  # noqa: FBT001 - a parameter of the test
    """A paper like a disliked one ranks lower than without the dislike."""
    space = Vectorizer.fit(BACKGROUND, LIKED)
    learner, disliked = Learner(space, BACKGROUND), DAY[1]
    plain, warned = (
        learner.model(LIKED, bad, simple=simple).score(space.vector(disliked)) for bad in ([], [disliked])
    )
    assert warned < plain


@pytest.mark.parametrize("simple", BOTH)
@pytest.mark.parametrize("background", [0, 1, 50])
def test_little_is_enough(simple: bool, background: int):  # noqa: FBT001 - a parameter of the test
    """Without a background, or words, there is a model all the same, with numbers in bounds."""
    few = [paper(str(number), str(number)) for number in range(background)]
    space = Vectorizer.fit(few, BACKGROUND)
    for liked in (LIKED[:1], [paper("empty")]):
        model = Learner(space, few).model(liked, simple=simple)
        assert all(abs(weight) <= 10**6 for weight in [*model.weights.values(), model.median])
        assert len([*Candidates(space, DAY).best(model, 3, IDS)]) <= 3
    assert [*Candidates(Vectorizer({}), []).best(model, 3, IDS)] == []


def test_without_numpy_the_mean_of_the_liked_ranks():
    """The order is that of cosines with the mean vector, here reckoned the long way."""
    space, model = learnt(simple=True)
    liked, papers = [space.vector(one) for one in LIKED], {one.id: one for one in DAY}
    cosines = {
        one.id: math.fsum(weight * each.get(term, 0) for each in liked for term, weight in vector.items())
        for one in DAY
        for vector in [space.vector(one)]
    }
    assert sorted(cosines, key=lambda id_: -cosines[id_]) == sorted(
        cosines, key=lambda id_: -model.score(space.vector(papers[id_]))
    )


def test_scores_are_told_by_the_background():
    """Its middle has score 0, and one of twenty has 1 or more, so that one floor serves all models."""
    space, model = learnt(simple=True)
    scores = sorted(model.score(space.vector(one)) for one in BACKGROUND)
    assert scores[len(scores) // 2] == pytest.approx(0, abs=0.01)
    assert [score > 0.99 for score in scores].count(True) == len(scores) // 20 + 1


def test_the_floor_rises_with_the_place():
    """A paper that is not near is followed by none that is; a single pick has to be as near as a last one."""
    floors = [floor(place, 5, 250) for place in range(1, 6)]
    assert floors == sorted(floors)
    assert floor(1, 1, 250) == floor(5, 5, 250) == floor(10, 10, 250)
    assert floor(1, 10, 250) == floors[0]
    assert floor(5, 5, 25) == pytest.approx(floors[4] - 1)


def test_a_reason_names_liked_papers_and_words():
    """Two papers and three words or pairs at most, as the paper writes them, none within another."""
    liked = [paper("a", "Draft models"), paper("b", "Draft models"), paper("c", "Trees")]
    space = Vectorizer(dict.fromkeys(("draft", "model", "draft model", "tree", "fast", "slow"), 1.0))
    weights = {"draft": 0.5, "model": 0.5, "draft model": 0.3, "tree": 0.4, "fast": 0.3, "slow": -1.0}
    model = Model.of(weights, {one.id: space.vector(one) for one in liked}, [])
    day = paper("x", "Slow Draft-Models", "and Trees: fast")
    assert model.reason(day, space.vector(day)) == (["a", "b"], ["Draft-Models", "Trees", "fast"])
    assert model.reason(liked[0], space.vector(liked[0]))[0] == ["b"]
    nothing = paper("y", "Slow")
    assert model.reason(nothing, space.vector(nothing)) == ([], [])


def test_equal_papers_keep_their_order():
    """The earlier one goes first."""
    space, model = learnt(simple=True)
    same = [of_subject("decoding", 1)] * 3
    twins = [paper(f"twin-{number}", one.title, one.abstract) for number, one in enumerate(same)]
    picks = Candidates(space, twins).best(model, 2, [one.id for one in twins])
    assert [id_ for id_, _, _ in picks] == ["twin-0", "twin-1"]
