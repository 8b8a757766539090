"""Explanations of matches, and their spans."""

import pytest

from bot.domain.paper import Paper
from bot.query import TermReport, explain, parse, spans
from tests.support.data import tables
from tests.unit.query.papers import paper, signals

TABLES = tables(__file__)

_PAPER = paper(
    "Fast diffusion",
    "We present a survey of denoising\n  models, among them many large language models (LLMs), for images.",
    authors=("Yann LeCun",),
    keywords=("image synthesis",),
    links={"code": "https://example.org/code"},
)
_SURVEY = paper("A survey of diffusion models", "We look at what guidance brings to images.")


def blockers_of(query: str, seen: Paper = _PAPER, upvotes: int = 7) -> list[TermReport]:
    return [term for term in explain(parse(query), seen, signals(upvotes=upvotes)) if term.blocking]


def test_a_match_shows_the_field_and_thirty_characters_on_either_side():
    """The first occurrence is shown with whole words around it, single spaces and marked cuts."""
    report = explain(parse("model"), _PAPER, signals())[0]
    assert report.matched
    assert report.excerpt is not None
    assert report.excerpt.field == "abstract"
    assert report.excerpt.found == "models"
    assert str(report.excerpt) == "…a survey of denoising models, among them many large…"


def test_a_text_without_spaces_has_its_characters_around_a_match():
    """Chinese and Japanese have no spaces to cut at."""
    seen = paper("研究", "一" * 40 + "强化学习" + "二" * 40)
    (report,) = explain(parse("强化学习"), seen, signals())
    assert str(report.excerpt) == f"…{'一' * 30}强化学习{'二' * 30}…"


def test_the_title_comes_before_the_abstract_and_keywords_last():
    """A word without a field has the field of its first match."""
    fields = [
        explain(parse(q), _PAPER, signals())[0].excerpt for q in ("diffusion", "images", '"image synthesis"')
    ]
    assert [excerpt and excerpt.field for excerpt in fields] == ["title", "abstract", "keyword"]


def test_an_excerpt_has_no_tex():
    """Formulas and macros are in readable Unicode, as in the whole abstract."""
    seen = paper("Galaxies", r"Galaxies at 0.5 lesssim z $\lesssim$ 1.7 from the \msasd survey.")
    for query in ("survey", "msasd"):
        excerpt = explain(parse(query), seen, signals())[0].excerpt
        assert str(excerpt).endswith("≲ z ≲ 1.7 from the msasd survey.")


def test_a_miss_by_exclusion_names_the_excluded_term():
    """The blocker is the excluded term, with its match."""
    (blocker,) = blockers_of("diffusion -survey")
    assert (blocker.term, blocker.excluded, blocker.matched) == ("survey", True, True)
    assert blocker.excerpt is not None
    assert blocker.excerpt.found == "survey"


def test_a_miss_by_a_number_gives_its_value():
    """The blocker has the paper's number."""
    (blocker,) = blockers_of("diffusion upvotes:>=20")
    assert blocker.is_comparison
    assert blocker.value == 7


def test_a_match_has_no_blockers_and_facts_have_no_excerpt():
    """If the query matches, no term is a blocker."""
    query = "(gan OR diffusion) has:code author:lecun"
    assert blockers_of(query) == []
    terms = explain(parse(query), _PAPER, signals())
    assert [term.matched for term in terms] == [False, True, True, True]
    assert terms[2].excerpt is None
    author = terms[3].excerpt
    assert author is not None
    assert author.field == "author"


def test_each_way_of_matching_has_its_spans():
    """Aliases, prefixes, literal terms and joined pairs are found in the raw text."""
    text = 'Large language models; fine tuning of Schr{\\"o}dinger bridges, ＬＬＭ.'
    found = {
        "LLM": ["Large language models", "ＬＬＭ"],
        "tun*": ["tuning"],
        "=tuning": ["tuning"],
        "finetuning": ["fine tuning"],
        '"language models"': ["language models"],
        "schrodinger": ['Schr{\\"o}dinger'],
    }
    for query, expected in found.items():
        assert [text[start:end] for start, end in spans(parse(query), text)] == expected


def test_spans_are_in_order_apart_and_positive():
    """Overlapping spans are one; excluded terms and names of people have none."""
    text = "Flow matching matches flow. LeCun surveys."
    query = parse('matching "flow matching" flow -survey author:lecun upvotes:>=0')
    assert spans(query, text) == [(0, 13), (22, 26)]


@pytest.mark.parametrize(
    ("query", "blockers"),
    TABLES["blockers are what decides"],
)
def test_blockers_are_the_terms_that_decide(query: str, blockers: list[str]):
    """The blockers are exactly the terms because of which the query does not match."""
    assert [term.term for term in blockers_of(query, _SURVEY, 12)] == blockers
