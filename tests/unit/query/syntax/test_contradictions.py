"""Queries that no paper can match."""

from __future__ import annotations

import pytest

from bot.query import parse
from bot.query.errors import UnmatchableError
from tests.unit.query.papers import paper, signals


@pytest.mark.parametrize(
    "query",
    [
        *("diffusion -|diffusion", "-diffusion (|diffusion upvotes:>3)", "title:diffusion -|diffusion"),
        *("-diffusion |title:diffusion", "optimisation -|optimization", "models -|model", "=LLM -|LLM"),
        *("=LLM -|=LLM", "quantiz* -|quant*", '"flow match*" -|"flow match*"', "(a OR b) -|a -b"),
        *("(a -|a) OR (b -b)", "c -(a OR |c)", "=a NOT (NOT (b -|b))", "backdoor -(|back door)"),
        *("has:code -|has:code", "cat:cs.CV -|cat:cs.*", "source:hf |source:arxiv"),
        *("upvotes:>=20 |upvotes:<10", "upvotes:>=20 -|upvotes:>=10", "upvotes:5..8 -|upvotes:<=9"),
    ],
)
def test_it_is_refused_with_the_place(query: str) -> None:
    """The caret stands under the later of the terms that exclude each other, here after a stroke."""
    with pytest.raises(UnmatchableError, match="No paper can match") as caught:
        parse(query.replace("|", ""))
    assert caught.value.position == query.index("|")
    assert caught.value.hint


@pytest.mark.parametrize(
    "query",
    [
        *("diffusion -title:diffusion", "author:lecun -lecun", "a OR (b -b)", "(a OR b) -a", "LLM -=LLM"),
        *("=LLM -=LLMs", "diffusion -diff*", "quant* -quantiz*", 'flow -"flow matching"'),
        *('"flow matching" -"matching flow"', '"flow matching" -(flow survey)', '"data set" -set'),
        *("cat:cs.* -cat:cs.CV", "cat:cs.CV cat:cs.LG", "has:code -has:video", "has:code -cat:cs.CV"),
        *("upvotes:>=10 upvotes:10", "upvotes:>=10 stars:<5", "upvotes:>=10 -upvotes:>=20"),
        *("upvotes:<=10 -upvotes:>=5", "a -stars:>=0", "rank:1", "-a -b c"),
    ],
)
def test_what_some_paper_could_match_is_read(query: str) -> None:
    """Nothing is refused that only looks odd, or of which one alternative is left."""
    assert parse(query).canonical


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ('"back door" -back', "A backdoor"),
        ('"back door" -door', "Backdoors"),
        ("back door -back", "Backdoors"),
        ("-back door back", "Doorback"),
        ("-back (upvotes:>=0 OR model) back door", "Backdoors"),
        ('"consistency model" -consistency', "Consistencymodels"),
        ('"consistency model" -models', "Consistencymodels"),
        ('"score distillation sampling" -"score distillation"', "Scoredistillationsampling"),
        ('"flow match*" -flow', "Flowmatching"),
        ('("flow matching" OR "flow map") -flow', "Flowmap"),
        ('"large language model" -language', "An LLM"),
        ('"text to image" -image', "Text2image"),
        ('="O 1" -O1', "O(1)"),
        ('="of" -(o f)', "of"),
    ],
)
def test_what_some_text_matches_is_read(query: str, text: str) -> None:
    """In whichever spelling the query's own terms accept it; nothing is refused that finds something."""
    assert parse(query).matches(paper(text), signals(upvotes=5))


def test_many_alternatives_are_not_all_tried() -> None:
    """Where telling would take too long, the query is taken to be possible."""
    assert parse(" ".join(f"(a OR b{number})" for number in range(10)) + " -a -b9 -a").canonical
