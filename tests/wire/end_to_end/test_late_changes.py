"""From real answers of PubMed and bioRxiv to cards that are edited, and posts of their own, weeks later."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.discord_io.render.renderer import DiscordRenderer
from bot.domain.ports import Source, Store
from bot.domain.ports.catalogue import Catalogue
from bot.domain.preferences import Preferences
from bot.service.poll.context import PollContext
from bot.service.poll.poller import Poller
from bot.service.retention import forget_old
from bot.service.trusted_clock import TrustedClock
from bot.settings import Settings
from bot.sources.catalogue import build_all
from bot.sources.http.fetcher import open_session
from tests.fake_sources.biorxiv import LoopbackBiorxiv, make_article, make_preprint
from tests.fake_sources.pubmed import Article, LoopbackPubMed
from tests.support.fakes import CHANNEL, Clock, FakeNotifier, settle, subscribe, subscription
from tests.support.makers import deliverer_of

START = datetime(2026, 8, 4, 12, tzinfo=UTC)
DAY = START.date()


class World:
    """A channel that posts new versions, and listens to a PubMed search and to bioRxiv."""

    def __init__(self, store: Store, now: Clock, pubmed: LoopbackPubMed, biorxiv: LoopbackBiorxiv):
        self.store, self.now, self.pubmed, self.biorxiv = store, now, pubmed, biorxiv
        self.notifier = FakeNotifier()
        self.sources: tuple[Source, ...] = ()

    async def poll_and_deliver(self):
        """Poll and deliver as a bot that was just started, and delete what is too old."""
        await forget_old(self.store, TrustedClock(self.now))
        catalogue = Catalogue([source.spec for source in self.sources])
        deliverer = deliverer_of(
            self.store, self.notifier, self.now, renderer=DiscordRenderer(catalogue=catalogue)
        )
        for source in self.sources:
            await Poller(self.store, source, self.now, PollContext(lists=set())).poll()
        await settle(deliverer, self.store, self.now)
        await deliverer.cards.edit()

    def posted(self) -> list[str]:
        return [_text(payload) for _, _, payload in self.notifier.history]

    def edited(self) -> list[str]:
        return [_text(payload) for _, payload in self.notifier.edits]


def _text(payload: Any) -> str:
    (embed,) = payload["embeds"]
    facts = embed["description"].splitlines()[-1].replace("Matched: `title:matter` · ", "")
    return f"{embed['title']} | {facts} | {embed['footer']['text']}"


@pytest.fixture
async def world(store: Store, now: Clock) -> AsyncIterator[World]:
    now.at = START
    async with LoopbackPubMed() as pubmed, LoopbackBiorxiv() as biorxiv, open_session() as session:
        world = World(store, now, pubmed, biorxiv)
        settings = Settings.model_validate(
            {
                "pubmed": {"search": "crispr", "url": pubmed.url},
                "biorxiv": {"subjects": ["all"], "url": biorxiv.url},
            }
        )
        days = (DAY + timedelta(days=n) for n in range(-7, 12))
        biorxiv.post(make_preprint(100 + n, day, title="Filler") for n, day in enumerate(days))
        world.sources = build_all(settings, session).polled[1:]
        await world.poll_and_deliver()
        await subscribe(store, subscription(query="title:matter", sources=("pubmed", "biorxiv")))
        await store.set_preferences(CHANNEL, Preferences(versions=True), due={})
        yield world


async def test_what_happens_to_posted_papers(world: World):
    """Weeks after the post, a card says that its paper was retracted, or has a version and a journal."""
    article = Article(pmid=1, entered=DAY, doi="10.1000/a")
    world.pubmed.enter([article, Article(pmid=2, entered=DAY, types=("Published Erratum",))])
    world.biorxiv.post([make_preprint(5, DAY)])
    world.now.forward(hours=1)
    await world.poll_and_deliver()
    footer = "doi:10.64898/2026.08.04.000005 · bioRxiv"
    assert world.posted() == [
        "On the matter of crispr | 4\u00a0Aug | doi:10.1000/a · PubMed",
        f"On the matter of 5 | A. Lovelace +1 · 4\u00a0Aug | {footer}",
    ]
    world.now.at = START + timedelta(days=6)
    world.biorxiv.post([make_preprint(5, DAY, version=2, date=str(world.now().date()))])
    await world.poll_and_deliver()
    world.now.at = START + timedelta(days=10)
    article.types, article.modified = ("Retracted Publication",), world.now().date()
    world.biorxiv.articles = [make_article(5, DAY)]
    for _ in range(3):
        await world.poll_and_deliver()
        world.now.forward(hours=1)
    assert world.edited() == [
        f"On the matter of 5 | A. Lovelace +1 · Version 2 · 4\u00a0Aug | {footer}",
        f"On the matter of 5 | Published in Nature, 2026 | {footer}",
        "Retracted: On the matter of crispr | 4\u00a0Aug | doi:10.1000/a · PubMed",
    ]
    assert world.posted()[2:] == [
        f"On the matter of 5 | A. Lovelace +1 · Version 2 · 10\u00a0Aug | {footer.replace(' ·', 'v2 ·', 1)}",
        "On the matter of 5 | Published in Nature, 2026 | doi:10.1038/s5 · bioRxiv",
    ]
