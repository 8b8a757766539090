"""The choice of the key sentence."""

import json
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.gist import gist
from bot.text.gist.features import FEATURES, features
from bot.text.gist.ranker import WEIGHTS_FILE, Ranker
from bot.text.gist.sentence import sentence_of
from tests.support.data import shared
from tests.support.fakes import paper

BACKGROUND = "Large models have recently shown strong results on many tasks."
PROBLEM = "However, existing methods fail on long videos."
PROPOSAL = "In this work, we propose LongView, a memory for video models that keeps what matters by its colour."
DETAIL = "It stores one token for each of the shots."
RESULT = "Experiments show that it outperforms prior work by 3.2 % on two benchmarks."


def weights() -> dict[str, float]:
    return json.loads((files("bot.text.gist") / WEIGHTS_FILE).read_text("utf-8"))["weights"]


def test_the_proposal_is_chosen():
    """Among background, problem, proposal, detail and result the proposal is chosen, and the result follows."""
    said = "We propose LongView, a memory for video models that keeps what matters by its colour."
    came = "It outperforms prior work by 3.2 % on two benchmarks."
    for rest in ([PROBLEM, BACKGROUND], [BACKGROUND, PROBLEM, RESULT], [DETAIL, RESULT]):
        for at in range(len(rest) + 1):
            abstract = " ".join([*rest[:at], PROPOSAL, *rest[at:]])
            expected = f"{said} {came}" if RESULT in rest[at:] else said
            assert gist(paper(title="LongView: Memory for Long Video", abstract=abstract)) == expected


@pytest.mark.parametrize(
    ("leaning", "standing"),
    [
        ("We describe how to find these groups.", "We describe how outliers change training."),
        ("We extend their work to graphs.", "We extend the theory to graphs."),
        ("These results improve the understanding of graphs.", "Our results improve the understanding of graphs."),
    ],
)
def test_an_independent_sentence_is_chosen(leaning: str, standing: str):
    """Of two like sentences the dependent one loses, in either order."""
    for abstract in (f"{BACKGROUND} {leaning} {standing}", f"{BACKGROUND} {standing} {leaning}"):
        assert gist(paper(title="Outliers", abstract=abstract)) == standing


def test_earlier_work_is_not_chosen():
    """A sentence about others' work loses to one about the paper with as many words of the title."""
    own = "We study when flow matching breaks down on small graphs."
    abstract = f"Flow matching on graphs has been widely used in generative modelling. {own}"
    assert gist(paper(title="Flow Matching on Graphs", abstract=abstract)) == own


def test_weights_fit_the_features():
    """The shipped weights are plain numbers, one for each feature in order, in a few kilobytes."""
    text = (files("bot.text.gist") / WEIGHTS_FILE).read_text("utf-8")
    document = json.loads(text)
    assert list(document) == ["about", "weights"]
    assert tuple(document["weights"]) == FEATURES
    assert all(isinstance(weight, float) and abs(weight) < 100 for weight in document["weights"].values())
    assert len(text) < 4096


def test_a_missing_weight_is_an_error():
    """Missing weights are an error, not zero."""
    with pytest.raises(KeyError):
        Ranker.of(dict.fromkeys(FEATURES[1:], 1.0))


def test_every_sentence_has_every_feature():
    """Features have names and a small range, also without a title or words."""
    read_ones = [sentence_of(one) for one in (BACKGROUND, "?", PROPOSAL, "見る", "")]
    rows = features(read_ones, read_ones, "")
    assert all(set(row) == set(FEATURES) for row in rows)
    assert all(-10 <= value <= 20 for row in rows for value in row.values())
    assert features([], [], "A title") == []


@pytest.mark.parametrize(
    "abstract",
    ["", " ", ".", "?" * 500, "x" * 20_000, "這篇論文提出一種新方法。它更快。", "a. " * 8000, "We (" * 6000,
     "We show [A" * 2000, "To solve this " * 1500, "\u202e\x00\ufeff We propose. \ud800", "$" * 3000,
     "In this paper,"],
)  # fmt: skip
def test_hostile_abstracts(abstract: str):
    """For any abstract, the gist is a part of it and no error is raised."""
    assert isinstance(gist(paper(title="T: " + abstract[:300], abstract=abstract)), str)


def test_time_grows_with_the_text_only():
    """Sentences after the sixtieth cost nothing, and those before are read a fixed number of times."""
    seen: list[str] = []

    class Text(str):
        __slots__ = ()

        def lower(self) -> str:
            seen.append(str(self))
            return str.lower(self)

    Ranker.of(weights()).gist([Text(f"Sentence number {n} is here.") for n in range(5000)], "T")
    assert len(set(seen)) <= 60


def test_no_gist_of_a_saved_page_is_filler():
    """All 48 seed papers get a gist that says what the authors did and fits a card.

    It depends on its own paper alone, not on what was asked before.
    """
    items = json.loads(shared("seed_papers.json").read_text("utf-8"))
    papers = [paper(title=item["title"], abstract=item["paper"]["summary"]) for item in items]
    chosen = {one.title: gist(one) for one in papers}
    own = {title for title, text in chosen.items() if {"we", "paper", "proposed"} & set(text.lower().split())}
    assert len(chosen) == 48
    alone = {title.partition(":")[0].partition(" ")[0] for title in set(chosen) - own}
    assert alone <= {"FedSpeed", "Consistency-diversity-realism"}  # it is told what it does, and what was found
    assert max(map(len, chosen.values())) <= 280
    assert {one.title: gist(one) for one in reversed(papers)} == chosen


def test_the_chosen_sentence_is_measured_alone():
    """ROUGE is measured of the chosen sentence only."""
    name = "We present LongView, a memory for long video."
    abstract = [BACKGROUND, name, "It stores one token for each of the shots and folds all of the pale ones."]
    ranker = Ranker.of(weights())
    assert ranker.best_sentence(abstract, "LongView: Memory for Long Video") == name
    assert ranker.gist(abstract, "LongView: Memory for Long Video") == f"{name} {abstract[2]}"


@given(
    st.lists(
        st.sampled_from(
            [BACKGROUND, PROBLEM, PROPOSAL, DETAIL, RESULT, "Specifically, we find that heads of (a) towns roll.",
             "We study (1) towns, which is new; (2) more.", "To address this, we fold, e.g. edges.", "It is so:"]
        ),
        min_size=1,
        max_size=9,
    )
)  # fmt: skip
def test_a_gist_is_made_of_the_abstract(found: list[str]):
    """Apart from "present" and "and" a gist has only words of its abstract, and it fits a card."""
    text = Ranker.of(weights()).gist(found, "LongView: Memory for Long Video")
    words = {*" ".join(found).lower().replace(".", " ").replace(",", " ").split(), "present", "and"}
    assert set(text.lower().replace(".", " ").replace(",", " ").split()) <= words
    assert len(text) <= 280
