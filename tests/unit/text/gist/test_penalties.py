"""What takes points off a sentence, and when a neighbour makes up for it."""

from __future__ import annotations

import pytest

from bot.text.gist import gist
from bot.text.gist.choice import best_text
from bot.text.gist.leaning import leaning
from bot.text.gist.penalties import (
    ANSWERLESS,
    ASKING,
    GIVING,
    NAMELESS,
    SIDE,
    penalties,
    studying,
    taught,
)
from bot.text.gist.voice import foreign, unlabelled
from bot.text.gist.words import read
from tests.support.fakes import paper

BACKGROUND = "Large models have recently shown strong results on many tasks."
RESULT = "Experiments show that it outperforms prior work by 3.2 % on two benchmarks."


@pytest.mark.parametrize(
    ("own", "other"),
    [
        ("A classifier is developed for three stages.", "Diseases are found by eye."),
        ("Results: The classifier finds three stages.", "Background: Diseases are found by eye."),
        ("We find three stages.", "Many classifiers have been proposed before."),
        ("Our classifier finds three stages.", "Our understanding of the stages is limited."),
        ("This perspective calls for three stages.", "From the perspective of doctors, stages differ."),
        ("It is a novel classification framework.", "Doctors adapt to a novel one."),
        ("We find three stages.", "That prior work weighed stages, which we use."),
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


def test_the_label_of_findings_goes_with_its_number() -> None:
    """Of "Key Findings: (1) Heads roll." what was found is left."""
    assert unlabelled("Key Findings: (1) Heads roll.") == "Heads roll."


def test_what_was_found_speaks_before_what_was_studied() -> None:
    """A sentence that only says what was looked at loses to a like one that says what came of it."""
    looked = "We investigate the effect of depth on how small graph networks train."
    found = "We find that the depth of graph networks slows their training down."
    title = "Depth Slows Graph Networks"
    for abstract in (f"{BACKGROUND} {looked} {found}", f"{BACKGROUND} {found} {looked}"):
        assert gist(paper(title=title, abstract=abstract)) == found


def test_numerals_and_short_forms_are_no_author() -> None:
    """Neither an entry's numeral nor "i.e." is an I that would make a sentence the authors' own."""
    for text in ("People (i) walk and (ii) run.", "People walk, i.e. go.", "Steps are i.i.d. here."):
        assert not read(text).vocabulary & {"i", "ii"}
    assert "i" in read("I walk.").vocabulary


@pytest.mark.parametrize(
    ("sentence", "much"),
    [
        ("We investigate the effect of depth.", 1.0),
        ("This paper explores the effect of depth.", 1.0),
        ("We investigate whether depth matters.", 2.0),
        ("We study depth and show that it matters.", 0.0),
        ("We tackle the problem of depth.", 1.0),
        ("We tackle the problem of depth by pruning.", 0.0),
        ("We address these questions with deep nets.", 1.0),
        ("We present a case study that analyzes depth.", 1.0),
        ("Others study the effect of depth.", 0.0),
        ("We present a comprehensive analysis of the effect of depth.", 1.0),
        ("This paper provides practical insights into depth.", 1.0),
        ("We present an analysis of depth, showing its effect.", 0.0),
        ("We present a graph network.", 0.0),
        ("The novelty of the paper includes how depth is pruned.", 1.0),
        ("Our main contribution is not a network, but a discipline of depth.", 1.0),
        ("We release the scripts and the schema.", 3.0),
        ("Our findings inform the design of deep networks.", 1.0),
        ("We envision uses such as pruning by night.", 1.0),
        ("Our results have shown that depth matters.", 0.0),
        ("We invite the community to extend MIRA.", 3.0),
        ("We present three main contributions.", 3.0),
        ("We present three main contributions of old towns to depth.", 0.0),
        ("This paper advances our understanding of depth.", 1.0),
        ("This work provides groundwork for depth.", 1.0),
        ("This paper highlights the urgent need for depth.", 1.0),
        ("This study provides an effective pathway for deep networks.", 1.0),
        ("This study presents a performance analysis between deep and flat networks.", 1.0),
        ("We present two preregistered experiments (N = 2,012) in which people prune.", 1.0),
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


def test_what_the_title_names_is_presented_first() -> None:
    """What presents another thing than the title names, or gives it away, loses against what presents it."""
    main, side, gives = (
        read(one)
        for one in (
            "We introduce LongView, a store of films.",
            "We introduce a plan for LongView.",
            "We publicly release LongView and its plan.",
        )
    )
    title = "LongView: Of Films"
    alone = [penalties([one], title)[0] for one in (main, side, gives)]
    beside = penalties([main, side, gives], title)
    assert [more - less for less, more in zip(alone, beside, strict=True)] == [0.0, SIDE, GIVING]
    assert penalties([side, gives], title) == alone[1:]
    other = read("We introduce LongView-2, a plan of films.")
    assert penalties([other, side], title) == [penalties([one], title)[0] for one in (other, side)]
    task = read("This paper introduces the task of LongView films.")
    assert penalties([main, task], title)[1] == penalties([task], title)[0]


def test_a_question_says_nothing() -> None:
    """A sentence that asks is chosen only where nothing else is to be had."""
    asks, other = read("How do we keep all frames of a day?"), read("We keep all frames of a day.")
    assert penalties([asks, other], "Films")[0] - penalties([asks, other], "Films")[1] == ASKING


def test_a_title_that_asks_is_answered() -> None:
    """Where the title asks, a sentence that finds nothing loses against one that does; else they are alike."""
    pair = [read("We build a map of folded glass."), read("We find that folded glass breaks.")]
    for title, less in (("Graph Networks", 0.0), ("Do Graph Networks Need Depth?", ANSWERLESS)):
        made, found = penalties(pair, title)
        assert made - found == less


def test_of_a_study_the_finding_speaks() -> None:
    """What was only looked at loses more where the title says that the paper is a study."""
    found = [read(one) for one in ("We explore what models know of sexism.", "Models miss what groups perceive.")]
    assert penalties(found, "Sexism in Models")[0] < penalties(found, "An Empirical Study of Sexism")[0]


def test_what_is_cut_off_tells_whose_work_it_is() -> None:
    """What is not shown, such as "In this work,", says all the same that a sentence is no background."""
    written = [read("Organs matter to radiology."), read("In this work, forty volumes were read.")]
    shown = [written[0], read("Forty volumes were read.")]
    assert foreign(shown, "Organs", written) == [True, False]
    assert foreign(shown, "Organs") == [False, False]


def test_what_was_studied_takes_the_finding_along() -> None:
    """Where the best sentence says only what was looked at, one that says what was found stands beside it."""
    study = "This work investigates whether small models benefit from tuning."
    small = "Results show that tuning helps small models little."
    leans = "We find that they fail."
    shown = [read(study), read("Evaluation spans ten tasks."), read(leans), read(small)]
    assert best_text(shown, [9.0, 1.0, 3.0, 2.0], read("")) == f"{study} Tuning helps small models little."
    assert best_text(shown[:3], [9.0, 1.0, 3.0], read("")) == study
    long = read(f"Results show that tuning {'and tuning ' * 30}helps.")
    assert best_text([shown[0], long], [9.0, 1.0], read("")) == study


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
        ("This study investigates its use.", 1.0),
        ("This study investigates pruned heads and their use.", 0.0),
        ("It is possible to prune heads.", 0.0),
        ("We lift all three limitations of heads.", 1.0),
        ("We name limitations of heads and lift all three limitations.", 0.0),
        ("Why do heads die? We answer both questions.", 0.0),
        ("We connect these two research lines by pruning.", 1.0),
        ("This recent work is fast.", 0.0),
        ("We keep walls of these towns through walls.", 1.0),
        ("We prune heads in the second stage.", 1.0),
        ("We prune heads in the first stage and edges in the second stage.", 0.0),
        ("We solve this issue by pruning.", 0.5),
        ("We revisit this issue by pruning.", 1.0),
        ("", 0.0),
    ],
)
def test_leaning(sentence: str, count: float) -> None:
    """Words count that point at what stands in another sentence, less where they may point at their own."""
    assert leaning(read(sentence)) == count


def test_words_of_ours_need_not_be_about_our_work() -> None:
    """What others proposed, and where the code is, is not the authors' own voice, though it says "our"."""
    own = read("A model of towns is therefore proposed.")
    code = read("Our code and data are publicly available at this https URL.")
    game = read("Ada et al. propose a game that settles our doubts.")
    assert foreign([own, code, game], "Towns") == [False, True, True]
    years = read("In recent years we observed many towns.")
    variable = read("A town that can name a corner i should know it.")
    they = read("The authors propose a fold of towns.")
    assert foreign([years, variable, they], "Towns") == [True, True, False]
