"""Which of several sentences says most after the chosen one."""

from __future__ import annotations

from bot.text.gist.second.completion import completed
from bot.text.gist.words import read
from tests.unit.text.gist.second.support import NAME, STUDY, TITLE, chosen


def test_numbers_are_preferred() -> None:
    """Of two claims the one with a number that is compared is told, and neither before what a thing does."""
    claim = "MIRA outperforms pale rivals in all nine towns."
    number = "MIRA reduces the corners of towns by 41% over pale rivals."
    assert chosen(NAME, "Towns grow.", claim, number) == f"{NAME} {number}"
    use = "MIRA walks through old towns and colours each of their folded corners by hand."
    assert chosen(NAME, use, claim) == f"{NAME} {use}"


def test_what_says_a_little_is_told_more_of() -> None:
    """A thing of which a little is told has more of it, if that is a good deal."""
    little = "We propose MIRA, a framework that folds old corners by hand."
    use = "MIRA walks through towns and paints each of their edges pale before winter."
    assert chosen(little, use) == f"{little} {use}"
    assert chosen(little, "MIRA walks through towns.") == little
    assert chosen(little, f"{use[:-1]}, a promising foundation.").startswith(little)
    assert chosen(little, "We propose Mighty Rays (MR) and Inner Amber (IA) of old gardens and hedges.") == little
    assert chosen(little, "MIRA offers promising insights into old towns and their winters.") == little
    much = "We propose MIRA, which folds old corners of glass towns by walking through them each winter."
    assert chosen(much, use) == much


def test_a_result_follows_what_is_told_of() -> None:
    """After a thing that is told of stands what came of it, where much is told only numbers; praise does not."""
    told = "We propose MIRA, which folds coloured corners of old lattices by hand."
    much = (
        "We propose MIRA, which folds coloured corners of old lattices into glass by walking through each winter."
    )
    for result in (
        "MIRA reduces the heads of towns by 41% over pale rivals.",
        "MIRA reaches 41% of all heads of towns.",
        "MIRA outperforms existing rivals, keeping 41% of all heads.",
    ):
        for first in (told, much):
            assert chosen(first, result) == f"{first} {result}"
    found = "Pale corners outlive coloured ones wherever snow falls before autumn ends."
    assert chosen(told, f"We find that p{found[1:]}") == f"{told} {found}"
    assert chosen(much, f"We find that p{found[1:]}") == much
    for other in (
        "MIRA walks through towns and paints each edge pale.",
        "MIRA outperforms strong baselines.",
        "Results demonstrate the usefulness of MIRA in many towns.",
        "We find that MIRA performs well.",
    ):
        assert chosen(told, other) == told


def test_the_shorter_of_two_is_told() -> None:
    """Of two results that say as much the shorter follows, and what begins with "it" only after a new thing."""
    first = "We propose MIRA, which folds coloured corners of old lattices by hand."
    long = f"MIRA reduces pale heads by 41% over nine of those many {'and many ' * 10}rivals that were there."
    short = "MIRA reduces pale heads by 41% over nine rivals."
    assert chosen(first, long, short) == f"{first} {short}"
    it = "Tests show that it reduces pale heads by 41% over nine rivals."
    assert chosen(first, it) == f"{first} It reduces pale heads by 41% over nine rivals."
    background = "Large lattices of coloured corners are folded by hand in all of the old towns."
    assert chosen(background, it) == background


def test_a_test_is_followed_by_what_it_found() -> None:
    """After a new benchmark stands what others reach there; it is cut where a clause ends if that is a number."""
    bench = "We present MIRA, a benchmark of nine old towns and of all their many corners"
    found = "We find that even large towns lose most of their corners and of their heads."
    told = found.removeprefix("We find that e")
    made = "MIRA walks through nine old towns by night and colours each of their corners."
    assert chosen(f"{bench}.", made, found) == f"{bench}. E{told}"
    rest = f", covering {'villages and ' * 12}valleys."
    assert chosen(f"{bench}{rest}", found) == f"{bench}. E{told}"
    assert (
        chosen(f"{bench}{rest}", "MIRA has many old corners, and its heads are kept in glass.") == f"{bench}{rest}"
    )


def test_no_thing_follows_that_is_not_told_of() -> None:
    """What another sentence presents does not follow as if it were known, unless it is the presenting one."""
    made = "We propose FOLD to keep all corners of old towns."
    claim = "FOLD outperforms pale rivals in all nine towns."
    assert chosen(NAME, "Towns grow.", made, claim) == f"{NAME} {made}"
    core = "Central to it is FOLD (Folded Old Lattice Design), a plan of edges."
    assert claim not in chosen(NAME, "Towns grow.", core, claim)
    titled = "We propose a novel framework for graph pruning."
    mira = claim.replace("FOLD", "MIRA")
    assert chosen(titled, "Towns grow.", core.replace("FOLD", "MIRA"), mira).endswith(mira)  # as the title has it
    model = claim.replace("FOLD", "GPT-4")
    assert chosen(NAME, "Towns grow.", model) == f"{NAME} {model}"


def test_there_is_room_for_short_forms() -> None:
    """Where a finding does not fit, what the first sentence names at length is named shortly."""
    study = (
        "We investigate whether small Large Language Models (LLMs) benefit from pruning their heads in old towns."
    )
    found = f"Heads roll downhill {'and up in the valley towns ' * 6}in spring."
    shown = chosen(study, f"We find that h{found[1:]}")
    assert shown == f"{study.replace('Large Language Models (LLMs)', 'LLMs')} {found}"


def test_an_answer_alone_is_about_the_matter() -> None:
    """Where a title asks, an answer may stand alone, but not one about a thing that it does not name."""
    asks = read("Do Small Graphs Prune Themselves?")
    made = f"We build a map of nine towns{', of their corners and of their heads' * 5}."
    for answer, told in (
        ("We find that small graphs prune most of their heads in winter, whatever the weather in town.", True),
        ("We find that FOLD prunes most of the small graphs in winter, whatever the weather in town.", False),
    ):
        alone = f"{answer.removeprefix('We find that ')[0].upper()}{answer.removeprefix('We find that ')[1:]}"
        shown = completed([read(made), read(answer)], [9.0, 1.0], 0, asks)
        assert shown == (alone if told else made)


def test_what_was_reached_in_a_test_may_stand_before_it() -> None:
    """Where a test is told of last, what others reach in it is taken from before, also of current ones."""
    bench = read("We present MIRA, a benchmark of nine old towns and of all their many corners.")
    reached = "Every village outperforms its mayor in nine of all those corners."
    assert completed([read(reached), bench], [1.0, 9.0], 1, TITLE) == f"{bench.text} {reached}"
    found = "We find that current villages lose most of their heads there."
    told = f"C{found.removeprefix('We find that c')}"
    assert chosen(bench.text, "Towns grow.", found) == f"{bench.text} {told}"
    assert chosen(NAME, "Towns grow.", found) == NAME


def test_background_does_not_follow() -> None:
    """What there was before, what is conceded of others, and a question do not tell of the new thing."""
    for other in (
        "Existing towns outperform pale villages in nine of ten corners.",
        "While pale towns outperform villages in nine corners, their heads are kept.",
        "Does MIRA colour all corners of old and new towns alike?",
        "They colour corners and outperform all of the pale villages.",
        "Various pale corners are trained on nine old towns.",
    ):
        assert chosen(NAME, "Towns grow.", other) == NAME
    before = read("Although the town improves heads, it also greatly increases the cost of coloured corners.")
    test = read("We present MIRA, a dataset of old towns.")
    assert completed([before, test], [1.0, 9.0], 1, TITLE) == test.text


def test_both_may_begin_a_finding() -> None:
    """Both teachers and pupils are told of at once, "both of them" are not."""
    found = "Both teachers and pupils keep more of their heads where small networks are pruned by hand."
    assert chosen(STUDY, f"We find that b{found[1:]}") == f"{STUDY} {found}"
    other = found.replace("teachers and pupils", "of them")
    assert other not in chosen(STUDY, f"We find that b{other[1:]}")


def test_a_statement_may_tell_what_came_of_it() -> None:
    """Where no finding is told as one, the last statement on the matter follows what was looked at."""
    said = "Pruning small networks keeps all of their heads in winter, whatever the town."
    assert chosen(STUDY, "Towns grow.", said, "We thank all.") == f"{STUDY} {said}"
    for empty in (
        f"To {said[0].lower()}{said[1:]}",
        said.replace("keeps", "should keep"),
        said.replace("keeps", "was kept by"),
    ):
        assert chosen(STUDY, "Towns grow.", empty) == STUDY
