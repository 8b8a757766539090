"""Other words for those of a query, from the index of past papers."""

import pytest

from bot.domain.ports import PollCommit, Store
from bot.search.past_papers import PastIndex
from tests.support.data import tables
from tests.support.fakes import START, sighting

TABLES = tables(__file__)

ABSTRACTS = (
    *["We crease by creasing; a crease."] * 3,
    "We fold paper glue dots (PGDs).",
    "We fold paper-glue dots (PGD).",
    "Public garden doors (PGD) fold.",
    *["Trees stand."] * 60,
    *["A creased tree stands."] * 2,
)


@pytest.fixture
async def _papers(store: Store):
    found = [sighting(f"2511.{n:05}", abstract=text) for n, text in enumerate(ABSTRACTS)]
    found += [
        sighting("2511.00200", abstract="No.", organization="Paper Academy of New Trees"),
        sighting("2511.00201", abstract="No.", organization="Glue School (GLS)"),
    ]
    await store.commit_poll(PollCommit(source="huggingface", at=START, sightings=tuple(found)))


@pytest.mark.usefixtures("_papers")
@pytest.mark.parametrize(("words", "field", "others"), TABLES["other words"])
async def test_other_words(past: PastIndex, words: str, field: str, others: list[str]):
    """Words of one stem that occur together, and the short and long forms that papers define."""
    assert [found.word for found in await past.related_words(words, field)] == others
