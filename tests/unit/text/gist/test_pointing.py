"""What a gist is shown without: words that point elsewhere, numbers of what it lists, ends that are none."""

from __future__ import annotations

import pytest

from bot.text.gist.choice import best_text
from bot.text.gist.pointing import unnumbered, unpointed
from bot.text.gist.shorten import ended
from bot.text.gist.trim import trimmed
from bot.text.gist.words import read

TITLE = read("Consistency of Old Towns")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("We prune these deep private networks.", "We prune deep private networks."),
        ("We prune such deep networks.", "We prune deep networks."),
        ("We check such consistency by hand.", "We check consistency by hand."),
        ("We check these towns by hand.", "We check towns by hand."),
        ("We prune these networks.",) * 2,
        ("We meet these deep problems.",) * 2,
        ("Networks grow, so we prune these deep networks.",) * 2,
        ("Depth matters, so we prune these depth models.",) * 2,
        ("We prune these two networks.",) * 2,
        ("We prune such deep networks that fail.",) * 2,
        ("It rests on these tasks reaches of all.",) * 2,
        (f"We prune these deep networks.{' We rest.' * 99}",) * 2,
    ],
)
def test_words_that_point_elsewhere_go_where_the_noun_says_enough(text: str, shown: str) -> None:
    """A noun that is of a kind, or that the title names, needs no "these"; what is known or vague keeps it."""
    assert unpointed(text, TITLE.stems) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("It (1) prunes heads and (2) folds edges.", "It prunes heads and folds edges."),
        ("It (i) prunes, (ii) folds and (iii) rests.", "It prunes, folds and rests."),
        ("It uses equation (1) alone.",) * 2,
        ("We find: (1) Heads roll, (2) We fold.",) * 2,
    ],
)
def test_numbers_of_a_list_go(text: str, shown: str) -> None:
    """Numbers go where at least two count what is listed, and stay where each entry is a sentence."""
    assert unnumbered(text) == shown


def test_what_leans_is_led_by_what_it_leans_on() -> None:
    """The chosen sentence has the one before it, or as much of that as fits, if it leans and that one does not."""
    before = "Heads of all old towns roll downhill every year since the walls of those who lived there were built"
    flat = f", even in {'very ' * 40}flat ones"
    leans = "We show that this behavior can be explained."
    for text, led in ((f"{before}.", f"{before}."), (f"{before}{flat}.", f"{before}.")):
        assert best_text([read(text), read(leans)], [-99.0, 9.0], TITLE) == f"{led} {leans}"
    for text in (
        f"If h{before[1:]}{flat}.",
        f"{before}{flat}?",
        f"{before} in {'very ' * 40}flat towns.",
        f"These troubles are old. {leans}",
    ):
        assert best_text([read(text), read(leans)], [-99.0, 9.0], TITLE) == leans
    assert best_text([read(leans), read("Heads roll.")], [9.0, -99.0], TITLE) == leans


LONG = "of all old towns and of all new villages that people left"


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        (f"We prune heads {LONG}, such as hamlets or farms.", f"We prune heads {LONG}."),
        (f"We note that heads {LONG[:32]}, such as hamlets, fail with age.", ""),
        (f"We tell how heads {LONG[:32]}, such as hamlets, fail with age.", ""),
        (f"Most of the old heads {LONG[:32]}, such as hamlets, fail with age.", ""),
        (f"We prune heads {LONG} across nine hamlets.", f"We prune heads {LONG}."),
        (f"It reads all heads {LONG}, and keeps its folds.", ""),
        (f"It reads all heads {LONG}, and supports its folds.", f"It reads all heads {LONG}."),
        (f"It reads all heads, sorts those {LONG}, and supports its folds.", ""),
        (f"Extensive experiments {LONG}, covering hamlets, prove it right.", ""),
        (
            f"Extensive experiments show heads {LONG}, covering hamlets too.",
            f"Extensive experiments show heads {LONG}.",
        ),
        (f"It reads all heads {LONG}, estimated via glass.", ""),
    ],
)
def test_a_beginning_is_a_whole_clause(sentence: str, shown: str) -> None:
    """No beginning without its verb is taken for a clause, and none that a list or a participle leaves open."""
    assert ended(sentence, len(sentence) - 1, loosely=True) == shown


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        (
            (
                "Our study widens earlier work on towns by showing that small towns, even those of glass, may "
                "keep heads."
            ),
            "",
        ),
        (
            (
                "MIRA lets all towns jointly build folded heads across old and new hamlets, greatly easing "
                "their walks."
            ),
            "MIRA lets all towns jointly build folded heads across old and new hamlets.",
        ),
        (
            (
                "MIRA lets all old and new towns jointly build their folded heads across nine hamlets that "
                "people left."
            ),
            "MIRA lets all old and new towns jointly build their folded heads.",
        ),
        ("Fixing all of the towns and limiting each to one walk yields 1% of heads; nine walks yield 9%.", ""),
        (
            (
                "We build a town that splits heads into folds, matches each to its nearest hamlet via maps, and "
                "(iii) uses it."
            ),
            "We build a town that splits heads into folds and matches each to its nearest hamlet.",
        ),
        (
            (
                "We build a town that can split heads into folds, match each to its hamlet via old maps, and "
                "keep all of it."
            ),
            "We build a town that can split heads into folds and match each to its hamlet.",
        ),
        (
            (
                "MIRA integrates a map of towns for walks, a store of folded heads for use, and a clock that "
                "all can read."
            ),
            "MIRA integrates a map of towns for walks and a store of folded heads for use.",
        ),
        (
            (
                "We rate the folds of all old and new towns of the valleys across four axes: keep, walk, fold, "
                "and head."
            ),
            "We rate the folds of all old and new towns of the valleys.",
        ),
        (
            "We keep the folds of towns as sums of heads of walks in which only the corners and edges roll.",
            "",
        ),
        ("We walk in towns by glass maps that are predicted via a network of all of the old hamlets.", ""),
        (
            (
                "While the best of all towns keep nine heads of ten, the heads of other towns, especially of "
                "glass, roll."
            ),
            "",
        ),
    ],
)
def test_a_cut_keeps_the_sense(sentence: str, shown: str) -> None:
    """No cut leaves a clause without its verb, a list without its "and", or half of a contrast."""
    assert ended(sentence, len(sentence) - 1, loosely=True) == shown


def test_a_long_list_is_told_by_its_names() -> None:
    """Of entries that take too much room their names are told, where each has one."""
    long = (
        "corners are folded by hand in all nine towns of the valley, which takes a winter each and keeps "
        "their heads"
    )
    listed = (
        f"We build MIRA, which saves walks along two axes: i) Pale Folding: {long}; and ii) Old Edges: "
        f"{long}{long}."
    )
    assert trimmed(listed) == "We build MIRA, which saves walks along two axes: Pale Folding and Old Edges."
    nameless = listed.replace("Old Edges: ", "").replace(
        "along two axes", "by a plan of its own that all can read"
    )
    assert "Pale Folding and" not in trimmed(nameless)


def test_what_leans_is_led_before_it_is_completed() -> None:
    """A name that leans on the sentence before it stands after that one, not before a third."""
    idea = "Old towns keep all of their heads where the corners are folded in glass by hand."
    name = "We ground this philosophy in MIRA, a novel framework."
    more = "MIRA colours corners and removes the pale ones of all nine towns."
    shown = [read(idea), read(name), read(more)]
    assert best_text(shown, [-99.0, 9.0, -99.0], TITLE) == f"{idea} {name}"
