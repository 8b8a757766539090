"""What a sentence loses before it is looked at."""

from __future__ import annotations

import pytest

from bot.text.gist.trim import trimmed


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        (
            "To overcome these issues, a new fold called MIRA is introduced.",
            "A new fold called MIRA is introduced.",
        ),
        ("To overcome these issues, a new fold, MIRA.", "To overcome these issues, a new fold, MIRA."),
        ("On the contrary, we fold edges by hand.", "We fold edges by hand."),
        ("For problem 2, we fold edges by hand.", "We fold edges by hand."),
        ("And our method folds four times as many.", "Our method folds four times as many."),
        ("This survey seeks to fill this gap by offering a view of edges.", "This survey offers a view of edges."),
        ("This paper intends to address this issue by proposing MIRA.", "This paper proposes MIRA."),
        ("We fold maps, designed to address these issues for hens.", "We fold maps for hens."),
        ("We build MIRA, designed to bridge this gap by offering maps.", "We build MIRA, designed to offer maps."),
        ("Subsequently, we fold edges by hand.", "We fold edges by hand."),
        ("The present paper counteracts these issues by suggesting folds.", "The present paper suggests folds."),
        ("We present MIRA to address this pressing need to fold edges.", "We present MIRA to fold edges."),
        ("We propose **Fold the Edges** of *old* towns.", "We propose Fold the Edges of old towns."),
        ("We propose **M**ighty **I**nner rays of amber.", "We propose Mighty Inner rays of amber."),
        ("We prove that λ*(S) > 1 of all x* in a town.", "We prove that λ*(S) > 1 of all x* in a town."),
        (
            "Models see RGB this http URL address this gap, we introduce MIRA, a town.",
            "We introduce MIRA, a town.",
        ),
        ("Models reason about this http URL therefore propose MIRA, a town.", "We propose MIRA, a town."),
        ("We fold the edges of all this http URL approach keeps heads.", "We fold the edges of all."),
        ("We propose this http URL, a library of folded edges.", "We propose a library of folded edges."),
        ("Our code is available at this https URL for all.", "Our code is available at this https URL for all."),
        (
            "We introduce MIRA, made to overcome this issue and enable folds of edges.",
            "We introduce MIRA, made to enable folds of edges.",
        ),
        ("This paper builds on that notion and proposes a fold of edges.", "This paper proposes a fold of edges."),
        (
            "This paper argues that this gap is old and proposes a fold of edges.",
            "This paper proposes a fold of edges.",
        ),
        ("We address this challenge with π-fold, a fold of edges.", "We present π-fold, a fold of edges."),
        ("We propose a fold of edges to complement such methods.", "We propose a fold of edges."),
        ("We propose a fold of edges to fix this gap. mira folds.", "We propose a fold of edges. mira folds."),
        (
            "We propose a fold which, unlike those of old towns, keeps its edges.",
            "We propose a fold which keeps its edges.",
        ),
        ("We partially address this issue by proposing a fold of edges.", "We propose a fold of edges."),
        ("We address this by aligning towns with old maps.", "We align towns with old maps."),
        ("We take a step in bridging this gap with MIRA, a fold of edges.", "We present MIRA, a fold of edges."),
        ("We take the first step towards closing this gap by proposing a fold.", "We propose a fold."),
        ("We take a step in folding edges with care.", "We take a step in folding edges with care."),
        ("We build on that notion and propose a fold of edges.", "We propose a fold of edges."),
        ("MIRA addresses this by folding all of the edges.", "MIRA works by folding all of the edges."),
        ("We fix this by folding all of the edges.", "We fix this by folding all of the edges."),
        ("A simple way to fix this by folding edges.", "A simple way to fix this by folding edges."),
        ("MIRA reduces the heads of towns across three axes.", "MIRA reduces the heads of towns."),
        ("MIRA keeps the heads of towns at four levels.", "MIRA keeps the heads of towns."),
        (
            "MIRA keeps the heads of towns across three old valleys.",
            "MIRA keeps the heads of towns across three old valleys.",
        ),
        ("From these ingredients we prove that heads roll.", "We prove that heads roll."),
        ("We challenge this paradigm with MIRA, a fold of edges.", "We present MIRA, a fold of edges."),
        (
            "We address this switch with the old fold of edges.",
            "We address this switch with the old fold of edges.",
        ),
        ("We propose MIRA https://mira.example, a fold of edges.", "We propose MIRA, a fold of edges."),
        ("We keep MIRA at https://mira.example for all.", "We keep MIRA at https://mira.example for all."),
        ("For comparison, we fold edges by hand.", "We fold edges by hand."),
        (
            "We argue that towns should favour: 1. Folding glass by hand; 2.",
            "We argue that towns should favour folding glass by hand.",
        ),
    ],
)
def test_what_points_elsewhere_goes(sentence: str, shown: str) -> None:
    """Leads that point elsewhere, emphasis and words that arXiv took for addresses go, and nothing beside."""
    assert trimmed(sentence) == shown
