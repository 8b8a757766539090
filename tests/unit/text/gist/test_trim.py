"""What a sentence loses before it is looked at, and where it is cut."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.gist.shorten import ended, ended_anyhow, unnumbered
from bot.text.gist.trim import trimmed, unpointed

LONG = "which keeps what matters of every frame and every caption of a long video in one small store of tokens"
STREAM = "We introduce HiStream, a framework that reduces what is redundant"


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("However, k-means is slow on graphs.", "k-means is slow on graphs."),
        ("In this paper, LoRA is extended further.", "LoRA is extended further."),
        ("In particular, fine-grained pruning works well.", "Fine-grained pruning works well."),
        ("In this paper, we win.",) * 2,
        ("Thus spoke the model at length.",) * 2,
        ("Finally, to address these issues, we present a thing.", "We present a thing."),
        ("To address those challenges we show that pruning works.", "We show that pruning works."),
        ("Inspired by their work, we prune every head.", "We prune every head."),
        ("Contrary to this belief, we show that pruning works.", "We show that pruning works."),
        ("With models such as CLIP, we show that pruning works.",) * 2,
        ("In these settings, SGD fails to converge.",) * 2,
        ("We then proceed to introduce a new task.", "We introduce a new task."),
        ("However, in this work, finally, moreover, we train a model.", "Moreover, we train a model."),
        ("VISTA (Video Agent) and closed curves (random 50%).", "VISTA (Video Agent) and closed curves."),
        ("We propose the method FedSpeed to address this issue.", "We propose the method FedSpeed."),
        ("We propose FedSpeed to address this issue.",) * 2,  # too little would be left
        ("We show in detail how to address this issue.",) * 2,
        (
            "We find two strategies to address these issues: pruning and growth.",
            "We find two strategies: pruning and growth.",
        ),
        ("We give Ditto, a net that closes this gap for towns.", "We give Ditto, a net for towns."),
        ("We give X, which effectively addresses these issues by learning.", "We give X that works by learning."),
        ("We give a deep net that closes this gap through four steps.", "We give a deep net."),
        ("We tackle this problem by proposing MIRA, a light agent.", "We propose MIRA, a light agent."),
        ("We tackle this problem by walking far away.",) * 2,
        ("We bridge this gap with MIRA, a light agent.", "We present MIRA, a light agent."),
        ("This work addresses this by studying how models write.", "This work studies how models write."),
        ("This paper aims to address this issue by proposing MIRA.", "This paper proposes MIRA."),
        ("We formulate such a networked game of towns.", "We formulate a networked game of towns."),
        ("We propose HomeFlow, a data flywheel for this domain.", "We propose HomeFlow, a data flywheel."),
        ("We propose HomeFlow, a flywheel featuring the following designs.", "We propose HomeFlow, a flywheel."),
        ("We close this gap and introduce MIRA, a light agent.", "We introduce MIRA, a light agent."),
        ("We address this problem in a light manner.",) * 2,
        ("To mitigate these losses, MIRA folds each of the edges.", "MIRA folds each of the edges."),
        ("We give a net that addresses this using old maps.", "We give a net using old maps."),
        (
            "We give a net designed to overcome these limitations by quickly folding.",
            "We give a net that works by quickly folding.",
        ),
        ("We propose CDFA, a fair net composed of two key parts.", "We propose CDFA, a fair net."),
        ("MIRA keeps the heads of towns across three old valleys.",) * 2,
    ],
)
def test_filler(sentence: str, expected: str) -> None:
    """Filler, asides and what points out of the sentence go where a whole sentence remains, and only there."""
    assert trimmed(sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (f"{STREAM}: 1) denoising at low resolution.", f"{STREAM}."),
        (f"{STREAM}: (1) denoising and (2) caching.",) * 2,
        (f"{STREAM}: (1) memory, {LONG}; (2) caches, {LONG}; (3) clocks, {LONG}.", f"{STREAM}."),
        (f"{STREAM} with a memory, {LONG}, {LONG}, {LONG}.", f"{STREAM} with a memory, {LONG}, {LONG}."),
        (f"{STREAM}: memory, caches of {'many frames and ' * 9}more; clocks, {'frames ' * 20}.", f"{STREAM}."),
        (f"To watch {'all of the many ' * 20}videos to their end, while we sleep, we introduce HiStream.",) * 2,
        (f"We use a memory for the long videos (A {LONG}, {LONG}, {LONG}).",) * 2,
    ],
)
def test_long_sentences(sentence: str, expected: str) -> None:
    """A list that is incomplete or too long goes whole, and so does what follows a main clause; else all stays."""
    assert trimmed(sentence) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It folds (1) maps and (2) towns.", "It folds maps and towns."),
        ("It folds (i) maps, (ii) towns, and (iii) glass.", "It folds maps, towns, and glass."),
        ("Two hold: (1) Heads roll. (2) Towns stay.",) * 2,
        ("We prove O(1) of all.",) * 2,
    ],
)
def test_numbers_of_a_list_go(text: str, expected: str) -> None:
    """(1), (ii), (c) go where they count what a sentence lists, and stay where each is a sentence of its own."""
    assert unnumbered(text) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "Old towns of all the valleys keep the heads of those who live there, whereas new ones lose them.",
            "Old towns of all the valleys keep the heads of those who live there.",
        ),
        (
            "MIRA splits all data of the towns, finds each of the folded edges, and improves them for those.",
            "MIRA splits all data of the towns and finds each of the folded edges.",
        ),
        (
            "MIRA folds each pale edge of the old towns of all those valleys, such as glass, which stays, maps.",
            "MIRA folds each pale edge of the old towns of all those valleys.",
        ),
        (
            "Under the folding, keeping, and losing of edges adopted by those old towns, which all fade, we fold.",
            "",
        ),
        ("By folding each of the pale edges of the many old towns, making glass, we keep all.", ""),
        ("We find that methods of nine old towns and of many villages, such as MIRA, fail.", ""),
    ],
)
def test_no_clause_is_cut_in_two(sentence: str, expected: str) -> None:
    """A sentence ends where a clause does, lists get their "and", and where no clause ends it has no end."""
    assert ended(sentence, len(sentence) - 1) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We keep these pale old towns.", "We keep pale old towns."),
        ("We measure such folding errors.", "We measure folding errors."),
        ("We keep these towns.",) * 2,
        ("Pale towns fade, and we keep these pale towns.",) * 2,
        ("We answer these three questions.",) * 2,
        ("We find the loss of these folds towns.",) * 2,
    ],
)
def test_pointers_go_where_the_noun_says_enough(text: str, expected: str) -> None:
    """A noun that says of what kind it is, and is new, needs no "these" or "such"."""
    assert unpointed(text) == expected


@given(st.lists(st.sampled_from(["towns,", "which", "fold", "and", "by", "keeping", "(a", "b)", "heads:", "1)"])))
def test_a_cut_is_a_beginning(words: list[str]) -> None:
    """What is left of a sentence is shorter than was asked for, apart from its stop, and made of its own words."""
    sentence = f"We fold all of the many edges of old towns {' '.join(words)}."
    cut = ended_anyhow(sentence, 90)
    assert len(cut) <= 94  # with "and" before the last of a list, and a stop
    assert set(re.findall(r"\w+", cut)) <= {*re.findall(r"\w+", sentence), "and"}
