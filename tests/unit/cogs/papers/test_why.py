"""The texts of `/papers why`."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from simcord.components import walk_components

from bot.domain.subscription import Destination
from bot.language.current import using_language
from bot.language.languages import ENGLISH
from bot.query import TermReport, explain, parse
from bot.query.fields import FIELDS, Field, NumberField, TextField
from bot.service.subscriptions.causes import Cause, Reason
from bot.service.subscriptions.why import Diagnosis, Finding
from bot.text.graphemes import utf16_length
from cogs.papers.why.handler import reasons_line, why_layout
from cogs.papers.why.term_sentences import term_sentence
from tests.support.fakes import START, sighting, subscription
from tests.support.pseudo import PSEUDO, forgotten
from tests.unit.query.papers import EMPTY, FULL, KNOWN, UNKNOWN, WORD, term

PAPER = sighting(
    title="Fast diffusion",
    abstract="A survey of it.",
    upvotes=1200,
    organization="Meta AI",
    authors=("Yann LeCun",),
)
FAR = Destination(id=10**19, guild_id=10**19)
ONE = subscription(name="乙")
DECODE_ERRORS = sighting(title="扩散", abstract="图像。", upvotes=1200, authors=("李",))


def terms(query: str, of: Any = PAPER) -> tuple[TermReport, ...]:
    return explain(parse(query), of.paper, of.signals)


def every_reason() -> Iterator[Reason]:
    """Return a reason of each cause, without English words in its facts."""
    for cause in Cause:
        match cause:
            case Cause.TERM_FOUND | Cause.TERM_MISSING:
                yield Reason(cause=cause, terms=terms("扩散", DECODE_ERRORS))
            case _ if "{channel}" in cause.sentence:
                yield Reason(cause=cause, destination=FAR, at=START, message_id=7, text="甲")
            case _:
                yield Reason(cause=cause, text="甲")


def texts(why: Diagnosis) -> list[str]:
    """Return the texts of a layout, in order."""
    layout = why_layout(why, "", is_manager=True)
    return [part["content"] for part in walk_components(layout.to_components()) if part["type"] == 10]


@pytest.mark.parametrize("reason", list(every_reason()), ids=lambda reason: reason.cause.name)
@pytest.mark.parametrize("subscriptions", [(), (ONE,) * 5])
def test_every_reason_is_a_sentence_in_every_language(reason: Reason, subscriptions: tuple[Any, ...]):
    """Each reason has a sign and a sentence, for one, several and deleted subscriptions."""
    found = Finding((reason,), subscriptions)
    english = reasons_line(found, None if subscriptions else ONE)
    with using_language(PSEUDO):
        spoken = reasons_line(found, None if subscriptions else ONE)
    assert len(english.partition(" ")[0]) <= 2
    assert forgotten(spoken, "Nov") == []


def test_an_error_in_a_query_keeps_its_code():
    """Words that were typed are code, and the rest of the sentence is escaped."""
    found = Finding((Reason(cause=Cause.UNREADABLE, text="There is no field `a_b:`, *sic*."),), (ONE,))
    assert "There is no field `a_b:`, \\*sic\\*. Change" in reasons_line(found, ONE)


async def test_the_answer_has_no_english_left():
    """Headings, small print and the count of further reasons are translated."""
    many = tuple(Finding((one,), (ONE,)) for one in every_reason())
    for sight, subscriptions, findings in (
        (DECODE_ERRORS, (ONE, ONE), many),
        (DECODE_ERRORS, (ONE,), many[-4:]),
        (DECODE_ERRORS, (), ()),
        (None, (), ()),
    ):
        with using_language(PSEUDO):
            spoken = texts(Diagnosis(sighting=sight, findings=findings, subscriptions=subscriptions))
        assert [text for text in spoken if forgotten(text, "arXiv", "Nov")] == []


@pytest.mark.parametrize("several", [1, 100])
async def test_the_longest_answers_fit_discord(several: int):
    """A reply has at most twelve lines and 4,000 characters and counts what is left out."""
    longest = replace(subscription(), name="*" * 60, query="`" * 500)
    paper = replace(PAPER, paper=replace(PAPER.paper, title="*" * 500))
    findings = tuple(Finding((replace(one, text="r" * 2000),) * 9, (longest,) * several) for one in every_reason())
    why = Diagnosis(sighting=paper, findings=findings, subscriptions=(longest,) * several)
    for language in (ENGLISH, PSEUDO):
        with using_language(language):
            shown = texts(why)
        assert sum(map(utf16_length, shown)) <= 4000
        assert len("\n".join(shown).splitlines()) <= 12
        assert "… " in shown[1]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ('by:"Fu-Yun Wang"', 'No match for `author:"Fu-Yun Wang"`.'),
        ('author:="Fu-Yun Wang"', 'No match for `author:="Fu-Yun Wang"`.'),
        ("has:code", "No match for `has:code`."),
        ("rank:<=5", "`rank:<=5`: not known yet."),
        ("upvotes:>=2000", "`upvotes:>=2000`: now 1,200."),
        ("diffusion -upvotes:>=1000", "`-upvotes:>=1000`: now 1,200."),
        ("diffusion -source:huggingface", "Excluded by `-source:huggingface`."),
    ],
)
def test_each_kind_of_term_has_its_words(query: str, sentence: str):
    """Each kind of term that does not match has its own sentence in every language."""
    (blocker,) = (one for one in explain(parse(query), PAPER.paper, PAPER.signals) if one.blocking)
    assert term_sentence(blocker) == sentence
    with using_language(PSEUDO):
        assert forgotten(term_sentence(blocker), "survey", "of it") == []


@pytest.mark.parametrize("field", FIELDS.values(), ids=FIELDS)
def test_every_field_has_words(field: Field):
    """Each field has sentences for a match and for none."""
    query = parse(term(field))
    (found,) = map(term_sentence, explain(query, FULL, KNOWN))
    (absent,) = map(term_sentence, explain(query, EMPTY, UNKNOWN))
    match field:
        case TextField():
            shown = f"`{term(field)}`"
            assert found == field.match_message.format(term=shown, text=f"“**{WORD}**”")
            assert absent == f"No match for {shown}."
        case NumberField():
            assert found.endswith(": now 100.")
        case _:
            assert found == f"`{field.example}`"
            assert absent == f"No match for `{field.example}`."
