"""Lines of lists."""

from __future__ import annotations

from bot.domain.paper import Links
from bot.domain.subscription import Block, BlockCause
from bot.service.subscriptions.subscriptions import Listed
from cogs.shared.lines import paper_line, subscription_line
from tests.support.fakes import START, sighting, subscription


def test_paper_line_links_by_number() -> None:
    """A paper's lines show title, upvotes and a link whose label is the paper's number."""
    line = paper_line(sighting("2511.00001", title="Flow\nmatching", upvotes=34))
    assert line == "**Flow matching**\n▲ 34 · [2511.00001](https://huggingface.co/papers/2511.00001)"


def test_hostile_titles_stay_text() -> None:
    """A title can neither ping nor hide a link, and an address that is not http(s) is not linked."""
    hostile = sighting(title="@everyone [free](https://evil.example)", links=Links(page="javascript:alert(1)"))
    line = paper_line(hostile)
    assert "\\@everyone" in line
    assert "](https" not in line
    assert "javascript" not in line


def test_subscription_line_says_why_nothing_is_posted() -> None:
    """Paused and blocked are told apart and both say what to do."""
    block = Block(cause=BlockCause.PERMISSION, reason="Allow Send Messages.", since=START)
    line = subscription_line(Listed(subscription=subscription(name="Hot", paused=True), block=block), None)
    assert "`aaaaa` **Hot** → <#2000> · now\n`diffusion`" in line
    assert "paused: `/alerts resume aaaaa`" in line
    assert "blocked by Discord since 12 Nov: Allow Send Messages." in line


def test_longest_lines_fit_an_embed() -> None:
    """Six subscriptions with the longest names, queries and reasons fit Discord's 4,096 characters."""
    block = Block(cause=BlockCause.PERMISSION, reason="r" * 1000, since=START)
    longest = Listed(subscription=subscription(name="*" * 60, query="q" * 500, paused=True), block=block)
    assert len("\n".join([subscription_line(longest, "c" * 100)] * 6)) <= 4096


def test_query_is_not_said_twice() -> None:
    """A subscription that is named after its query shows it once, and the channel by name where it is known."""
    line = subscription_line(Listed(subscription=subscription(), block=None), "papers_and_more")
    assert line == "`aaaaa` **diffusion** → #papers_and_more · now"
