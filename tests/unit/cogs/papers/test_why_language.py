"""`/papers why` in another language: no English is left, and the longest answers fit."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from discord.ui import Button, LayoutView
from simcord.components import walk_components

from bot.domain.alert import AlertState, MessageState
from bot.domain.subscription import Block, BlockCause, Mode
from bot.language.current import speaking
from bot.language.languages import PSEUDO
from bot.query import explain, parse
from bot.service.subscriptions.why import Diagnosis, Posted, Unheard
from bot.text.graphemes import units
from cogs.papers.why.blockers import blockers, quick_fixes
from cogs.papers.why.layout import why_layout
from cogs.papers.why.result import posted_formerly, result
from cogs.papers.why.term_sentences import blocking_term, matched_terms
from tests.support.fakes import START, destination, sighting, subscription
from tests.support.pseudo import forgotten
from tests.unit.cogs.papers.verdicts import BLOCK, alert, message, verdict

if TYPE_CHECKING:
    from bot.service.subscriptions.why import Verdict

PAPER = sighting(title="扩散", abstract="图像。", upvotes=1200, authors=("李",))
LATER = START + timedelta(hours=9)
SENT = message(MessageState.SENT, finished=START, message_id=7)
LOST = message(MessageState.SENT, finished=START)
TRIED = replace(message(MessageState.READY, reason="The connection broke."), next_try=LATER)
DOUBT = replace(message(MessageState.SENDING, reason="The connection broke."), next_try=LATER)
OTHER = subscription("zzzzz", name="乙")
HOT = "upvotes:>=2000"  # matches nothing here


def about(query: str, **facts: Any) -> Verdict:
    """A verdict on a paper that has no English words."""
    return verdict(
        query, **{"explanation": explain(parse(query), PAPER.paper, PAPER.signals), "next_from": "丁", **facts}
    )


SPOKEN = [
    about("扩散"),
    about("扩散", announced=False),
    about("扩散", in_baseline=True),
    about("扩散", explanation=None, unreadable="("),
    about("扩散", unheard=Unheard(listens="甲", brought="乙", choice="丙")),
    about(HOT, less="扩散"),
    about(HOT),
    about(HOT, last_listed=START.date()),
    about("扩散", last_listed=START.date()),
    about(HOT, streamed="丁", lists="戊"),
    about("扩散", streamed="丁", next_from=None),
    about("扩散", streamed="丁", next_from=None, last_listed=START.date()),
    about("扩散", next_due=LATER),
    about("扩散", block=BLOCK),
    *(about(HOT, alert=alert(state, "zzzzz")) for state in AlertState),
    *(about("扩散", alert=alert(state, "zzzzz")) for state in AlertState),
    *(about(HOT, alert=alert(state, "zzzzz"), others=(OTHER,)) for state in AlertState),
    *(about("扩散", alert=alert(state, "zzzzz"), others=(OTHER,)) for state in AlertState),
    *(about("扩散", alert=alert(state), block=BLOCK) for state in AlertState),
    *(about("扩散", alert=alert(state), message=message(MessageState.DEAD)) for state in AlertState),
    *(about("扩散", alert=alert(AlertState.SENT), message=one) for one in (SENT, LOST, None)),
    *(about(HOT, alert=alert(AlertState.SENT, "zzzzz"), message=one) for one in (SENT, LOST, None)),
    *(
        about("扩散", alert=alert(AlertState.PLANNED), message=one)
        for one in (TRIED, DOUBT, replace(TRIED, next_try=START), replace(DOUBT, next_try=START))
    ),
    about("扩散", alert=alert(AlertState.PLANNED), message=message(MessageState.READY)),
    about("扩散", alert=alert(AlertState.UNCERTAIN), message=message(MessageState.UNCERTAIN)),
    about("扩散", alert=alert(AlertState.PENDING), held=True),
    about("扩散", alert=replace(alert(AlertState.PENDING), due=LATER)),
    about("扩散", alert=replace(alert(AlertState.PENDING), due=LATER, deferred_to_digest=True)),
]


@pytest.mark.parametrize("number", range(len(SPOKEN)))
@pytest.mark.parametrize("changes", [{}, {"paused": True}, {"mode": Mode.DAILY}], ids=["", "paused", "daily"])
def test_no_english_is_left(number: int, changes: dict[str, object]) -> None:
    """Whatever became of a paper, what kept it back, and what can be done."""
    one = SPOKEN[number]
    one = replace(one, subscription=replace(one.subscription, **changes))
    english = [result(one, START), *blockers(one, START), *quick_fixes(one)]
    with speaking(PSEUDO):
        spoken = [result(one, START), *blockers(one, START), *quick_fixes(one)]
    assert len(spoken) == len(english)
    assert all(map(forgotten, english))
    assert [text for text in spoken if forgotten(text)] == []


def test_terms_have_no_english_left() -> None:
    """How far a number is from what was asked for, and what was found."""
    queries = ("upvotes:>=2000", "upvotes:>2000", "upvotes:<=3", "upvotes:<3", "upvotes:=7", "upvotes:3..7")
    excluding = "upvotes:>=7 -upvotes:>=1000 -扩散 -source:huggingface"
    blocking = [
        *(explain(parse(query), PAPER.paper, PAPER.signals).blockers[0] for query in queries),
        *explain(parse(excluding), PAPER.paper, PAPER.signals).blockers,
        *explain(parse("rank:<=5"), PAPER.paper, replace(PAPER.signals, rank=None)).blockers,
    ]
    with speaking(PSEUDO):
        spoken = [blocking_term(term) for term in blocking]
        found = matched_terms(explain(parse("upvotes:>=7"), PAPER.paper, PAPER.signals))
    assert [text for text in [*spoken, *found] if forgotten(text)] == []
    assert "1 200" in found[0].replace("\N{NARROW NO-BREAK SPACE}", " ")


def _texts(why: Diagnosis) -> list[str]:
    card = Button[LayoutView](label="x", custom_id="x")
    parts = walk_components(why_layout(why, START, lambda _: card, {}).to_components())
    return [part["content"] for part in parts if part["type"] == 10]


async def test_the_layout_has_no_english_left() -> None:
    """Headings, how many more there are, and what ended meanwhile."""
    formerly = Posted(destination=destination(), alert=alert(AlertState.SENT), message=SENT)
    many = [replace(one, subscription=subscription(name="扩散")) for one in SPOKEN if not one.unheard]
    several = Diagnosis(paper_id="7", sighting=PAPER, verdicts=tuple(many), formerly=(formerly,))
    alone = Diagnosis(paper_id="7", sighting=PAPER, verdicts=(about("upvotes:>=7", in_baseline=True),))
    nothing = Diagnosis(paper_id="7", sighting=PAPER, verdicts=())
    unknown = Diagnosis(paper_id="7", sighting=None, verdicts=())
    with speaking(PSEUDO):
        spoken = [text for why in (several, alone, nothing, unknown) for text in _texts(why)]
        spoken.append(posted_formerly(formerly))
    assert [text for text in spoken if forgotten(text, "arXiv", "Nov", "**upvotes:>=7**")] == []


async def test_the_longest_answers_fit_in_a_longer_language() -> None:
    """As they do in English, where much is cut as well."""
    long = " OR ".join(f"word{n:02}xabcdefghi" for n in range(25))
    block = Block(cause=BlockCause.PERMISSION, reason="r" * 2000, since=START)
    one = verdict(long, less="q" * 500, block=block, in_baseline=True)
    one = replace(one, subscription=replace(one.subscription, name="*" * 60, query="`" * 500))
    paper = replace(PAPER, paper=replace(PAPER.paper, title="*" * 500))
    for verdicts in ((one,), (one,) * 100):
        with speaking(PSEUDO):
            spoken = _texts(Diagnosis(paper_id="7", sighting=paper, verdicts=verdicts))
        assert sum(map(units, spoken)) <= 4000
