"""Queries that no paper can match."""

from __future__ import annotations

import pytest

from bot.query import parse
from bot.query.errors import UnmatchableError
from tests.unit.query.papers import paper, signals


@pytest.mark.parametrize(
    ("query", "at", "reason"),
    [
        ("diffusion -diffusion", "diffusion -", "`diffusion` is asked for and excluded"),
        ("-diffusion (diffusion upvotes:>3)", "-diffusion (", "`diffusion` is excluded and asked for"),
        ("title:diffusion -diffusion", "title:diffusion -", "everything with `title:diffusion` has it"),
        ("-diffusion title:diffusion", "-diffusion ", "`diffusion` is excluded, and everything with"),
        ("optimisation -optimization", "optimisation -", "everything with `optimisation` has it"),
        ("models -model", "models -", "everything with `models` has it"),
        ("=LLM -LLM", "=LLM -", "everything with `=LLM` has it"),
        ("=LLM -=LLM", "=LLM -", "asked for and excluded"),
        ("quantiz* -quant*", "quantiz* -", "everything with `quantiz*` has it"),
        ('"flow match*" -"flow match*"', '"flow match*" -', "asked for and excluded"),
        ('="world model" -world', '="world model" -', 'everything with `="world model"` has it'),
        ("(a OR b) -a -b", "(a OR b) -", "`a` is asked for and excluded"),
        ("(a -a) OR (b -b)", "(a -", "`a` is asked for and excluded"),
        ("c -(a OR c)", "c -(a OR ", "`c` is asked for and excluded"),
        ("=a NOT (NOT (b -b))", "=a NOT (NOT (b -", "`b` is asked for and excluded"),
        ("backdoor -(back door)", "backdoor -(", "`back` is excluded, and everything with `backdoor` has it"),
        ('="world model" -"world model"', '="world model" -', "everything with"),
        ("has:code -has:code", "has:code -", "`has:code` is asked for and excluded"),
        ("cat:cs.CV -cat:cs.*", "cat:cs.CV -", "everything with `cat:cs.CV` has it"),
        ("source:hf source:arxiv", "source:hf ", "nothing is both"),
        ("upvotes:>=20 upvotes:<10", "upvotes:>=20 ", "nothing is both `upvotes:>=20` and `upvotes:<10`"),
        ("upvotes:>=20 -upvotes:>=10", "upvotes:>=20 -", "everything with `upvotes:>=20` has it"),
        ("upvotes:5..8 -upvotes:<=9", "upvotes:5..8 -", "everything with `upvotes:5..8` has it"),
        ("a rank:<=0", "a ", "`rank` is never below 1"),
        ("a rank:0", "a ", "`rank` is never below 1"),
        ("a stars:<0", "a ", "`stars` is never below 0"),
    ],
)
def test_it_is_refused_with_the_reason_and_the_place(query: str, at: str, reason: str) -> None:
    """The sentence says which terms exclude each other, and the caret stands under the later one."""
    with pytest.raises(UnmatchableError, match="No paper can match") as caught:
        parse(query)
    assert reason in caught.value.message
    assert caught.value.position == len(at)
    assert caught.value.hint


@pytest.mark.parametrize(
    "query",
    [
        "diffusion -guidance",
        "diffusion -title:diffusion",
        "author:lecun -lecun",
        "a OR (b -b)",
        "(a OR b) -a",
        "LLM -=LLM",
        "=LLM -=LLMs",
        "diffusion -diff*",
        "quant* -quantiz*",
        "quant* -quant",
        '"flow match*" -"flow matched*"',
        'flow -"flow matching"',
        '"flow matching" -title:flow',
        '"flow matching" -"matching flow"',
        '"flow matching" -(flow survey)',
        '("flow matching" OR diffusion) -flow',
        '"flow matching" -match*',
        '"flow matching" -=flows',
        '"large language model" -language',
        '"data set" -set',
        '"multi hop" -hop',
        '"GPT 4" -GPT',
        'author:"Fu-Yun Wang" -author:yun',
        "cat:cs.* -cat:cs.CV",
        "cat:cs.CV cat:cs.LG",
        "has:code -has:video",
        "has:code -cat:cs.CV",
        "has:code -upvotes:>=5",
        "diffusion -has:code",
        "upvotes:>=10 upvotes:<20",
        "upvotes:>=10 upvotes:10",
        "upvotes:>=10 stars:<5",
        "upvotes:>=10 -upvotes:>=20",
        "upvotes:<=10 -upvotes:>=5",
        "upvotes:>=5 -comments:>=5",
        "a -stars:>=0",
        "upvotes:<1",
        "rank:1",
        "-a -b c",
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


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ('"back door" -back', '`back` is excluded, and everything with `"back door"` has it unless the words'),
        (
            '-consistency "consistency model"',
            '`consistency` is excluded, and everything with `"consistency model"`',
        ),
        (
            "flow diffusion -diffusion",
            "`diffusion` is asked for and excluded, so it is only found where",
        ),
        ('"flow matching" -(flow OR survey)', 'everything with `"flow matching"` has it unless'),
        ('author:"Yang Song" -author:song', 'everything with `author:"Yang Song"` has it unless'),
    ],
)
def test_of_what_hardly_anything_is_left_is_told(query: str, told: str) -> None:
    """It is read, as somebody may write so, and the first warning says what goes out."""
    found = parse(query)
    assert found.leaves_hardly_any
    first = found.warnings[0]
    assert first.startswith("This leaves little: ")
    assert told in first


@pytest.mark.parametrize(
    "query", ['"data set" -set', '"large language model" -language', "diffusion -flow", "diffusion OR flow"]
)
def test_where_enough_is_left_nothing_is_told(query: str) -> None:
    """Spellings that are usual are no warning's business."""
    found = parse(query)
    assert not found.leaves_hardly_any
    assert not any("This leaves little" in warning for warning in found.warnings)


def test_many_alternatives_are_not_all_tried() -> None:
    """Where telling would take too long, the query is taken to be possible."""
    assert parse(" ".join(f"(a OR b{number})" for number in range(10)) + " -a -b9 -a").canonical
