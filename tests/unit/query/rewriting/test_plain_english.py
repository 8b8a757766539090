"""Queries as people write, and what is proposed instead."""

import pytest

from bot.query import parse
from bot.query.rewriting.plain_english import from_plain_english
from bot.query.rewriting.rewrite import with_names

NO = (
    "no",
    "not",
    "without",
    "except",
    "except for",
    "excluding",
    "but no",
    "but not",
    "rather than",
    "instead of",
)

UNDER = ("less than", "with fewer than", "under", "below")
AT_MOST = ("at most", "no more than", "not more than", "up to", "max.")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("tokamak or stellarator", "tokamak OR stellarator"),
        ('tokamak or "magnetic mirror" not review', '(tokamak OR "magnetic mirror") -review'),
        ("plasma (tokamak or stellarator)", "plasma (tokamak OR stellarator)"),
        ("heat flux in tokamaks or stellarators for fusion", "heat flux (tokamaks OR stellarators) fusion"),
        ("tokamaks, stellarators and laser fusion", "tokamaks OR stellarators OR laser fusion"),
        ("tokamaks and stellarators, not reviews", "tokamaks stellarators -reviews"),
        ("plasma but no magnetic mirror upvotes:>=5", 'plasma -"magnetic mirror" upvotes:>=5'),
        ("bees or wasps, no reviews", "(bees OR wasps) -reviews"),
        ("honey bees with at least 20 upvotes", "honey bees upvotes:>=20"),
        ("honey bees, upvotes at least 20", "honey bees upvotes:>=20"),
        ("honey bees upvotes more than 20, no reviews", "honey bees -reviews upvotes:>20"),
        ("honey bees 20+ upvotes", "honey bees upvotes:>=20"),
        ("honey bees min. 20 upvotes", "honey bees upvotes:>=20"),
        ("honey bees with 20 or more upvotes", "honey bees upvotes:>=20"),
        ("honey bees with at least 1,000 upvotes", "honey bees upvotes:>=1000"),
        ("over 20 likes", "upvotes:>20"),
        *((f"honey bees {words} 20 upvotes", "honey bees upvotes:<20") for words in UNDER),
        *((f"honey bees with {words} 20 upvotes", "honey bees upvotes:<=20") for words in AT_MOST),
        ("honey bees with 20 upvotes or less", "honey bees upvotes:<=20"),
        ("honey bees with 20 or fewer votes", "honey bees upvotes:<=20"),
        ("papers with at least 20 upvotes", "upvotes:>=20"),
        *((f"flow of heat{sign} {no} surveys", '"flow of heat" -surveys') for sign in ("", ",") for no in NO),
        ("no surveys, heat flux", "heat flux -surveys"),
        ("without surveys or reviews, bees and wasps", "bees wasps -(surveys OR reviews)"),
        ("bees; no surveys", "bees -surveys"),
        ("bees; wasps", "bees OR wasps"),
        *(
            (f"no surveys, {phrase} or bees with 20 upvotes", f"({phrase} OR bees) -surveys upvotes:>=20")
            for phrase in (
                '"gap related to flow"',
                '"surveys no reviews"',
                '"more than 20 votes"',
                '"all except for bees"',
            )
        ),
        ("bees for pollen, but not surveys and reviews", "bees pollen -(surveys OR reviews)"),
        ("bees for pollen, but -surveys", "bees pollen -surveys"),
        ("bees OR but no surveys", "bees -surveys"),
        ("bees or wasps, more than 5 votes", "(bees OR wasps) upvotes:>5"),
        ("plasma excluding author:smith", "plasma -author:smith"),
        ("plasma not review or tutorial", "plasma -(review OR tutorial)"),
        ("tokamak or stellarator -review", "(tokamak OR stellarator) -review"),
        ("title:(tokamak or stellarator)", "title:tokamak OR title:stellarator"),
        ("I\u2019m looking for recent papers about tokamaks, please", "tokamaks"),
        ("what is new in plasma physics?", "plasma physics"),
        ("how do bees see", "bees see"),
        ("papers from 2031 on the US power grid", "US power grid"),
        ("latest tokamak plasma papers", "tokamak plasma"),
        ("studies on speech to song and rhythm", '"speech to song" rhythm'),
        ("new work in speech of bees of Kenya", '"speech of bees of Kenya"'),
        ("which papers discuss heat flux?", "heat flux"),
        ("find papers that use bees for pollen", "bees pollen"),
        ("what is the state of the art in laser fusion", "laser fusion"),
        ("notify me when there is a new paper on bees", "bees"),
        ("everything related to bees", "bees"),
        ("weekly digest of heat pump papers on Fridays", "heat pump"),
        ("daily alerts for bees", "bees"),
        ("notify me about bees every week", "bees"),
        ("bee papers every Friday", "bee"),
        ("weekly bee papers", "bee"),
        ("studies that compare bees, published recently", "bees"),
        ("either bees or wasps", "bees OR wasps"),
        ("new heat pumps this week", "heat pumps"),
        ("heat pump papers from 2031", "heat pump"),
        ("PAPERS ABOUT BEES", "bees"),
        ("search engine papers", "search engine"),
        ("heat flux using tokamaks", "heat flux tokamaks"),
        ("papers with at least 20 upvotes about bees", "bees upvotes:>=20"),
        ("at least 20 upvotes, bees or wasps", "(bees OR wasps) upvotes:>=20"),
        ("TITLE-ABS-KEY(bees AND wasps)", "bees wasps"),
        ('"heat pump"[Title/Abstract]', '"heat pump"'),
    ],
)
def test_what_is_meant(typed: str, meant: str):
    """Lower-case operators count as operators and words of requests go, beside every subject."""
    found = from_plain_english(parse(typed))
    assert found is not None
    assert found.canonical == meant
    again = from_plain_english(found)
    assert again is None


@pytest.mark.parametrize(
    "typed",
    [
        "theory of heat",
        "heat to power",
        "daily activity recognition",
        "no free lunch, bees",
        "learning without labels",
        "bees no free lunch",
        "no surveys",
        "bees over 100 nests",
        "paper folding",
        "bee using robot",
        "heat is not work",
        "The Path Not Taken",
        "[Social] heat",
        "bees 2031",
        "architecture search",
        "papers",
        "not all bees",
        "bees or",
        '"bees or wasps"',
        '"papers about bees"',
        '"bees; wasps" heat',
        "what is this",
        "bees OR wasps -review",
        f"bees or {'wasps-and-bumblebees ' * 10}",
    ],
)
def test_what_stays(typed: str):
    """Nothing is proposed where a word may be a subject, stands in quotation marks, or is all there is."""
    assert from_plain_english(parse(typed)) is None


def test_the_canonical_form_means_the_same():
    """A query that was read back from its canonical form gets the same proposal."""
    typed = parse("papers about bees or wasps")
    assert from_plain_english(parse(typed.canonical)) == from_plain_english(typed)


def test_possible_names():
    """Neighbouring words may be a name, the longest first; function words and fields are none."""
    found = [parse(text).canonical for _, text in with_names(parse("Ada King bees title:moth"))]
    assert found == [
        'author:"Ada King bees" title:moth',
        'author:"Ada King" bees title:moth',
        'Ada author:"King bees" title:moth',
        "author:Ada King bees title:moth",
        "Ada author:King bees title:moth",
        "Ada King author:bees title:moth",
    ]
    found = [parse(text).canonical for _, text in with_names(parse("author:Ada King bees"))]
    assert found[:2] == ['author:"Ada King" bees', 'author:Ada author:"King bees"']
    assert next(with_names(parse("King, Ada")))[1] == 'author:"King, Ada"'
    assert next(with_names(parse("King A")))[1].strip() == 'author:"King A"'
    assert [parse(text).canonical for _, text in with_names(parse("a king"))] == ["a author:king"]
    assert [parse(text).canonical for _, text in with_names(parse("King"))] == ["author:King"]
    first = next(with_names(parse('-"Ada King bees" Ada King')))[1]
    assert parse(first).canonical == '-"Ada King bees" author:"Ada King"'
