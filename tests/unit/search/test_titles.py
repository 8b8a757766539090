"""Papers by a typed part of their titles."""

from datetime import timedelta

from bot.domain.ports import Store
from bot.search.past_papers import PastIndex
from tests.support.fakes import DAY, sighting
from tests.unit.search.indexes import stored

_DAYS = timedelta(days=1)


async def test_titles_have_all_words_in_any_place(store: Store, past: PastIndex):
    """Titles match by parts of words or the number in any case, a full title first, then the newest."""
    await stored(
        store,
        sighting("2511.00001", title="Deep Agents  at Work", day=DAY - 3 * _DAYS),
        sighting("2511.00002", title="Agents", day=DAY - 2 * _DAYS),
        sighting("2511.00003", title="Agents and 100 % more"),
        sighting("2511.00004", title="Why [a]?", day=DAY - 4 * _DAYS),
    )
    await past.catch_up()

    async def titled(text: str, most: int = 9) -> list[str]:
        return [key[-1] for key in await past.titled(text, most)]

    assert await titled("gent") == ["3", "2", "1"]
    assert await titled("AGENTS") == ["2", "3", "1"]
    assert await titled("agents", 1) == ["2"]
    assert await titled("work gen") == ["1"]
    assert await titled("00003 agents") == ["3"]
    assert await titled("%") == ["3"]
    assert await titled("[a]?") == ["4"]
    assert await titled("*") == await titled("a*b") == await titled("[^w]") == []
    assert await titled("") == ["3", "2", "1", "4"]
    assert await titled("fish \ud83d") == []
    assert await titled("a " * 2000) == ["3", "2", "1", "4"]
    assert await titled("a b " * 1000) == []
    assert await titled("*" * 20_000) == []


async def test_titles_are_ordered_by_how_near_they_are(store: Store, past: PastIndex):
    """Titles are ordered by how the text matches, then by date."""
    titles = (
        "RL for Consistency Models",
        "A Study of RL for Robots",
        "RL for Everything",
        "Threshold-Consistent World for RL",
        "Open-Worl for Agents",
        "RL-for-All with RL for Some",
        "[RL for]* Others",
    )
    days = (9, 8, 7, 6, 5, 4, 3)
    await stored(
        store,
        *(
            sighting(f"2511.0000{n}", title=title, day=DAY - before * _DAYS)
            for n, (title, before) in enumerate(zip(titles, days, strict=True))
        ),
    )
    await past.catch_up()
    assert [key[-1] for key in await past.titled("rl for", 9)] == ["2", "0", "6", "5", "1", "4", "3"]
    assert [key[-1] for key in await past.titled("rl for", 2)] == ["2", "0"]
    assert [key[-1] for key in await past.titled("[rl for]*", 9)] == ["6"]
    assert [key[-1] for key in await past.titled("2511.00003", 9)] == ["3"]


async def test_three_characters_in_a_row_find_what_is_there(store: Store, past: PastIndex):
    """Trigrams find letters of any language and signs, and no changed or removed title."""
    titles = (
        "Größe der Äpfel",
        "研究用大模型",
        'A "quoted" AND (more) NEAR',
        "x" * 300,
        "İstanbul ﬁne",
        "Aé\0bc d",
    )
    await stored(store, *(sighting(f"2511.0000{n}", title=title) for n, title in enumerate(titles)))
    await past.catch_up()

    async def titled(text: str) -> list[str]:
        return [key[-1] for key in await past.titled(text, 9)]

    assert await titled("GRÖSSE äpfel") == await titled("röss pfe") == ["0"]
    assert await titled("研究用") == await titled("大模型") == await titled("用大") == ["1"]
    assert await titled('"quoted" (more)') == await titled("AND NEAR") == ["2"]
    assert await titled("x" * 40) == ["3"]
    assert await titled("xxxxy") == await titled("äpfel quoted") == []
    assert await titled("fine") == ["4"]
    await stored(store, sighting("2511.00000", title="Size of Apples"))
    await past.catch_up()
    assert await titled("pfel") == []
    assert await titled("pples") == ["0"]
