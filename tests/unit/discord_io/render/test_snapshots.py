"""Whole payloads of typical and awkward papers, approved by a person."""

import pytest
from syrupy.assertion import SnapshotAssertion

from bot.discord_io.render.renderer import DiscordRenderer, abstract_reply
from bot.domain.paper import Links
from bot.domain.preferences import Look, Preferences
from bot.language.current import using_language
from bot.query import parse, spans
from tests.support.fakes import paper
from tests.support.pseudo import PSEUDO
from tests.support.sources import CATALOGUE
from tests.unit.discord_io.render.render_world import MARKER, item, problems

RENDER = DiscordRenderer(spans=lambda query, text: spans(parse(query), text), catalogue=CATALOGUE)
RICH = item(
    paper(
        "2511.00001",
        title="Flow Matching for\n  Text-to-Image Models",
        tldr="A flow matching method makes text-to-image models 3.5times faster.",
        authors=("Ada Lovelace", "Alan Turing", "Grace Hopper", "Emmy Noether", "Mary Jackson", "Kurt Gödel"),
        organization="Analytical Engines",
        links=Links(
            page="https://huggingface.co/papers/2511.00001",
            pdf="https://arxiv.org/pdf/2511.00001",
            code="https://github.com/engines/flow",
            project="https://engines.example.org/flow_(2025)",
            thumbnail="https://cdn.example.org/2511.00001.png",
        ),
    ),
    ("flows", '"flow matching"'),
    ("pictures", "text-to-image, models"),
)
MATHS = item(
    paper(
        "2511.00002",
        title="$\\mathcal{O}(\\sqrt{T})$ Regret: A$^2$Search at $z\\sim1$",
        abstract="In this paper, we bound sigma_{1:T}^2 on 64times 64 images, e.g. for D{to}infty. More follows.",
        authors=("Paul Erd\\H{o}s",),
    ),
    stars=None,
)
HOSTILE = item(
    paper(
        "2511.00003",
        title="# [Free nitro](https://evil.example.org) @everyone \u202e<@1> ||x||",
        abstract="> **Bold** claims: see http://evil.example.org and </ban:1> or <t:0:R>, then `code`.",
        authors=("*Bobby*\n\u200b_Tables_", "\u200b"),
        links=Links(page="javascript:alert(1)", code="https://user@evil.example.org"),
    ),
    ("__evil__ <#1>", "bold"),
)
EMPTY = item(
    paper("2511.00004", title="", abstract="", id="doi:10.1101/" + "2025." * 60),
    upvotes=0,
    comments=0,
    stars=0,
    rank=None,
)
ITEMS = {"rich": RICH, "maths": MATHS, "hostile": HOSTILE, "empty": EMPTY}


LIMITS = {"6,000 characters", "components", "custom_id", "twice", "options"}


@pytest.mark.parametrize("look", Look)
@pytest.mark.parametrize("name", ITEMS)
def test_cards(name: str, look: Look, snapshot: SnapshotAssertion):
    """Each look is unchanged since it was approved."""
    assert RENDER.card(ITEMS[name], MARKER, Preferences(look=look)) == snapshot


@pytest.mark.parametrize("look", Look)
def test_digest(look: Look, snapshot: SnapshotAssertion):
    """The digest of all of them is unchanged since it was approved."""
    assert RENDER.digest(list(ITEMS.values()), MARKER, Preferences(look=look)) == snapshot


@pytest.mark.parametrize("name", ITEMS)
def test_abstracts(name: str, snapshot: SnapshotAssertion):
    """The abstract is unchanged since it was approved."""
    assert abstract_reply(ITEMS[name].sighting.paper, CATALOGUE) == snapshot


@pytest.mark.parametrize("look", Look)
@pytest.mark.parametrize("name", ITEMS)
def test_awkward_papers_keep_the_limits_in_a_longer_language(name: str, look: Look):
    """Texts a third longer than English keep the limits."""
    with using_language(PSEUDO):
        payload = RENDER.card(ITEMS[name], MARKER, Preferences(look=look))
        several = RENDER.digest(list(ITEMS.values()), MARKER, Preferences(look=look))
    for one in (payload, several):
        assert not LIMITS.intersection(problems(one))
