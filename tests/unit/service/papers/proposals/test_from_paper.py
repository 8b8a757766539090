"""Queries for similar papers and words to exclude, on the real store."""

import random
import re
from dataclasses import replace
from datetime import date

import pytest

from bot.demo.sample import bundled
from bot.domain.errors import NotReadyError
from bot.domain.paper import Sighting
from bot.domain.ports import PollCommit, Store
from bot.query import parse
from bot.query.analysis.document import term_keys
from bot.query.analysis.topics import subjects
from bot.query.rewriting.rewrite import without
from bot.search.past_papers import PastIndex
from bot.service.papers.archive import Archive
from bot.service.papers.proposals.from_paper import query_for_similar_papers, words_to_exclude
from bot.service.papers.proposals.terms import terms
from bot.sources.paper_files import parse as read
from tests.support.fakes import Clock, paper, sighting
from tests.unit.query.papers import recorded_sightings

_OTHERS = ("birds", "stars", "waves", "rocks", "songs", "coins")


async def following(store: Store, past: PastIndex, now: Clock, papers: list[Sighting]) -> Archive:
    await store.commit_poll(PollCommit(source="huggingface", at=now(), sightings=tuple(papers)))
    return Archive(store, past, [], now)


@pytest.fixture
async def few(store: Store, past: PastIndex, now: Clock) -> Archive:
    """Among so few papers that what they have tells little."""
    papers = [sighting(f"2511.{n:05}", title=f"Subject {word}") for n, word in enumerate(_OTHERS)]
    return await following(store, past, now, papers)


@pytest.fixture
async def many(store: Store, past: PastIndex, now: Clock) -> Archive:
    """600 papers: sixty compare birch leaves with an oaken baseline, six are about tree rings."""
    every = [sighting(f"2511.{n:05}", title=f"Subject {_OTHERS[n % 6]}") for n in range(600)]
    for n in range(60):
        every[n] = sighting(f"2511.{n:05}", title="Birch leaves", abstract="With an oaken baseline.")
    for n in range(60, 66):
        every[n] = sighting(f"2511.{n:05}", title="Reading tree rings", abstract="Of tree rings.")
    for n in range(66, 70):
        every[n] = sighting(f"2511.{n:05}", title="Magpie eggs", abstract="Birch leaves around magpie eggs.")
    return await following(store, past, now, every)


async def asked(archive: Archive, title: str, *keywords: str, abstract: str = "") -> str | None:
    found = await query_for_similar_papers(archive, sighting(title=title, keywords=keywords, abstract=abstract))
    return None if found is None else found.canonical


async def test_of_the_recorded_papers_each_gets_a_query_that_finds_it_and_others(
    store: Store, past: PastIndex, now: Clock
):
    """The query matches the paper, is short, and finds at most one in ten of 400 papers."""
    recorded = random.Random(7).sample(recorded_sightings(), 400)
    archive = await following(store, past, now, recorded)
    alone = 0
    for one in recorded[:20]:
        query = await query_for_similar_papers(archive, one)
        assert query is not None, one.paper.title
        assert query.matches(one.paper, one.signals), (one.paper.title, query.canonical)
        assert len(query.canonical) <= 120
        found = (await past.find(query.canonical, since=one.signals.list_day)).total
        assert found <= 40, (one.paper.title, query.canonical)
        alone += found == 1
    assert alone <= 2


async def test_every_paper_of_the_demo_gets_a_query_that_finds_it(store: Store, past: PastIndex, now: Clock):
    """With an empty store, the position of words in the paper decides."""
    archive = await following(store, past, now, [])
    for entry in read(bundled()).entries:
        one = replace(sighting(), paper=entry.paper)
        query = await query_for_similar_papers(archive, one)
        assert query is not None, one.paper.title
        assert query.matches(one.paper, one.signals), (one.paper.title, query.canonical)


async def test_the_topic_of_the_title_is_kept(store: Store, past: PastIndex, now: Clock):
    """In a small store the topic of the title is preferred to other shared words."""
    about = "Optical flow guides it. Semantic rehearsal has an optical flow. A token budget has no optical flow."
    others = [
        sighting("2511.00004", title="Optical flow", abstract="Optical flow under a token budget."),
        sighting("2511.00005", title="Semantic rehearsal", abstract="It is for video generation."),
    ]
    archive = await following(store, past, now, others)
    found = await asked(archive, "Video Generation via Semantic Rehearsal", abstract=about)
    assert found is not None
    assert "semantic rehearsal" in found.casefold()
    assert "optical" not in found


async def test_what_a_title_shares_with_other_titles(many: Archive):
    """Terms in titles of other papers are preferred to general ones."""
    abstract = "Tree rings tell of rain. An oaken baseline, and an oaken baseline."
    assert await asked(many, "Tree rings of an oaken baseline", abstract=abstract) == '"Tree rings"'


async def test_what_many_have_is_asked_for_together_with_something(many: Archive):
    """A term of a tenth of all papers is never the whole query."""
    abstract = "Birch leaves and magpie eggs. Birch leaves hide what is green."
    found = await asked(many, "Birch leaves over magpie eggs", abstract=abstract)
    assert found is not None
    assert "eggs" in found


async def test_known_subjects_need_no_store(few: Archive):
    """With few stored papers a known subject is preferred to a name, to general words and to what nobody knows."""
    abstract = "GUI agents press keys. We train GUI agents by careful playful rehearsal."
    found = await asked(few, "OmegaUse: Playful Rehearsal of General GUI Agents", abstract=abstract)
    assert found == '"GUI agents"'


async def test_narrow_subjects_are_alternatives(many: Archive):
    """Of two subjects of the title with hardly any papers, the query takes either."""
    found = await asked(many, "Magpie eggs and tree rings", abstract="Magpie eggs. Tree rings.")
    assert found == '"Magpie eggs" OR "tree rings"'


def test_subjects_are_written_as_keys():
    """A subject in another form than a term's keys would never be found."""
    known = subjects()
    assert known["video generation"] > known["gui agent"] > 0
    assert {" ".join(term_keys(subject)) for subject in known} == known.keys()


async def test_what_brings_nothing_gives_way(many: Archive):
    """A phrase of the paper alone is used only without alternatives."""
    abstract = "Copper kettles whistle. Tree rings, and tree rings."
    found = await asked(many, "Copper kettles", abstract=abstract)
    assert found is not None
    assert '"tree rings"' in found
    assert await asked(many, "Copper kettles", abstract="Copper kettles whistle.") == '"Copper kettles"'


@pytest.mark.parametrize(
    ("title", "abstract"),
    [
        ("Of the 2", "…"),
        ("Updates", "An owl."),
        ("Tokens", "Tokens, tokens and tokens."),
        ("Models", "Data, models and learning; data for models."),
        ("Scalable learning updates", "Updates. Learning updates. Scalable learning."),  # words of any research
        ("Bushily", "Bushily, bushily and bushily."),  # an adverb
        ("LeafReader: updates", "LeafReader desks and LeafReader desks."),  # a name that nobody else has
        ("Updates", "Tried with Oak-2.5 Pro, with Oak-2.5 Pro and with Oak-2.5 Pro."),  # a version of something
        ("They Don't", "They don't."),  # a verb
    ],
)
async def test_what_tells_no_subject_is_not_asked_for(few: Archive, title: str, abstract: str):
    """General words give no query, however frequent."""
    assert await asked(few, title, ' " ', f"{'x' * 300} {'y' * 300}", abstract=abstract) is None


@pytest.mark.parametrize(
    "text",
    [
        '" OR ( -a:b "' * 400,
        "tree " * 4_000,
        "-".join(["tree"] * 4_000),
        "$" + "{" * 3_000,
        "ＴＲＥＥ ⅸ 𝔱𝔯𝔢𝔢 n\u0303o \u202etree rings " * 200,
        " ".join(f"tree{number} ring{number}" for number in range(2_000)),
    ],
)
async def test_hostile_texts_ask_little(many: Archive, past: PastIndex, text: str):
    """Any paper causes a bounded number of searches and a short query."""
    asked_for: list[str] = []
    find = past.find

    async def counting(query: str | None, **how: object) -> object:
        asked_for.append(query or "")
        return await find(query, **how)  # pyright: ignore[reportArgumentType] - as they came

    past.find = counting  # pyright: ignore[reportAttributeAccessIssue] - the same, counted
    hostile = sighting(title=text[:3_000], abstract=text, keywords=(text[:200],) * 400)
    query = await query_for_similar_papers(many, hostile)
    assert len(asked_for) <= 100
    assert query is None or (len(query.canonical) < 500 and parse(query.canonical) == query)


def test_a_paper_speaks_of_the_phrases_it_puts_forward():
    """Whole phrases of the title come before their parts; the paper's own name is left out."""
    one = paper(
        title="OwlNet: Anomaly Detection in Tree Rings",
        abstract="OwlNet does anomaly detection. Anomaly detection in tree rings is hard.",
    )
    found = terms(one)
    assert [term.written for term in found[:2]] == ["anomaly detection", "tree rings"]
    assert not any("OwlNet" in term.written for term in found)
    assert "anomaly" not in [term.written for term in found]


def test_a_name_leaves_words_with_its_letters():
    """Only the name itself and names made of it are left out."""
    abstract = (
        "We study organoid imaging and ganglion segmentation. GANs and GAN2 need GAN-based training. "
        "GAN++ beats GANBench. For gan training, GAN's loss is good."
    )
    found = {term.written for term in terms(paper(title="GAN: Organoid Imaging", abstract=abstract))}
    assert {"organoid imaging", "ganglion segmentation"} <= found
    assert [one for one in found if re.search(r"GAN|\bgan\b", one)] == []


_SURVEY = sighting(
    title="A Survey of Diffusion for Protein Folding with Owls",
    abstract="Protein folding by diffusion. Owls fold a protein; protein folding is scalable learning.",
)


@pytest.fixture
async def forty(store: Store, now: Clock):
    """Forty papers on diffusion: ten fold proteins, one has owls, thirty are about images."""
    titles = [*["Diffusion for protein folding"] * 10, "Diffusion of owls", *["Diffusion of images"] * 29]
    listed = tuple(sighting(f"2511.{n:05}", title=title) for n, title in enumerate(titles))
    await store.commit_poll(PollCommit(source="huggingface", at=now(), sightings=listed))


@pytest.mark.usefixtures("forty")
async def test_what_leaves_out_most_of_what_is_like_it_comes_first(past: PastIndex):
    """The kind of paper comes first; subjects are whole phrases that the query does not contain."""
    found = await words_to_exclude(past, parse("diffusion"), _SURVEY, date.min)
    assert [word.casefold() for word in found] == ["survey", "protein folding", "owls"]


async def test_the_kind_of_a_paper_is_read_beside_a_colon(past: PastIndex):
    """Punctuation after the word does not hide the kind of a paper."""
    for title in ("Protein Folding (A Survey)", "A Survey: Folding of Proteins"):
        assert "survey" in await words_to_exclude(past, parse("owls"), sighting(title=title), date.min)


@pytest.mark.usefixtures("forty")
@pytest.mark.parametrize(
    "query", ["diffusion", "diffusion -owls", '"protein folding"', "owls OR images", "protein"]
)
async def test_each_word_leaves_something(past: PastIndex, query: str):
    """Excluding a word leaves a valid query with at least half of its matches."""
    before = (await past.find(query, since=date.min)).total
    for word in await words_to_exclude(past, parse(query), _SURVEY, date.min):
        after = (await past.find(without(parse(query), word).canonical, since=date.min)).total
        assert after * 2 >= before or before < 10, word


async def test_of_a_single_paper_the_title_is_offered(store: Store, past: PastIndex, now: Clock):
    """With few matches, all words of the title can be excluded."""
    only = sighting(title="Diffusion for trees")
    await store.commit_poll(PollCommit(source="huggingface", at=now(), sightings=(only,)))
    assert await words_to_exclude(past, parse("diffusion"), only, date.min) == ("trees",)


async def test_the_title_has_to_do_while_nothing_can_be_counted(past: PastIndex):
    """While the index is not ready, words of the title can be excluded."""

    async def find(*_: object, **__: object):
        raise NotReadyError("They are being prepared.")

    past.find = find  # pyright: ignore[reportAttributeAccessIssue] - not ready
    found = await words_to_exclude(past, parse("diffusion"), _SURVEY, date.min)
    assert found[:2] == ("survey", "protein folding")
