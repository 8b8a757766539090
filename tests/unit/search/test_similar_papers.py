"""Similar papers from the index."""

import random
import re
from dataclasses import replace
from datetime import date

from bot.domain.ports import Store
from bot.search.past_papers import PastIndex
from tests.support.fakes import paper, sighting
from tests.unit.query.papers import recorded_sightings
from tests.unit.search.indexes import stored


async def test_similar_papers(store: Store, past: PastIndex):
    """Similar papers are sorted by closeness, with shared phrases; not the paper itself, nor those without any."""
    await stored(
        store,
        sighting("2511.00001", title="Rotary position embeddings", abstract="They carry long context."),
        sighting("2511.00002", title="Position embeddings", abstract="Rotary ones carry context."),
        sighting("2511.00003", title="Rotary songs of birds", abstract="In trees."),
        sighting("2511.00004", title="Fish", abstract="Water."),
        sighting("2511.00005", title="Long songs of many birds", abstract="In trees, as long as rivers."),
    )
    asked = paper("2511.00001", title="Rotary position embeddings", abstract="They carry long context.")
    near = await past.similar(asked, since=date.min, most=9)
    assert [one.paper_id[-1] for one in near] == ["2", "3"]
    assert near[0].closeness > near[1].closeness > 0
    assert "Position embeddings" in near[0].shared
    assert {key[-1] for key in await past.roughly_similar(asked, since=date.min)} == {"2", "3", "5"}
    nothing = replace(asked, title="", abstract="")
    assert await past.similar(nothing, since=date.min, most=9) == ()
    assert await past.roughly_similar(nothing, since=date.min) == ()


async def test_phrases_that_are_named(store: Store, past: PastIndex):
    """The longest shared phrases are shown, and none that is mentioned once."""
    asked = paper(
        "2511.00001",
        title="Vision language action models",
        abstract="Vision language action models (VLAs) keep short term memory. Flow matching and flow matching.",
    )
    other = "Memory of vision-language-action models. Vision language action models keep term memory. A flow."
    await stored(
        store,
        sighting("2511.00001", title=asked.title, abstract=asked.abstract),
        sighting("2511.00002", title="Memory", abstract=other),
    )
    (near,) = await past.similar(asked, since=date.min, most=9)
    assert near.shared[0] == "vision-language-action models"
    assert "flow" not in near.shared
    assert not any("term" in shared for shared in near.shared)


async def test_reasons_stand_in_both_texts(store: Store, past: PastIndex):
    """Every reason is written in both titles or abstracts, and every neighbour has one."""
    recorded = random.Random(11).sample(recorded_sightings(), 300)
    await stored(store, *recorded)
    texts = {one.paper.id: f"{one.paper.title} . {one.paper.abstract}".casefold() for one in recorded}
    for one in recorded[:20]:
        for near in await past.similar(one.paper, since=date.min, most=6):
            assert near.shared
            for reason in near.shared:
                parts = re.split(r"[\s‐–-]+", reason.casefold())
                written = re.compile(r"[\s‐–-]+".join(map(re.escape, parts)))
                assert written.search(texts[one.paper.id]), (one.paper.title, reason)
                assert written.search(texts[near.paper_id]), (one.paper.title, reason)


async def test_known_subjects_are_reasons_though_frequent(store: Store, past: PastIndex):
    """A known subject that many papers have is shown if nothing rarer is shared."""
    said = "Reinforcement learning for owls. Reinforcement learning helps."
    others = [sighting(f"2511.1{n:04}", title=f"Number{n}", abstract="Reinforcement learning.") for n in range(50)]
    rest = [sighting(f"2511.2{n:04}", title=f"Count{n}", abstract="None.") for n in range(550)]
    two = sighting(
        "2511.00002", title="Foxes", abstract="Reinforcement learning of foxes, reinforcement learning."
    )
    await stored(store, sighting("2511.00001", title="Owls", abstract=said), two, *others, *rest)
    near = await past.similar(paper("2511.00001", title="Owls", abstract=said), since=date.min, most=99)
    assert [one.shared for one in near if one.paper_id == two.paper.id] == [("Reinforcement learning",)]


async def test_what_papers_about_anything_say_is_no_reason(store: Store, past: PastIndex):
    """A phrase that is as frequent among all papers is not shown."""
    said = "Rotary phases save computational cost. Rotary phases at a computational cost."
    words = ("A computational one.", "Some cost.", "None.", "A computational cost.")
    others = [
        sighting(f"2511.1{n:04}", title=f"Number{n}", abstract=words[3 if n % 30 == 5 else n % 3])
        for n in range(600)
    ]
    await stored(
        store,
        sighting("2511.00001", title="One", abstract=said),
        sighting("2511.00002", title="Two", abstract="The computational cost is none. Rotary phases, phases."),
        *(sighting(f"2511.00{n + 100}", title="Phases", abstract="Rotary ones.") for n in range(40)),
        *others,
    )
    near = await past.similar(paper("2511.00001", title="One", abstract=said), since=date.min, most=99)
    assert [one.shared for one in near if one.paper_id == "arxiv:2511.00002"] == [("Rotary phases",)]


async def test_words_of_any_research_are_no_reason(store: Store, past: PastIndex):
    """General words of research are not shown, alone or together."""
    said = "Deep learning at a rate. Deep learning accuracy, accuracy. Video, video. Rotary phases, rotary phases."
    await stored(
        store,
        sighting("2511.00001", title="One", abstract=said),
        sighting("2511.00002", title="Two", abstract=said),
    )
    (near,) = await past.similar(paper("2511.00001", title="One", abstract=said), since=date.min, most=9)
    assert near.shared == ("Rotary phases",)
