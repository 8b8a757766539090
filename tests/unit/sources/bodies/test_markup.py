"""HTML, JATS and typesetting marks to plain text."""

from __future__ import annotations

import json

import pytest

from bot.sources.bodies.markup import plain, typeset
from tests.support.data import shared


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("Of <i>E. coli</i> &amp; yeast", "Of E. coli & yeast"),
        ("<jats:title>Abstract</jats:title><jats:p>One.</jats:p><jats:p>Two.</jats:p>", "Abstract\nOne.\nTwo."),
        ("at 10<sup>-5</sup> M CO<sub>2</sub>, CD4<sup>+</sup>", "at 10⁻⁵ M CO₂, CD4⁺"),
        ("V<sub>max</sub>, x<sup>ab</sup>, 5<sup>th, </sup>", "Vmax, x^ab, 5th,"),
        ("&lt;p&gt;escaped &amp;amp; twice&lt;/p&gt;", "escaped & twice"),
        ("&lt;p&gt;a &amp;lt;p&amp;gt; b", "a <p> b"),
        ("a < b and c > d", "a < b and c > d"),
        ("We study $L^p$ spaces & <tags>, <b and c> d", "We study $L^p$ spaces & <tags>, <b and c> d"),
        ('<p class="x">one<br/>two</p><img src="a.png" alt="x"/>', "one\ntwo"),
        ("<!-- gone -->a<script>x<y</script>b<style>p{}</style>", "a b"),
        ("İİİİİİ<STYLE>p{}</Style>İİ<!-- gone -->Son.", "İİİİİİ İİ Son."),
        ("a <!-- never closed", "a <!-- never closed"),
        ("<![CDATA[kept]]>", "kept"),
        ("a\xa0 b \n\n\n c", "a b\nc"),
        ("", ""),
    ],
)
def test_plain(markup: str, text: str) -> None:
    """Marks go, what they mean stays; what only looks like a mark stays as it is."""
    assert plain(markup) == text


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("GO_SCPLOWRAC_SCPLOWNPA", "GRANPA"),
        ("BackgroundA graph.\n\nStudy ResultsTreating it.", "Background: A graph.\nStudy Results: Treating it."),
        ("It is new.nnOne Sentence SummaryPlants defend.", "It is new.\nOne Sentence Summary: Plants defend."),
        ("Methods and FindingsA model. Annn. Results We", "Methods and Findings: A model. Annn. Results We"),
        ("Results95% were well", "Results: 95% were well"),
        ("isolation- induced, SSP2- 4.5, days 3- 21", "isolation-induced, SSP2-4.5, days 3-21"),
        ("pre- and post-, inter- or intra-, low- to high-", "pre- and post-, inter- or intra-, low- to high-"),
        ("HIGHLIGHTSO_LIOne thing\nC_LIO_LITwo\nC_LI", "HIGHLIGHTS\nOne thing\nTwo"),
        ("O_ST_ABSBackgroundC_ST_ABSRheumatoid arthritis", "Background: Rheumatoid arthritis"),
        (
            "BackgroundRheumatoid arthritis.\n\nMethodsIn this",
            "Background: Rheumatoid arthritis.\nMethods: In this",
        ),
        ("Background and HypothesisPsychotic", "Background and Hypothesis: Psychotic"),
        ("Resultsets and Methods of ours", "Resultsets and Methods of ours"),
        (
            "vip1{Delta} and {beta}-catenin, 5 {micro}M {times} {foo} {alpha",
            "vip1Δ and β-catenin, 5 µM × {foo} {alpha",
        ),
        ('Text. O_FIG O_LINKSMALLFIG SRC="x.gif"> View larger version (38K) C_FIG More.', "Text. More."),
        ("Text. O_FIG O_LINKSMALLFIG never closed", "Text."),
        ("O_SCPCAPNF-C_SCPCAP{kappa}B", "NF-κB"),
        ("CO_2 and NO_x stay, so does C_max", "CO_2 and NO_x stay, so does C_max"),
    ],
)
def test_typeset(written: str, text: str) -> None:
    """What the typesetters of bioRxiv left in its texts."""
    assert typeset(written) == text


@pytest.mark.parametrize(
    "piece",
    ["<!--", "<script ", "<p ", "&lt;p&gt;", "O_FIG", "<sup>", "O_ST_ABS", "{", "&", "\n ", "<p x=", "C_LIO_LI"],
)
def test_endless_marks_are_bounded(piece: str) -> None:
    """Nothing makes the reading go back again and again, and no more than 60,000 characters are read."""
    assert len(typeset(piece * 200_000)) <= 60_000


def test_recorded_preprints_read_well() -> None:
    """No mark of the typesetting is left in any recorded text."""
    for server in ("biorxiv", "medrxiv"):
        body = shared(f"feeds/biorxiv_medrxiv/harsh_{server}_2026-08-01_05.json").read_bytes()
        for item in json.loads(body)["collection"]:
            for text in (typeset(item["title"]), typeset(item["abstract"])):
                assert "O_" not in text
                assert "C_" not in text
                assert "\n\n" not in text
