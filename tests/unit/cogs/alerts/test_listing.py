"""The entry of a subscription in `/alerts list`."""

from datetime import timedelta

import pytest
from simcord.components import walk_components

from bot.domain.discord.limits import COMPONENTS, LAYOUT_BYTES, LAYOUT_TEXT
from bot.domain.ports import SourceKind
from bot.domain.ports.catalogue import Catalogue
from bot.domain.subscription import Block, BlockCause
from bot.language.current import using_language
from bot.service.subscriptions.rules import SubscriptionEntry
from bot.text.graphemes import utf16_length
from cogs.alerts.listing import subscription_entry
from cogs.shared.layouts import listing
from tests.behaviour.world import TEXT
from tests.support.fakes import START, subscription
from tests.support.pseudo import PSEUDO
from tests.support.sources import make_spec


def test_the_entry_says_why_nothing_is_posted():
    """A pause and a block have a line each, in the person's language."""
    block = Block(cause=BlockCause.PERMISSION, reason="Allow Send Messages.", since=START)
    one = subscription(name="Hot", paused=True, paused_until=START + timedelta(days=1))
    text = subscription_entry(SubscriptionEntry(subscription=one, block=block, waiting=2), None, "instantly").text
    assert text.startswith("**Hot**\n`diffusion`\n-# <#2000> · instantly\n⏸️ Paused until <t:")
    assert ". 2 earlier matches are held until the pause ends." in text
    assert text.endswith("⛔ Blocked since 12 Nov: Allow Send Messages.")
    with using_language(PSEUDO):
        assert (
            "Allow"
            not in subscription_entry(SubscriptionEntry(subscription=one, block=block), None, "instantly").text
        )


@pytest.mark.parametrize(("letter", "reason"), [("*", "r"), ("知", "知")])
async def test_a_page_at_its_longest_fits_a_message(letter: str, reason: str):
    """Five entries with the longest names, queries and reasons fit a message, also with letters of three bytes."""
    block = Block(cause=BlockCause.PERMISSION, reason=reason * 1000, since=START)
    sources = tuple(f"feed-{n}" for n in range(100))
    one = subscription(name=letter * 60, query="q" + letter * 499, paused=True, sources=sources)
    entry = subscription_entry(
        SubscriptionEntry(subscription=one, block=block, waiting=5), letter * 100, "instantly", per_week=1000
    )
    layout = listing(["### Server subscriptions\n-# 1,000 subscriptions · page 100 of 200"], [entry] * 5)
    parts = list(walk_components(layout.to_components()))
    texts = [str(part["content"]) for part in parts if part["type"] == TEXT]
    assert sum(map(utf16_length, texts)) <= LAYOUT_TEXT
    assert sum(len(text.encode()) for text in texts) <= LAYOUT_BYTES
    assert len(parts) + 3 == COMPONENTS  # with the row that turns pages


def test_chosen_sources_are_listed():
    """The entry has the chosen sources, and a warning about one that the host removed."""
    catalogue = Catalogue([make_spec("picks"), make_spec("alpha", kind=SourceKind.STREAM)])
    one = SubscriptionEntry(subscription=subscription(sources=("lists", "alpha")), block=None)
    assert subscription_entry(one, "papers", "instantly", catalogue).text.endswith(" · Picks and Alpha")
    gone = SubscriptionEntry(subscription=subscription(sources=("alpha", "gone-feed")), block=None)
    text = subscription_entry(gone, "papers", "instantly", catalogue).text
    assert "⚠️ No longer available: gone-feed" in text
