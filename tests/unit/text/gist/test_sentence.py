"""What the wording of a sentence tells."""

from __future__ import annotations

import pytest

from bot.text.gist.sentence import read
from bot.text.gist.words import stem

TRAITS = ("presents", "is_test", "finds", "better", "measured", "promises", "announces", "unfinished")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("We propose MIRA, a fold of edges.", "presents"),
        ("A fold of edges is proposed.", "presents"),
        ("We introduce MIRA, a benchmark of edges.", "presents is_test"),
        ("We find that old heads roll.", "finds"),
        ("Experiments on nine towns reveal that heads roll.", "finds"),
        ("We fold edges, showing that heads roll.", "finds"),
        ("MIRA outperforms all of the pale rivals.", "better"),
        ("MIRA lifts the share of heads by 4.2 points.", "measured"),
        ("MIRA reduces the share of heads by 41% over rivals.", "better measured"),
        ("Old towns keep more of their heads than new ones.", "better"),
        ("MIRA is a promising fold.", "promises"),
        ("Experiments demonstrate the effectiveness of MIRA.", "finds announces"),
        ("We uncover three key findings.", "finds announces unfinished"),
        ("MIRA was tested in nine towns.", "announces"),
        ("We aim to identify heads.", ""),
        ("MIRA wins in 9 out of 12 towns.", "measured"),
        ("MIRA consists of three parts.", "announces unfinished"),
        ("MIRA folds edges in the following steps.", "announces unfinished"),
        ("We identify two old regimes.", "finds announces unfinished"),
        ("We fold the this http URL edges.", "announces unfinished"),
        ("This work addresses a critical need of towns.", "announces"),
        ("Towns have heads of old.", ""),
    ],
)
def test_traits(text: str, told: str) -> None:
    """New things, findings, results and numbers are told from praise and announcements."""
    sentence = read(text)
    assert {trait for trait in TRAITS if getattr(sentence, trait)} == set(told.split())


@pytest.mark.parametrize(
    ("text", "much"),
    [
        ("We investigate the effect of depth.", 1.0),
        ("We evaluate nine models on old towns.", 1.0),
        ("We investigate whether depth matters.", 2.0),
        ("We study depth and show that it matters.", 0.0),
        ("We present a comprehensive analysis of the effect of depth.", 1.0),
        ("We present a graph network.", 0.0),
        ("Others study the effect of depth.", 0.0),
    ],
)
def test_studies(text: str, much: float) -> None:
    """What was looked at counts, a question twice, unless the sentence says what was found or made."""
    assert read(text).looks == much


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("It is fast.", 1.0),
        ("They and their peers are fast.", 2.0),
        ("It is possible to prune heads.", 0.0),
        ("This paper is fast.", 0.0),
        ("We address this by leveraging entities.", 1.0),
        ("We say how to find these groups.", 1.0),
        ("We find groups and show what sets these groups apart.", 0.0),
        ("We test models such as CLIP on graphs.", 0.0),
        ("Graph networks and their weights are pruned.", 0.0),
        ("Methods that learn slowly need data, memory, time and money, and this limit binds.", 0.5),
        ("(2) We prune heads.", 1.0),
        ("We like these", 1.0),
        ("", 0.0),
    ],
)
def test_leaning(text: str, count: float) -> None:
    """Words count that point at what stands in another sentence, less where they may point at their own."""
    assert read(text).leaning == count


def test_names() -> None:
    """What a new thing is called is known by how it is introduced."""
    assert read("We propose MIRA, a fold (GLASS), and Ada, a town.").names == {"MIRA", "GLASS"}
    assert read("We propose Reactron, a fold.").names == {"Reactron"}
    assert read("We propose old folds in Rome.").names == frozenset()


def test_numerals_and_short_forms_are_no_author() -> None:
    """Neither an entry's numeral nor "i.e." is an I that would make a sentence the authors' own."""
    for text in ("People (i) walk and (ii) run.", "People walk, i.e. go.", "Steps are i.i.d. here."):
        assert not read(text).vocabulary & {"i", "ii"}
    assert "i" in read("I walk.").vocabulary


@pytest.mark.parametrize(
    ("words", "stemmed"),
    [("models modeled", "model"), ("quantization quantizing quantized", "quantiz"), ("is", "is"), ("bed", "bed")],
)
def test_stems(words: str, stemmed: str) -> None:
    """Forms of a word share a stem; short words are left alone."""
    assert {stem(word) for word in words.split()} == {stemmed}
