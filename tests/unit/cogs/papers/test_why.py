"""The words of `/papers why`."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.domain.alert import AlertState, MessageState
from bot.domain.subscription import Mode
from bot.query import explain, parse
from bot.query.fields import FIELDS, Field, NumberField, TextField
from cogs.papers.why.blockers import another_query_helps, blockers, quick_fixes
from cogs.papers.why.result import Group, group, result
from cogs.papers.why.term_sentences import blocking_term, matched_terms
from tests.support.fakes import CHANNEL, START, subscription
from tests.unit.cogs.papers.verdicts import BLOCK, PAPER, alert, message, verdict
from tests.unit.query.field_papers import EMPTY, FULL, KNOWN, UNKNOWN, WORD, term

if TYPE_CHECKING:
    from bot.domain.subscription import Subscription


@pytest.mark.parametrize(
    ("mode", "gathered", "reason"),
    [
        (Mode.NOW, False, "Waits for the end of quiet hours"),
        (Mode.DAILY, False, "Waits for the digest"),
        (Mode.NOW, True, "has had its most alerts for one day: it comes in the digest"),
        (Mode.DAILY, True, "has had its most alerts for one day: it comes in the digest"),
    ],
)
def test_what_waits_says_for_what(mode: Mode, gathered: bool, reason: str) -> None:  # noqa: FBT001 - a column
    """Quiet hours, a digest, or a day that is full; each with the moment."""
    waiting = replace(alert(AlertState.PENDING), due=START + timedelta(hours=9), deferred_to_digest=gathered)
    asked = verdict(alert=waiting)
    told = result(replace(asked, subscription=replace(asked.subscription, mode=mode)), START)
    assert reason in told
    assert "<t:" in told


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("title:trees", "`title:trees` is not in the paper's title."),
        ("author:hinton", "`hinton` is not among the paper's authors."),
        ('by:"Fu-Yun Wang"', "`Fu-Yun Wang` is not among the paper's authors."),
        ('author:="Fu-Yun Wang"', '`="Fu-Yun Wang"` is not among the paper\'s authors.'),
        ("org:google", "`org:google` is not in the paper's organization."),
        ("has:code", "`has:code` asks for a link to its code, and none is known (yet)."),
        ("has:video", "`has:video` asks for a link to a video, and none is known (yet)."),
        ("cat:cs.CV", "`cat:cs.CV` is not its category."),
        ("source:openreview", "`source:openreview` is not its source."),
        ("rank:<=5", "`rank:<=5`: this is not known of the paper (yet)."),
        ("upvotes:>=2000", "`upvotes:>=2000`: it has 1,200 now, and the query asks for at least 2,000."),
        (
            "diffusion -upvotes:>=1000",
            "`-upvotes:>=1000`: it has 1,200 now, and the query leaves out at least 1,000.",
        ),
        ("diffusion -source:huggingface", "`-source:huggingface` excludes it."),
    ],
)
def test_each_kind_of_term_has_its_words(query: str, sentence: str) -> None:
    """What blocks is said in terms of what the term asks for."""
    (term,) = explain(parse(query), PAPER.paper, PAPER.signals).blockers
    assert blocking_term(term) == sentence


def test_what_matched_names_the_field() -> None:
    """Text terms show their field and surroundings, heat its value, facts themselves; absence is no match."""
    found = explain(parse("author:lecun upvotes:>=20 source:huggingface -trees"), PAPER.paper, PAPER.signals)
    assert matched_terms(found) == [
        "`author:lecun` in the authors: “Yann **LeCun**”",
        "`upvotes:>=20`: it has 1,200",
        "`source:huggingface`",
    ]


def test_a_blocked_channel_keeps_what_is_owed() -> None:
    """An alert that waits for a permission says so, with what to allow."""
    waiting = verdict(block=BLOCK, alert=alert(AlertState.PENDING))
    assert result(waiting, START) == f"⏳ Waits until I may post in <#{CHANNEL}> again."
    assert any("Allow Send Messages." in line for line in blockers(waiting, START))
    assert quick_fixes(waiting) == [
        "Allow in that channel what is missing: what waits is kept for 7 days and posted then."
    ]
    posted = verdict(block=BLOCK, alert=alert(AlertState.SENT))
    assert blockers(posted, START) == []
    assert quick_fixes(posted) == []


def test_a_post_that_was_deleted_has_no_link() -> None:
    """A delivered message without an id was deleted since."""
    sent = message(MessageState.SENT, finished=START)
    assert "and deleted since." in result(verdict(alert=alert(AlertState.SENT), message=sent), START)


def test_an_alert_that_nobody_wanted_is_explained() -> None:
    """A dropped alert without a message still has a reason."""
    (line,) = blockers(verdict(alert=alert(AlertState.DROPPED)), START)
    assert "the paper had waited for 7 days" in line


OTHER = subscription("zzzzz", name="Mine")
ENDED = "The subscription that brought it there has ended or moved."


def test_a_neighbour_in_the_channel_is_on_its_way() -> None:
    """A paper that another subscription is about to post there gets no second alert; which one is said."""
    other = verdict(alert=alert(AlertState.PENDING, "zzzzz"), others=(OTHER,))
    assert result(other, START) == (
        f"⏳ It is next to be posted in <#{CHANNEL}>. Brought by **Mine** `zzzzz`. No channel gets a paper twice."
    )
    assert (blockers(other, START), quick_fixes(other)) == ([], [])


def test_what_failed_for_a_neighbour_is_told_with_what_to_do() -> None:
    """It is not promised: nobody tries it again before a person asks for that."""
    dead = message(MessageState.DEAD, reason="No.")
    other = verdict(alert=alert(AlertState.DEAD, "zzzzz"), message=dead, others=(OTHER,))
    assert result(other, START).startswith("❌ Not posted: Discord did not take it")
    assert "Brought by **Mine** `zzzzz`." in result(other, START)
    assert quick_fixes(other)[0].startswith("Ask the host of this bot")


def test_what_was_dropped_for_a_neighbour_is_posted_for_who_matches() -> None:
    """The next reading makes a new alert, as it does where the others have ended."""
    told = "⏳ The query matches it: it is posted after I next read Hugging Face."
    dropped = verdict(alert=alert(AlertState.DROPPED, "zzzzz"), others=(OTHER,))
    ended = verdict(alert=alert(AlertState.PENDING, "zzzzz"))
    assert [result(dropped, START), result(ended, START)] == [told, told]
    paused = replace(dropped, subscription=replace(dropped.subscription, paused=True))
    assert "though its query matches" in result(paused, START)


def test_what_is_read_no_more_is_not_promised() -> None:
    """A match that no poll will see, and numbers that nobody reads again, are told as they are."""
    old = verdict(last_listed=START.date(), next_from=None)
    assert result(old, START) == "➖ Not posted for this subscription, though its query matches."
    assert group(old) is Group.NOT_POSTED
    assert blockers(old, START) == [
        "It was listed on 12 Nov 2025. Lists that old are not read any more, so it will not be posted."
    ]
    assert quick_fixes(old) == [
        "Nothing needs fixing. `/papers search query:diffusion` shows what was there before."
    ]
    assert quick_fixes(verdict("upvotes:>=2000", last_listed=START.date())) == [
        (
            "Nothing to do: its numbers are read for about a week after it is listed, and do not change here "
            "after that."
        )
    ]


def test_what_is_read_next_says_when_it_comes() -> None:
    """In a digest at its time, after quiet hours, or once the channel can be posted in."""
    later = START + timedelta(hours=9)
    by_mode = {
        Mode.DAILY: f"⏳ Waits for the digest <t:1762981200:f> in <#{CHANNEL}>.",
        Mode.NOW: f"⏳ Waits for the end of quiet hours <t:1762981200:f> in <#{CHANNEL}>.",
    }
    for mode, told in by_mode.items():
        one = verdict(next_due=later)
        assert result(replace(one, subscription=replace(one.subscription, mode=mode)), START) == told
    assert result(verdict(block=BLOCK), START) == f"⏳ Waits until I may post in <#{CHANNEL}> again."


@pytest.mark.parametrize(
    ("state", "others", "news"),
    [
        (
            AlertState.SENT,
            (OTHER,),
            f"\n✅ Posted in <#{CHANNEL}> (it matched <t:1762948800:f>). Brought by **Mine** `zzzzz`.",
        ),
        (
            AlertState.SENT,
            (),
            f"\n✅ Posted in <#{CHANNEL}> (it matched <t:1762948800:f>). {ENDED}",
        ),
        (
            AlertState.PENDING,
            (OTHER,),
            f"\n⏳ It is next to be posted in <#{CHANNEL}>. Brought by **Mine** `zzzzz`.",
        ),
        (AlertState.PENDING, (), ""),
        (AlertState.DROPPED, (OTHER,), ""),
    ],
)
def test_a_neighbour_is_no_reason_where_nothing_matches(
    state: AlertState, others: tuple[Subscription, ...], news: str
) -> None:
    """A query that does not match is the only blocker; what a neighbour did is told as news."""
    other = verdict("trees", alert=alert(state, "zzzzz"), others=others)
    assert result(other, START).endswith(f"query does not match.{news}")
    assert len(blockers(other, START)) == 1


def test_what_nobody_announced_is_not_promised() -> None:
    """A paper that was looked up is not posted however well it matches, and the reason is said."""
    looked_up = verdict(announced=False)
    told = "➖ Not posted: the query matches it, but no source has announced it to me."
    assert result(looked_up, START) == told
    assert any("somebody looked it up" in line for line in blockers(looked_up, START))
    assert quick_fixes(looked_up) == []


ONCE = verdict(next_from=None, streamed="arXiv and *x*")


def test_what_a_stream_brought_is_not_promised() -> None:
    """It brings a paper once, whatever is known of it later; what stands in the way besides is said alone."""
    assert result(ONCE, START) == "➖ Not posted for this subscription, though its query matches."
    assert group(ONCE) is Group.NOT_POSTED
    (told,) = blockers(ONCE, START)
    assert told.startswith("arXiv and \\*x\\* brings each paper once, and no alert came of this one")
    old = replace(ONCE, last_listed=START.date())
    assert blockers(old, START) == [
        "arXiv and \\*x\\* brought it on 12 Nov 2025, and brings each paper once, so it will not be posted."
    ]
    paused = replace(ONCE, subscription=replace(ONCE.subscription, paused=True))
    assert blockers(paused, START) == ["The subscription is paused: it matches nothing."]


def test_numbers_that_a_stream_lacks_are_looked_for_in_a_list() -> None:
    """Nobody reads them again where no list has the paper, now or long ago."""
    wanted = verdict("upvotes:>=2000", next_from=None, streamed="arXiv", lists="Hugging Face")
    for one in (wanted, replace(wanted, last_listed=START.date())):
        assert quick_fixes(one)[0] == (
            "Nothing to do: arXiv has no such numbers. If the paper appears on Hugging Face, I check them there, "
            "and post it when it gets there."
        )


def test_a_query_that_cannot_be_read_is_to_be_edited() -> None:
    """The trouble and the command are named."""
    broken = verdict(explanation=None, unreadable="A bracket is missing.")
    assert result(broken, START) == "➖ Not posted for this subscription."
    assert blockers(broken, START) == ["Its query cannot be read any more: A bracket is missing."]
    assert quick_fixes(broken)[0] == "`/alerts edit subscription:aaaaa` gives it another query."


def test_only_what_helps_is_advised() -> None:
    """Unknown heat is worth waiting for; where no lesser query is left, another query is."""
    assert quick_fixes(verdict("rank:<=5")) == [
        "Nothing to do: I check its numbers regularly, and post it when it gets there."
    ]
    assert quick_fixes(verdict("rank:<=5", announced=False)) == []  # nobody reads its numbers
    assert not another_query_helps(verdict("rank:<=5"))
    assert quick_fixes(verdict("trees")) == []  # said once, for all subscriptions
    assert another_query_helps(verdict("trees"))


@pytest.mark.parametrize(
    ("term", "words"),
    [
        ("upvotes:>2000", "more than 2,000"),
        ("upvotes:<5", "fewer than 5"),
        ("upvotes:<=5", "at most 5"),
        ("upvotes:=5", "exactly 5"),
        ("upvotes:5..10", "5 to 10"),
    ],
)
def test_bars_are_told_in_words(term: str, words: str) -> None:
    """Not in the spelling of the query, which stands beside them."""
    (blocker,) = explain(parse(term), PAPER.paper, PAPER.signals).blockers
    assert blocking_term(blocker).endswith(f": it has 1,200 now, and the query asks for {words}.")


def test_a_digest_that_is_late_is_next() -> None:
    """Once it is due nothing but the post itself is missing."""
    late = verdict(alert=alert(AlertState.PENDING))
    assert "next to be posted" in result(late, START + timedelta(minutes=1))


@pytest.mark.parametrize("field", FIELDS.values(), ids=FIELDS)
def test_every_field_has_words(field: Field) -> None:
    """What was found of a field and what was not are sentences, whichever field it is."""
    query = parse(term(field))
    found, missed = explain(query, FULL, KNOWN), explain(query, EMPTY, UNKNOWN)
    (there,), (absent,) = matched_terms(found), map(blocking_term, missed.blockers)
    match field:
        case TextField():
            shown = f"`{term(field)}`"
            assert there == field.found.format(term=shown, text=f"“**{WORD}**”")
            assert absent == field.missed.format(term=f"`{WORD}`" if field.of_people else shown)
        case NumberField():
            assert there.endswith(": it has 100")
        case _:
            assert there == f"`{field.example}`"
            assert absent == field.absence(field.example.partition(":")[2]).format(term=f"`{field.example}`")


@pytest.mark.parametrize("word", ["title", "cat", "source", "has"])
def test_a_bare_word_that_is_also_the_name_of_a_field(word: str) -> None:
    """It is missed as any other word is: in the title, abstract and keywords."""
    (blocker,) = explain(parse(word), PAPER.paper, PAPER.signals).blockers
    assert blocking_term(blocker) == f"`{word}` is not in the paper's title, abstract or keywords."
