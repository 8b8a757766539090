"""Which sentence of an abstract becomes the gist."""

from __future__ import annotations

import json
import random
from importlib.resources import files
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.gist import gist
from bot.text.gist.features import FEATURES, features
from bot.text.gist.leaning import leaning
from bot.text.gist.penalties import NAMELESS, penalties, studying, taught
from bot.text.gist.ranker import WEIGHTS, Ranker
from bot.text.gist.trim import trimmed
from bot.text.gist.voice import foreign
from bot.text.gist.words import read, stem
from tests.support.data import shared
from tests.support.fakes import paper

BACKGROUND = "Large models have recently shown strong results on many tasks."
PROBLEM = "However, existing methods fail on long videos."
PROPOSAL = "In this work, we propose LongView, a memory for video models that keeps what matters."
DETAIL = "It stores one token for each of the shots."
RESULT = "Experiments show that it outperforms prior work by 3.2 % on two benchmarks."


def weights() -> dict[str, float]:
    return json.loads((files("bot.text.gist") / WEIGHTS).read_text("utf-8"))["weights"]


def test_the_proposal_speaks() -> None:
    """Among background, problem, proposal, detail and result the proposal is chosen, wherever it stands."""
    said = "We propose LongView, a memory for video models that keeps what matters."
    for rest in ([PROBLEM, DETAIL], [BACKGROUND, PROBLEM, RESULT], [BACKGROUND, RESULT]):
        for at in range(len(rest) + 1):
            abstract = " ".join([*rest[:at], PROPOSAL, *rest[at:]])
            assert gist(paper(title="LongView: Memory for Long Video", abstract=abstract)) == said


@pytest.mark.parametrize(
    ("leaning", "standing"),
    [
        ("We describe how to find these groups.", "We describe how outliers change training."),
        ("We extend their work to graphs.", "We extend the theory to graphs."),
        ("These results improve the understanding of graphs.", "Our results improve the understanding of graphs."),
        ("We test assumption (A) on graphs.", "We test transfer on graphs."),
    ],
)
def test_a_sentence_must_stand_alone(leaning: str, standing: str) -> None:
    """Of two like sentences the one that leans on another sentence loses, in either order."""
    for abstract in (f"{BACKGROUND} {leaning} {standing}", f"{BACKGROUND} {standing} {leaning}"):
        assert gist(paper(title="Outliers", abstract=abstract)) == standing


def test_earlier_work_does_not_speak() -> None:
    """A sentence about what others did loses to one about the paper that says as much of the title."""
    own = "We study when flow matching breaks down on small graphs."
    abstract = f"Flow matching on graphs has been widely used in generative modelling. {own}"
    assert gist(paper(title="Flow Matching on Graphs", abstract=abstract)) == own


@pytest.mark.parametrize(
    ("own", "other"),
    [
        ("A classifier is developed for three stages.", "Diseases are found by eye."),
        ("Results: The classifier finds three stages.", "Background: Diseases are found by eye."),
        ("We find three stages.", "Many classifiers have been proposed before."),
        ("Our classifier finds three stages.", "Our understanding of the stages is limited."),
        ("It is a novel classification framework.", "Doctors adapt to a novel one."),
        ("A classifier was developed for stages.", "The score was introduced by Smith et al. for stages."),
    ],
)
def test_own_work_is_known_by_how_it_is_told(own: str, other: str) -> None:
    """Passive voice and labels of parts tell own work where nobody says we; others' work stays others'."""
    assert foreign([read(own), read(other)], "Stages") == [False, True]


def test_the_label_of_a_part_is_not_shown() -> None:
    """A sentence of a structured abstract is shown without its label."""
    abstract = "Background: Diseases matter. Results: The new classifier finds all stages of the disease."
    assert gist(paper(title="Stages", abstract=abstract)) == "The new classifier finds all stages of the disease."


def test_what_was_found_speaks_before_what_was_studied() -> None:
    """A sentence that only says what was looked at loses to a like one that says what came of it."""
    looked = "We investigate the effect of depth on how small graph networks train."
    found = "We find that the depth of graph networks slows their training down."
    title = "Depth Slows Graph Networks"
    for abstract in (f"{BACKGROUND} {looked} {found}", f"{BACKGROUND} {found} {looked}"):
        assert gist(paper(title=title, abstract=abstract)) == found


@pytest.mark.parametrize(
    ("sentence", "much"),
    [
        ("We investigate the effect of depth.", 1.0),
        ("This paper explores the effect of depth.", 1.0),
        ("We investigate whether depth matters.", 2.0),
        ("We study depth and show that it matters.", 0.0),
        ("We tackle the problem of depth.", 1.0),
        ("We tackle the problem of depth by pruning.", 0.0),
        ("Others study the effect of depth.", 0.0),
    ],
)
def test_studies(sentence: str, much: float) -> None:
    """What was looked at counts, a question twice, unless the sentence says what was found or done."""
    assert studying(read(sentence)) == much


def test_the_name_of_the_title_counts() -> None:
    """Where one sentence has the name that the title gives the work, the others lose a little by it."""
    found = [read(one) for one in ("LongView keeps all frames of a day.", "We keep all frames of a day.")]
    named, nameless = penalties(found, "LongView: Of Films")
    assert nameless - named == NAMELESS
    assert penalties(found[1:] * 2, "LongView: Of Films") == [0.0, 0.0]


def test_a_copy_of_the_title_takes_the_next_sentence_along() -> None:
    """A sentence that says no more than the title is shown with the one after it, if that is about the work."""
    bare = "We propose a novel and practical method, FedSpeed."
    more = "FedSpeed corrects each local update to lessen the drift of clients."
    title = "FedSpeed: Larger Local Interval"
    assert gist(paper(title=title, abstract=f"{BACKGROUND} {bare} {more} {RESULT}")) == f"{bare} {more}"
    this = "This framework corrects each local update, which lessens the drift of clients,"
    long = f"{this} thereby lessening {'very many other things and ' * 9}drift."
    told = f"{this.rstrip(',')}."
    assert gist(paper(title=title, abstract=f"{BACKGROUND} {bare} {long}")) == f"{bare} {told}"
    code = "Code is at https://a.b/c."
    assert gist(paper(title=title, abstract=f"{BACKGROUND} {bare} {code}")) == bare


def test_a_leaning_sentence_takes_along_what_it_leans_on() -> None:
    """A sentence that points at the one before it is shown with it, as long as both are short."""
    before = "Logical reasoning is deductive, inductive or abductive."
    leans = "We propose to study representations of such reasoning types in language models by probing."
    found = f"{before} {leans}"
    assert gist(paper(title="Knowledge of Logical Reasoning", abstract=f"{found} {RESULT}")) == found
    long = f"Logical reasoning is {'deductive or inductive or abductive or ' * 6}other."
    assert gist(paper(title="Knowledge of Logical Reasoning", abstract=f"{long} {leans} {RESULT}")) != found


def test_training_is_shown_less() -> None:
    """Of what takes points off, training sees leaning and foreign work alone, and those smaller."""
    found = [read(one) for one in ("We study graphs.", "They are slow.", "We show this by probing.")]
    assert taught(found, "Graphs") == [0.0, 14.0, 7.0]
    assert all(a >= b for a, b in zip(penalties(found, "Graphs"), taught(found, "Graphs"), strict=True))


def test_background_is_penalised_beside_own_work() -> None:
    """Only where some sentence speaks of the authors' work do those that do not lose by it."""
    own, named, other = (
        read(text) for text in ("This paper adds depth.", "GridPull is fast.", "Training is slow.")
    )
    assert foreign([own, named, other], "GridPull: Fast Surfaces") == [False, False, True]
    assert foreign([named, other], "Fast Surfaces") == [False, False]


@pytest.mark.parametrize(
    ("sentence", "count"),
    [
        ("It is fast.", 1.0),
        ("They and their peers are fast.", 2.0),
        ("This is fast.", 1.0),
        ("This paper is fast.", 0.0),
        ("We address this by leveraging entities.", 1.0),
        ("We say how to find these groups.", 1.0),
        ("We find groups and show what sets these groups apart.", 0.0),
        ("We introduce InstantStyle to address these issues with blocks.", 0.5),
        ("We isolate the two sources.", 1.0),
        ("We give the answer to both questions.", 2.0),
        ("We begin by examining observations.", 1.0),
        ("We test assumption (A) on graphs.", 1.5),
        ("We test models such as CLIP on graphs.", 0.0),
        ("We beat rates of those who came before.", 0.0),
        ("Graph networks and their weights are pruned.", 0.0),
        ("Methods that learn slowly need data, memory, time and money, and this limit binds.", 0.5),
        ("We like these", 1.0),
        ("(2) We prune heads.", 1.0),
        ("It is possible to prune heads.", 0.0),
        ("We lift all three limitations of heads.", 1.0),
        ("We name limitations of heads and lift all three limitations.", 0.0),
        ("Why do heads die? We answer both questions.", 0.0),
        ("We solve this issue by pruning.", 0.5),
        ("We revisit this issue by pruning.", 1.0),
        ("", 0.0),
    ],
)
def test_leaning(sentence: str, count: float) -> None:
    """Words count that point at what stands in another sentence, less where they may point at their own."""
    assert leaning(read(sentence)) == count


def test_weights_fit_the_features() -> None:
    """The weights that are shipped are plain numbers, one for each feature in order, in a few kilobytes."""
    text = (files("bot.text.gist") / WEIGHTS).read_text("utf-8")
    document = json.loads(text)
    assert list(document) == ["about", "weights"]
    assert tuple(document["weights"]) == FEATURES
    assert all(isinstance(weight, float) and abs(weight) < 100 for weight in document["weights"].values())
    assert len(text) < 4096


def test_a_missing_weight_is_an_error() -> None:
    """Weights of another version are not taken for zero."""
    with pytest.raises(KeyError):
        Ranker.of(dict.fromkeys(FEATURES[1:], 1.0))


def test_scores_are_the_weighted_features() -> None:
    """Doubling every weight doubles the distance of two sentences that no rule penalises."""
    found = [
        "We propose a new loss for graphs by learning margins.",
        "We show results of the loss on four tasks.",
    ]
    once, twice = (
        Ranker.of({name: weight * by for name, weight in weights().items()}).scores(found, "A loss for graphs")
        for by in (1, 2)
    )
    assert twice[0] - twice[1] == pytest.approx(2 * (once[0] - once[1]))


def test_every_sentence_has_every_feature() -> None:
    """Features have names and stay in a small range, also without a title or words."""
    read_ones = [read(one) for one in (BACKGROUND, "?", PROPOSAL, "見る", "")]
    rows = features(read_ones, read_ones, "")
    assert all(set(row) == set(FEATURES) for row in rows)
    assert all(-10 <= value <= 20 for row in rows for value in row.values())
    assert features([], [], "A title") == []


@pytest.mark.parametrize(
    ("words", "expected"),
    [("models modelling modeled", "model"), ("quantization quantizing quantized", "quantiz"), ("is as bed", None)],
)
def test_stems(words: str, expected: str | None) -> None:
    """Forms of a word share a stem; short words are left alone."""
    for word in words.split():
        stemmed = stem(word).removesuffix("l") if expected == "model" and word.endswith("lling") else stem(word)
        assert stemmed == (expected or word)


@pytest.mark.parametrize(
    "abstract",
    ["", " ", ".", "?" * 500, "x" * 20_000, "這篇論文提出一種新方法。它更快。", "a. " * 8000, "We (" * 6000,
     "We show [A" * 2000, "To solve this " * 1500, "\u202e\x00\ufeff We propose. \ud800", "$" * 3000,
     "In this paper,"],
)  # fmt: skip
def test_hostile_abstracts(abstract: str) -> None:
    """Whatever stands there, the gist is a part of it and nothing is raised."""
    assert isinstance(gist(paper(title="T: " + abstract[:300], abstract=abstract)), str)


@given(
    st.lists(st.sampled_from([BACKGROUND, PROBLEM, PROPOSAL, DETAIL, RESULT, "We.", "$x$", "(", "這"]), max_size=9)
)
def test_the_choice_is_one_of_the_sentences(found: list[str]) -> None:
    """Any mixture of sentences has a best one or two neighbouring ones, the same each time."""
    ranker = Ranker.of(weights())
    if found:
        shown = [trimmed(one) for one in found]
        pairs = [f"{first} {second}" for first, second in pairwise(shown)]
        assert ranker.best(found, "LongView") in shown + pairs
        assert ranker.best(found, "LongView") == ranker.best(list(found), "LongView")


def test_time_grows_with_the_text_only() -> None:
    """Words beyond the sixtieth sentence cost nothing, and those before are read a fixed number of times."""
    seen: list[str] = []

    class Text(str):
        __slots__ = ()

        def lower(self) -> str:
            seen.append(str(self))
            return str.lower(self)

    Ranker.of(weights()).best([Text(f"Sentence number {n} is here.") for n in range(5000)], "T")
    assert len(set(seen)) <= 60


def test_no_gist_of_a_saved_page_is_filler() -> None:
    """All 48 papers that the project started from get a gist that says what its authors did."""
    items = json.loads(shared("seed_papers.json").read_text("utf-8"))
    chosen = {item["title"]: gist(paper(title=item["title"], abstract=item["paper"]["summary"])) for item in items}
    assert len(chosen) == 48
    assert [text for text in chosen.values() if not {"we", "paper", "proposed"} & set(text.lower().split())] == []


def test_shuffled_papers_choose_alike() -> None:
    """A gist depends on its own paper alone, not on what was asked before."""
    items = json.loads(shared("seed_papers.json").read_text("utf-8"))
    papers = [paper(title=item["title"], abstract=item["paper"]["summary"]) for item in items]
    order = random.Random(3).sample(range(len(papers)), len(papers))
    again = {at: gist(papers[at]) for at in order}
    assert [again[at] for at in range(len(papers))] == [gist(one) for one in papers]
