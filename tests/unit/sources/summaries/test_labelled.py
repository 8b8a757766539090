"""Summaries as models write them of recorded papers, in seven languages: which may be shown, and which may not.

`labelled.json` was written by hand. `good` ones say what the abstract says; `bad` ones have a number, a name, a
place of a number or a word to the reader that it has not; `injections` are sentences in an abstract with what a
model writes that obeys them.
"""

import json
from dataclasses import replace

import pytest

from bot.language.languages import LANGUAGES
from bot.sources.summaries.answers import Answer
from bot.sources.summaries.judging import Fault, judge
from tests.support.data import tables
from tests.support.fakes import paper
from tests.support.paths import ROOT

_LABELLED = tables(__file__, "labelled.json")
_SEED = json.loads((ROOT / "bot/demo/data/seed_papers.json").read_text("utf-8"))
PAPERS = {
    item["paper"]["id"]: paper(
        item["paper"]["id"], title=item["paper"]["title"], abstract=item["paper"]["summary"]
    )
    for item in _SEED
}
MOMENTUM = PAPERS["2006.08217"]


def _of(label: str) -> list[tuple[str, str, str]]:
    return [
        (number, language, text)
        for number, languages in _LABELLED[label].items()
        for language, texts in languages.items()
        for text in texts
    ]


@pytest.mark.parametrize(("number", "language", "text"), _of("good"))
def test_a_good_one_is_shown(number: str, language: str, text: str):
    """Good summaries are shown."""
    assert judge(Answer(text=text), PAPERS[number], language) == text


@pytest.mark.parametrize(("number", "language", "text"), _of("bad"))
def test_a_bad_one_is_refused(number: str, language: str, text: str):
    """Bad summaries are refused."""
    assert isinstance(judge(Answer(text=text), PAPERS[number], language), Fault)


@pytest.mark.parametrize(
    ("order", "language", "text"), [(order, *one) for order, *obeyed in _LABELLED["injections"] for one in obeyed]
)
def test_an_obeyed_order_is_refused(order: str, language: str, text: str):
    """An answer that obeys an instruction in the abstract is refused."""
    obeyed = replace(MOMENTUM, abstract=f"{MOMENTUM.abstract} {order}")
    assert isinstance(judge(Answer(text=text), obeyed, language), Fault)


def test_every_language_has_enough_of_each():
    """Each language has enough labelled summaries, with sixty good ones in total."""
    tags = {language.tag for language in LANGUAGES}
    for label in ("good", "bad"):
        assert {language for _, language, _ in _of(label)} == tags
    assert len(_of("good")) >= 60
