"""The index returns the same matches as each query alone."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.paper import Paper, Signals
from bot.query import Query, QueryError, QueryIndex, parse
from bot.query.paper_view import PaperView
from tests.unit.query.papers import paper, recorded_sightings, signals
from tests.unit.query.strategies import heats, literal_queries, papers, queries, spelled_papers


def _parsed(texts: list[str]) -> dict[int, Query]:
    found: dict[int, Query] = {}
    for number, text in enumerate(texts):
        try:
            found[number] = parse(text)
        except QueryError:
            continue
    return found


@given(st.lists(queries, min_size=1, max_size=12), st.lists(papers(), min_size=1, max_size=3), heats())
def test_the_index_equals_each_query_alone(texts: list[str], many: list[Paper], heat: Signals):
    """For any queries and papers the index returns exactly the keys whose query matches, also after discards."""
    _agrees(texts, many, heat)


@given(
    st.lists(literal_queries, min_size=1, max_size=10), st.lists(spelled_papers(), min_size=1, max_size=3), heats()
)
def test_many_literal_queries_equal_each_alone(texts: list[str], many: list[Paper], heat: Signals):
    """This also holds for literal terms that share words with each other, with other terms and with exclusions."""
    _agrees(texts, many, heat)


def _agrees(texts: list[str], many: list[Paper], heat: Signals):
    asked = _parsed(texts)
    index: QueryIndex[int] = QueryIndex()
    for key, query in asked.items():
        index.add(key, query)
    expected = [[key for key, query in asked.items() if query.matches(one, heat)] for one in many]
    assert [sorted(index.match(one, heat)) for one in many] == expected
    for key in list(asked)[::2]:
        index.discard(key)
    left = list(asked)[1::2]
    assert [sorted(index.match(one, heat)) for one in many] == [
        [key for key in keys if key in left] for keys in expected
    ]
    for key in left:
        index.discard(key)
    assert not index._posting_lists
    assert not index._sole.tuples()
    assert not index._any_of.tuples()
    assert not index._facts
    assert not index._queries
    assert not index._lookups


@given(queries, papers(), heats())
def test_the_canonical_form_is_the_same_query(text: str, one: Paper, heat: Signals):
    """The canonical form parses to an equal query with equal matches and the same canonical form."""
    for query in _parsed([text]).values():
        again = parse(query.canonical)
        assert again == query
        assert again.tree == query.tree
        assert again.matches(one, heat) is query.matches(one, heat)


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("=textstoimage", "Texts-to-image"),
        ('="textstoimage models"', "Texts-to-image models"),
        ('="new textstoimage models"', "New texts-to-image models"),
    ],
)
def test_a_literal_term_matches_a_compound_with_plural_parts(query: str, title: str):
    """Joined, `texts-to-image` is spelled `textstoimage` though its key is `texttoimage`."""
    asked = parse(query)
    index: QueryIndex[int] = QueryIndex()
    index.add(1, asked)
    assert asked.matches(paper(title), signals())
    assert index.match(paper(title), signals()) == [1]


def test_literal_terms_need_no_checks():
    """Literal queries are matched by keys alone: no text is analyzed again, no query is matched by itself."""
    index: QueryIndex[str] = QueryIndex()
    forms = ['="{0}"', 'title:="{0}"', '="vision {0}"', '="large {0} models"', "{0} -={0}s", "=a{0} OR ={0}"]
    words = [f"w{number}z" for number in range(200)]
    for word in words:
        for form in forms:
            index.add(form.format(word), parse(form.format(word)))
    seen = words[::9]
    view = PaperView(paper(" ".join(f"vision {word} large {word} models" for word in seen)), signals())
    found = index._answer(index._keys(view), view)
    assert sorted(found) == sorted(form.format(word) for word in seen for form in forms)
    assert not view._texts


def test_literal_terms_cost_only_while_they_are_used():
    """A field is read as spelled only while a query needs that, and once for all such queries."""
    index: QueryIndex[str] = QueryIndex()
    index.add("a", parse("diffusion"))
    assert set(index._lookups) == {""}
    index.add("b", parse("=diffusion"))
    index.add("c", parse('="diffusion models"'))
    assert set(index._lookups) == {"", "="}
    assert sorted(index.match(paper("Diffusion models"), signals())) == ["a", "b", "c"]
    index.discard("b")
    index.discard("c")
    assert set(index._lookups) == {""}


def test_equal_queries_are_stored_once():
    """A thousand subscribers of one query need one entry, and each has its own key."""
    index: QueryIndex[int] = QueryIndex()
    for key in range(1000):
        index.add(key, parse("diffusion -survey"))
    assert len(index._queries) == 1
    assert len(index) == 1000
    assert sorted(index.match(paper("Diffusion"), signals())) == list(range(1000))
    for key in range(999):
        index.discard(key)
    assert index.match(paper("Diffusion"), signals()) == [999]


@given(st.lists(st.tuples(st.integers(0, 3), st.none() | queries), max_size=12), papers(), heats())
def test_subscriptions_are_added_and_removed(steps: list[tuple[int, str | None]], one: Paper, heat: Signals):
    """Caches hide no later query, and a key has the query that was added last."""
    index: QueryIndex[int] = QueryIndex()
    asked: dict[int, Query] = {}
    for key, text in steps:
        for query in _parsed([text] if text else []).values():
            asked[key] = query
            index.add(key, query)
        if text is None:
            asked.pop(key, None)
            index.discard(key)
        assert sorted(index.match(one, heat)) == sorted(
            key for key, query in asked.items() if query.matches(one, heat)
        )
        assert len(index) == len(asked)


def test_a_phrase_that_continues_after_an_abbreviation_matches():
    """Only the joined form skips `(LLM)`, and the phrase starts where both forms are equal."""
    index: QueryIndex[str] = QueryIndex()
    index.add("a", parse('"large language model agents"'))
    assert index.match(paper("Large language model (LLM) agents"), signals()) == ["a"]


def test_many_discards_leave_nothing_behind():
    """After thousands of short-lived subscriptions the index finds exactly the one that stayed."""
    index: QueryIndex[int] = QueryIndex()
    index.add(-1, parse("finetuning"))
    for key in range(2500):
        index.add(key, parse(f"passing{key}"))
        index.discard(key)
    assert index.match(paper("Fine tuning passing7"), signals()) == [-1]
    assert len(index._lookups[""]._sorted._keys) < 2500


def _generated(rng: random.Random, words: list[str]) -> str:
    """Return a query as people write them, of words that occur."""
    one = lambda: rng.choice(words)  # noqa: E731 - a name for four uses
    shape = rng.random()
    if shape < 0.6:
        return one()
    if shape < 0.8:
        return f'"{one()} {one()}"'
    if shape < 0.9:
        return f"{one()} OR {one()}"
    return f"{one()} {one()} -{one()}" if shape < 0.95 else f"{one()[:4]}*"


def _compare(amount: int, sample: int):
    rng = random.Random(7)
    sightings = recorded_sightings()
    words = [
        word for seen in sightings for word in seen.paper.abstract.split() if word.isalpha() and len(word) > 3
    ]
    asked = _parsed([_generated(rng, words) for _ in range(amount)])
    index: QueryIndex[int] = QueryIndex()
    for key, query in asked.items():
        index.add(key, query)
    distinct = {query.canonical: query for query in asked.values()}
    for seen in rng.sample(sightings, min(sample, len(sightings))):
        right = _right(distinct, PaperView(seen.paper, seen.signals))
        alone = [key for key, query in asked.items() if query.canonical in right]
        assert sorted(index.match(seen.paper, seen.signals)) == alone


def _right(distinct: dict[str, Query], view: PaperView) -> set[str]:
    """Return the canonical forms of the queries that match; the paper is analyzed once for all."""
    return {canonical for canonical, query in distinct.items() if query.tree.holds(view)}


def test_generated_subscriptions_on_recorded_papers_agree():
    """On real abstracts the index returns the same matches as each query alone (a sample)."""
    _compare(400, 5)


@pytest.mark.soak
def test_generated_subscriptions_on_all_recorded_papers_agree():
    """The index returns the same for 100,000 generated subscriptions on every recorded paper."""
    _compare(100_000, 1_000_000)
