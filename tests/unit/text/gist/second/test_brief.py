"""A sentence in fewer words."""

from __future__ import annotations

import pytest

from bot.text.gist.second.brief import (
    brief,
    fitted,
    halves,
    with_short_forms,
    without_lead,
    without_novelty,
    without_occasion,
)


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("The key insight behind MIRA is that corners fade.", "Corners fade."),
        ("(2) We then distinguish old corners.", "We distinguish old corners."),
        ("MIRA wins by 4% compared to them.", "MIRA wins by 4%."),
        ("These results identify fading as the cause.", "Results identify fading as the cause."),
        ("Our results show that a town fades and that heads roll.", "A town fades and heads roll."),
        ("MIRA can nonetheless fold corners.", "MIRA can fold corners."),
        (
            "Our experiments uncover several key findings: 1) Old towns fade, and first of all; 2) New ones stay.",
            "Old towns fade, and first of all.",
        ),
        ("Results give two insights: (i) towns fade (ii) heads roll.", "Towns fade."),
        ("It was recently discovered that towns fade.", "Towns fade."),
        ("It was discovered in May.", "It was discovered in May."),
        ("Corners fade.", "Corners fade."),
    ],
)
def test_how_it_was_found_is_read_past(sentence: str, told: str) -> None:
    """What was found is told by itself, as one main clause."""
    assert brief(sentence) == told


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("On seven sets of old towns, MIRA gains 4%.", "MIRA gains 4%."),
        ("Across 13 rivals, the strongest town keeps half of them.", "The strongest town keeps half of them."),
        ("While MIRA keeps up with old towns, it wins in new ones.", "It wins in new ones."),
        ("While old towns do well at home, they fail abroad.", "Old towns fail abroad."),
        ("While towns that we often see keep up, it wins.", "While towns that we often see keep up, it wins."),
        ("On seven sets, towns fade.", "On seven sets, towns fade."),
    ],
)
def test_a_lead_is_read_past(sentence: str, told: str) -> None:
    """Where it holds, and what is conceded, goes before a subject that can stand; "it" must be known there."""
    assert without_lead(sentence) == told


def test_halves() -> None:
    """A clause that says what the gap is, or what our own method does, can stand alone."""
    gap = "even the largest of all towns loses half of its corners in one year"
    assert halves(f"Experiments reveal large gaps: {gap}.") == (f"E{gap[1:]}.",)
    assert halves(f"We walk through the gaps: {gap}.") == ()
    assert halves(f"Experiments reveal large gaps: old towns vs. new ones {gap}.") == ()
    assert halves("Towns fade, whereas our method keeps them.") == ("Our method keeps them.",)
    assert halves("Towns fade, but our results also show that heads roll.") == ("Heads roll.",)
    assert halves("Towns fade, whereas heads roll.") == ()
    assert halves(f"Tests highlight their shortcomings: {gap}.") == (f"E{gap[1:]}.",)
    alike = "Old Town keeps nearly all of its heads in winter"
    assert halves(f"These towns are not alike: {alike}.") == (f"{alike}.",)
    assert halves(f"We test nine towns, showing that {gap}.") == (f"E{gap[1:]}.",)
    assert halves(f"We build nine towns, showing that {gap}.") == ()


def test_well_known_forms_are_short() -> None:
    """What every reader knows by its short form has that alone where there is no room."""
    assert with_short_forms("We prune Large Language Models (LLMs) by hand.") == "We prune LLMs by hand."
    assert with_short_forms("We use reinforcement learning (RL) there.") == "We use RL there."
    assert with_short_forms("We use random forests (RF) there.") == "We use random forests (RF) there."


def test_that_a_thing_is_novel_is_left_out() -> None:
    """Where room is short, a thing is not called novel, or simple yet effective."""
    assert (
        without_novelty("We propose MIRA, a novel attack on a new town.")
        == "We propose MIRA, an attack on a new town."
    )
    assert without_novelty("We propose a simple yet effective fold.") == "We propose a fold."
    assert without_novelty("We propose a fold.") == "We propose a fold."


def test_an_occasion_is_left_out() -> None:
    """Why something was made goes; by what it was made stays."""
    assert without_occasion("To keep all heads of old towns, we fold edges.") == "We fold edges."
    assert without_occasion("By keeping all heads of towns, we fold edges.").startswith("By keeping")


def test_a_gist_fits() -> None:
    """What has more than 280 characters loses its occasion, then its end where a clause or phrase ends."""
    folds = "we fold all of the edges"
    assert fitted(f"To keep the heads of {'old and of new ' * 20}towns, {folds}.") == "We fold all of the edges."
    base = f"We fold the edges of all {'old and of new ' * 9}towns"
    for end in (", which keeps", " that keep", " for towns", ", their corners"):
        assert fitted(f"{base}{end}{' every corner of them' * 7}.") == f"{base}."
    assert fitted(f"{base} across valleys that keep{' each corner of them' * 7}.") == f"{base} across valleys."
    compared = f"Through a comparison of {'old and of new ' * 16}towns, we find that heads roll."
    assert fitted(compared) == "Heads roll."
    only = f"{base}, showing that all of the heads roll only when it rains{' on old towns and on new ones' * 5}."
    assert not fitted(only).endswith("only.")
    after = f"{base} by hand, after which heads fall{' in each of them' * 9}."
    assert not fitted(after).endswith("after.")
    gap = f"{base}, and that all gaps between pale and coloured{' heads of them' * 9}."
    assert not fitted(gap).endswith("pale.")
    found = f"{base}, and across nine of them we find that all heads{' of old towns and of new ones' * 5} roll."
    assert not fitted(found).endswith("find.")
    kept = f"We fold {'edgesofalltowns' * 30}."
    assert fitted(kept) == kept
    assert fitted("We fold edges.") == "We fold edges."


def test_a_cut_leaves_a_whole_clause() -> None:
    """No cut leaves a lead, a relative clause or a list without its verb, or the number of a first entry."""
    long = " and of the valleys that people left long ago" * 6
    for broken in (
        "By folding all of the edges and corners of old towns",
        "We fold all old edges in a manner that starts",
    ):
        assert not fitted(f"{broken} with heads{long}.").startswith(f"{broken}.")
    leads = "By folding all of the edges of old and new towns, keeping each of their many corners in glass"
    assert not fitted(f"{leads}, and colouring the heads{long}, MIRA wins.").startswith(f"{leads}.")
    which = "We fold all of the edges of old and new towns in a new design, which unlike those of old people"
    assert not fitted(f"{which} for whom nobody{long}, works.").startswith(f"{which}.")
    gerund = "Folding all of the edges of old and new towns by hand preserves each of their many corners in glass"
    assert fitted(f"{gerund}, which keeps{' corners' * 30}.") == f"{gerund}."
    listed = "We fold all old towns with (i) a store of edges that is kept in glass by all who lived there of old"
    keeps = f", which keeps{' corners' * 30}"
    assert fitted(f"{listed}{keeps}, and (ii) a clock.") == f"{listed.replace('(i) ', '')}."
