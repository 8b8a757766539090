"""Lines of lists."""

from __future__ import annotations

from bot.domain.paper import Links
from bot.domain.ports import SourceKind
from bot.domain.ports.catalogue import Catalogue
from bot.domain.subscription import Block, BlockCause
from bot.service.subscriptions.subscriptions import Listed
from bot.text.graphemes import units
from cogs.shared.lines import dated, example_lines, subscription_line
from tests.support.fakes import START, sighting, subscription
from tests.support.sources import make_spec


def test_examples_have_gists_where_they_fit() -> None:
    """Numbered titles that are links, with what each is about; at their longest the titles alone."""
    few = [sighting(f"2511.0000{n}", title=f"Title {n}", tldr="We show it.") for n in (1, 2)]
    first, second = example_lines(few, 1024).split("\n\n")
    assert first == "**1.** **[Title 1](https://huggingface.co/papers/2511.00001)**\nWe show it."
    assert second.startswith("**2.** **[Title 2]")
    page = Links(page=f"https://example.org/{'p' * 130}")
    many = [sighting(f"2511.0000{n}", title="*" * 300, tldr="*" * 300, links=page) for n in (1, 2, 3)]
    assert units(example_lines(many, 1024)) <= 1024
    assert example_lines(many, 1024).count("https://example.org/") == 3


def test_what_was_only_looked_up_is_told() -> None:
    """Its day is when somebody asked for it, and no list's."""
    assert dated(sighting()) == "12 Nov"
    assert dated(sighting().asked_for()) == "looked up on 12 Nov"


def test_subscription_line_says_why_nothing_is_posted() -> None:
    """Paused and blocked are told apart and both say what to do."""
    block = Block(cause=BlockCause.PERMISSION, reason="Allow Send Messages.", since=START)
    line = subscription_line(Listed(subscription=subscription(name="Hot", paused=True), block=block), None)
    assert line.startswith("**Hot**\n`diffusion`\n-# <#2000> · at once · aaaaa\n")
    assert "paused: `/alerts resume aaaaa`" in line
    assert "blocked by Discord since 12 Nov: Allow Send Messages." in line


def test_longest_lines_fit_an_embed() -> None:
    """Six subscriptions with the longest names, queries and reasons fit Discord's 4,096 characters."""
    block = Block(cause=BlockCause.PERMISSION, reason="r" * 1000, since=START)
    sources = tuple(f"feed-{n}" for n in range(100))
    one = subscription(name="*" * 60, query="q" * 500, paused=True, sources=sources)
    longest = Listed(subscription=one, block=block)
    assert len("\n\n".join([subscription_line(longest, "c" * 100, a_week=1000)] * 6)) <= 4096


def test_query_is_not_said_twice() -> None:
    """A subscription that is named after its query shows it once, and the channel by name where it is known."""
    line = subscription_line(Listed(subscription=subscription(), block=None), "papers_and_more", a_week=1)
    assert line == "**diffusion** · 1 paper in the last 7 days\n-# #papers_and_more · at once · aaaaa"


def test_sources_that_were_chosen_are_told() -> None:
    """Those that are not read any more with a warning."""
    catalogue = Catalogue([make_spec("picks"), make_spec("alpha", kind=SourceKind.STREAM)])
    one = Listed(subscription=subscription(sources=("lists", "alpha")), block=None)
    assert subscription_line(one, "papers", None, catalogue).endswith(" · listens to the lists and Alpha")
    gone = Listed(subscription=subscription(sources=("alpha", "gone-feed")), block=None)
    text = subscription_line(gone, "papers", None, catalogue)
    assert "⚠️ gone-feed is no longer configured here: nothing comes from there." in text


def test_trouble_that_is_no_block_is_told() -> None:
    """A role of which nobody is notified, though the channel takes posts."""
    listed = Listed(subscription=subscription(), block=None)
    assert subscription_line(listed, None, "Nobody is notified.").splitlines()[-1] == "⚠️ Nobody is notified."
