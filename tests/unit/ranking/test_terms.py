"""A paper becomes words and pairs of words, weighed by how rare they are."""

import math

import pytest

from bot.ranking.terms import original_spellings, term_counts, terms
from bot.ranking.tfidf import Vectorizer
from tests.unit.ranking.papers import paper


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("Mixtures of Experts (MoE)", ["mixture", "expert", "mixture expert", "moe"]),
        ("draft-model", ["draft", "model", "draft model"]),
        ("It works. Models of it", ["work", "model"]),
        ("a gas, the bus", ["gas", "bus"]),
        ("\\textbf{x} 3 ☃", ["textbf"]),
        ("", []),
    ],
)
def test_terms_are_words_and_neighbours(text: str, keys: list[str]):
    """Stop words count nothing, a plural is its singular, and no pair goes over punctuation."""
    assert [key for key, _, _ in terms(text)] == keys


def test_a_title_counts_twice_and_authors_are_terms():
    """Each author counts once, however the name is written."""
    found = term_counts(paper("a", "Drafting", "Drafting tokens", authors=("Ada Byron", "ADA BYRON")))
    assert found == {"drafting": 3, "token": 1, "drafting token": 1, "@ada byron": 1}


def test_terms_are_shown_as_the_paper_writes_them():
    """The title's spelling goes first, and a pair is shown with what stands between."""
    found = original_spellings(paper("a", "LLMs", "an llm mixture of\nExperts"))
    assert (found["llm"], found["mixture expert"]) == ("LLMs", "mixture of Experts")
    found = original_spellings(paper("b", "Test-Time scaling by pre-training, -not-: so"))
    assert (found["time scaling"], found["scaling pre"]) == ("Test-Time scaling", "scaling by pre-training")


def test_rare_terms_weigh_more_and_ubiquitous_ones_nothing():
    """A term needs three papers, and says nothing if it is in more than half of the background."""
    texts = ["all some"] * 3 + ["all"] * 7 + ["none"] * 3 + ["rest"] * 4 + ["all"] * 2
    space = Vectorizer.fit([paper(str(number), "", text) for number, text in enumerate(texts)])
    assert space.weights == {"rest": 2.386, "none": 2.609}
    examples = [paper(f"e{number}", "", "unheard of") for number in range(3)]
    assert "unheard" in Vectorizer.fit([], examples).weights


def test_a_vector_has_the_length_of_its_common_terms():
    """Categories have a fixed weight, and unknown words none."""
    space = Vectorizer({"model": 3.0, "draft": 4.0})
    vector = space.vector(paper("a", "", "draft of a model, unknown", categories=("cs.CL",)))
    assert vector == {"draft": pytest.approx(0.8), "model": pytest.approx(0.6), "#cs.cl": 0.3}
    assert space.vector(paper("b", "", "draft draft"))["draft"] == 1
    assert math.hypot(*space.vector(paper("c", "model", "draft")).values()) == pytest.approx(1)
