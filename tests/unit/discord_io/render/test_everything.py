"""Every recorded paper, and papers from hell, within every limit of Discord."""

# The types of jsonschema and referencing are partly unknown to a checker:
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from bot.discord_io.render.renderer import DiscordRenderer, abstract_reply
from bot.domain.alert import Item
from bot.domain.paper import Links, Paper
from bot.domain.preferences import Look, Preferences
from bot.query import parse, spans
from tests.fake_discord.http.validation import description
from tests.support.data import shared
from tests.support.sources import CATALOGUE
from tests.unit.discord_io.render.render_world import MARKER, edge_cases, item, problems, recorded_items

RENDER = DiscordRenderer(spans=lambda query, text: spans(parse(query), text), catalogue=CATALOGUE)
LOOKS = [Preferences(look=look) for look in Look]
TEXT = st.text(st.one_of(st.sampled_from("\\*_~|>#-[]()<@:`$ \n{}^"), st.characters()), max_size=400)
LINK = st.one_of(TEXT, TEXT.map("https://a.b/".__add__))
PAPERS = st.builds(
    Paper,
    id=st.text(min_size=1, max_size=90).map("doi:".__add__),
    source=st.text(max_size=20),
    title=TEXT,
    abstract=TEXT,
    links=st.builds(Links, page=LINK, pdf=LINK, code=LINK, project=LINK, thumbnail=LINK),
    authors=st.lists(TEXT, max_size=8).map(tuple),
    organization=st.none() | TEXT,
    journal=st.none() | TEXT,
    version=st.integers(1, 999),
    retracted=st.booleans(),
    tldr=st.none() | TEXT,
)


@pytest.fixture(
    scope="module", params=[pytest.param(1, id="all", marks=pytest.mark.soak), pytest.param(4, id="a quarter")]
)
def recorded(request: pytest.FixtureRequest) -> list[Item]:
    """Every recorded paper; each fourth where that has to be quick."""
    found = list(recorded_items())
    assert len(found) > 1500
    return found[:: request.param]


@pytest.fixture(scope="module")
def schema() -> Draft202012Validator:
    """Discord's own description of the create-message body."""
    document = description(shared("discord-openapi.json"))
    assert document is not None
    registry: Registry[Any] = Registry().with_resource("urn:discord", DRAFT202012.create_resource(document))
    reference = {"$ref": "urn:discord#/components/schemas/MessageCreateRequest"}
    return Draft202012Validator(reference, registry=registry)


@pytest.mark.parametrize("chosen", LOOKS, ids=list(Look))
def test_cards_of_all_recorded_papers(recorded: list[Item], chosen: Preferences):
    """In each look each recorded paper keeps every limit, pings nobody and has nothing active but what is ours."""
    found = {one.sighting.paper.id: problems(RENDER.card(one, MARKER, chosen)) for one in recorded}
    assert not {paper: broken for paper, broken in found.items() if broken}


@pytest.mark.parametrize("chosen", LOOKS, ids=list(Look))
def test_digests_of_all_recorded_papers(recorded: list[Item], chosen: Preferences):
    """Packed, all recorded papers fit their digests, the most upvoted in the first, and none is dropped."""
    groups = RENDER.pack(recorded, chosen)
    ranked = sorted(recorded, key=lambda one: one.sighting.signals.upvotes, reverse=True)
    assert [one for group in groups for one in group] == ranked
    assert not [found for group in groups if (found := problems(RENDER.digest(group, MARKER, chosen)))]


def test_abstracts_of_all_recorded_papers(recorded: list[Item]):
    """Each recorded abstract can be shown."""
    assert not [found for one in recorded if (found := problems(abstract_reply(one.sighting.paper, CATALOGUE)))]


def test_payloads_fit_discords_description(recorded: list[Item], schema: Draft202012Validator):
    """Discord's own schema takes the payloads, those of the awkward papers above all."""
    chosen = [*edge_cases().values(), *recorded[::40]]
    payloads = [RENDER.card(one, MARKER, look) for one in chosen for look in LOOKS]
    payloads += [RENDER.digest(group, MARKER, look) for look in LOOKS for group in RENDER.pack(chosen, look)]
    payloads += [abstract_reply(one.sighting.paper, CATALOGUE) for one in chosen]
    assert not [error.message for payload in payloads for error in schema.iter_errors(payload)]


@given(PAPERS, st.text(max_size=80), st.integers(-5, 10**9))
def test_papers_from_hell(paper: Paper, name: str, count: int):
    """Every paper can be posted in every form."""
    one = item(paper, (name, "a"), upvotes=count, comments=count, stars=count, rank=max(count, 0))
    for look in LOOKS:
        assert not problems(RENDER.card(one, MARKER, look))
        assert not problems(RENDER.digest([one], MARKER, look))
    assert not problems(abstract_reply(paper, CATALOGUE))
