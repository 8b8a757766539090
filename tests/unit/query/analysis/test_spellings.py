"""British and American spellings have one key, and different words have two."""

import gzip
import json
import re
from pathlib import Path

import pytest

from bot.query import parse
from bot.query.analysis.topics import estimated_share, topics
from bot.query.analysis.word_keys import american, other_beginnings, singular, word_key
from bot.query.syntax.tree import TextTerm
from tests.support.data import shared
from tests.unit.query.papers import paper, recorded_sightings, signals

_ALIKE: str = """
    size prize exercise wise seize promise compromise noise denoise raise rise arise sunrise praise
precise concise     advise supervised unsupervised revise devise improvisation televise surprise
enterprise comprise premise demise     paradise expertise franchise merchandise advertising chastise
despise treatise disguise cruise otherwise pairwise     disable advisable miser wiser riser chemise
valise four hour tour contour detour source resource acre genre     mediocre timbre controlled compelled
propelled installed enrolled swelling called lysed league rogue vogue     analysis analyses hypothesis
basis michael maestro aesthetic poet phoenix coefficient goes shoe does science
"""
_REVIEWED = Path(__file__).with_name("reviewed_spellings.txt")


@pytest.mark.parametrize("word", _ALIKE.split())
def test_words_that_all_spell_alike_keep_their_spelling(word: str):
    """No rule changes them, which would be visible where keys are shown or counted."""
    assert american(word) == word


@pytest.mark.parametrize(
    ("prefix", "others"),
    [
        ("optimis", {"optimiz"}),
        ("optimiz", {"optimise", "optimisa", "optimisin"}),
        ("optimizat", {"optimisat"}),
        ("analyz", {"analysed", "analyser", "analysa", "analysin"}),
        ("modell", {"modele", "modeli", "modelo"}),
        ("modelli", {"modeli"}),
        ("labele", {"labelle"}),
        ("behaviou", {"behavior"}),
        ("color", {"colour"}),
        ("grey", {"gray"}),
        ("gray", {"grey"}),
        ("model", set[str]()),
        ("promis", set[str]()),
        ("supervis", set[str]()),
        ("centr", set[str]()),
    ],
)
def test_prefixes_match_either_spelling(prefix: str, others: set[str]):
    """A prefix also matches its other spelling, unless that would match other words."""
    assert set(other_beginnings(prefix)) == others
    found = parse(f"{prefix}*").tree
    assert isinstance(found, TextTerm)
    assert set(found.other_prefixes) == others
    name = parse(f"author:{prefix}*").tree
    assert isinstance(name, TextTerm)
    assert name.other_prefixes == ()


def test_names_of_people_keep_their_spelling():
    """Grey and Gray are two families."""
    seen = paper(authors=("Jane Grey",))
    assert parse("author:grey").matches(seen, signals())
    assert not parse("author:gray").matches(seen, signals())


def test_tables_by_key_have_american_keys():
    """Tables of common words and fillers know them in either spelling."""
    assert estimated_share(word_key("behaviour")) == estimated_share("behavior") > estimated_share("unheard")
    assert list(topics("generalisation")) != []
    assert [topic.key for topic in topics("labelling behaviours")] == ["labeling", "behavior", "labeling behavior"]


def test_every_word_that_a_rule_changes_in_the_recorded_abstracts_was_reviewed():
    """A changed rule needs a new review of 1,601 papers of Hugging Face and 10,000 of arXiv."""
    texts = [f"{seen.paper.title} {seen.paper.abstract}" for seen in recorded_sightings()]
    lines = gzip.decompress(shared("arxiv_abstracts.jsonl.gz").read_bytes()).splitlines()
    texts += [f"{item['title']} {item['abstract']}" for item in map(json.loads, lines)]
    words = {singular(word) for text in texts for word in re.findall(r"[a-z]+", text.lower())}
    changed = {f"{word}:{american(word)}" for word in words if american(word) != word}
    assert sorted(changed - set(_REVIEWED.read_text("utf-8").split())) == []
