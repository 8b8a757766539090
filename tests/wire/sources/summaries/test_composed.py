"""`run` and `check` with the settings of summaries."""

import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.app.check import check
from bot.app.summaries import try_summaries, writing_summaries
from bot.domain.ports import Observer, Store
from bot.settings import Settings
from bot.sources.summaries.judging import EXAMPLE_PAPER
from tests.fake_sources import faults
from tests.fake_sources.chat import LoopbackModel
from tests.support.fakes import CHANNEL, Clock, sighting
from tests.support.makers import add_alerts
from tests.support.paths import ROOT

TEXT = "A small neural network learns from 1,250 cups of tea whether it will rain by noon."


@pytest.fixture
async def model() -> AsyncIterator[LoopbackModel]:
    async with LoopbackModel(TEXT) as server:
        yield server


def _settings(model: LoopbackModel, folder: Path, **more: object) -> Settings:
    key = folder / "key"
    key.write_text("sk-1\n", "utf-8")
    wanted = {"url": model.url, "model": "m-7b", "key_file": str(key), "timeout": 60, **more}
    return Settings.model_validate({"summaries": wanted, "store": {"url": f"tinydb://{folder / 'store'}"}})


async def _tried(settings: Settings) -> list[tuple[bool, str]]:
    return [one async for one in try_summaries(settings.summaries)]


async def test_check_shows_what_the_model_writes(model: LoopbackModel, tmp_path: Path):
    """`check` shows a summary of an invented paper, and its cost."""
    ((well, text),) = await _tried(_settings(model, tmp_path))
    assert (well, text) == (True, f'm-7b wrote in en, for 246 tokens: "{TEXT}"')
    assert model.titles == [EXAMPLE_PAPER.title]
    assert model.headers[0]["Authorization"] == "Bearer sk-1"


@pytest.mark.parametrize(
    ("says", "words"),
    [
        ("I'm sorry, I am a teapot.", "excuse or a preface"),
        ("Das Netz lernt aus dem Tee, ob es am Mittag regnet.", "another language"),
    ],
)
async def test_check_shows_what_could_not_be_shown(model: LoopbackModel, tmp_path: Path, says: str, words: str):
    """`check` shows a refused answer and the reason, without failing other checks."""
    model.says = says
    ((well, text),) = await _tried(_settings(model, tmp_path))
    assert not well
    assert words in text
    assert f'It wrote: "{says}". Our own gists are shown instead' in text


async def test_check_tells_that_tokens_were_used_up(model: LoopbackModel, tmp_path: Path):
    """`check` reports used-up tokens, with what to do."""
    model.choice = {"finish_reason": "length", "message": {"content": None, "reasoning": "Hm, so"}}
    ((well, text),) = await _tried(_settings(model, tmp_path, extra={"top_k": 1}))
    assert not well
    assert "used up its tokens" in text
    assert "[summaries.extra]" in text
    assert "It wrote" not in text
    assert model.asked[0]["top_k"] == 1


async def test_it_is_one_of_the_findings(model: LoopbackModel, tmp_path: Path):
    """Summaries are a finding of `check` only if they are configured."""
    settings = _settings(model, tmp_path).model_copy(update={"huggingface": Settings().huggingface})
    nowhere = settings.huggingface.model_copy(update={"url": "http://127.0.0.1:9", "timeout": 1.0})
    settings = settings.model_copy(update={"huggingface": nowhere})
    (found,) = [one for one in await check(settings) if one.subject == "summaries"]
    assert found.ok
    off = settings.model_copy(update={"summaries": Settings().summaries})
    assert [one for one in await check(off) if one.subject == "summaries"] == []
    assert len(model.asked) == 1


async def test_run_gets_what_the_settings_say(model: LoopbackModel, tmp_path: Path, store: Store, now: Clock):
    """`run` uses the settings, and cancels requests at the end."""
    settings = _settings(model, tmp_path, languages=["de", "fr"], per_day=1, translate_only=True)
    await add_alerts(store, [sighting()], now())
    async with writing_summaries(settings.summaries, store, Observer()) as writer:
        assert writer is not None
        assert writer.model == "m-7b"
        assert writer.language_for("ja") == "de"
        assert writer.ask(CHANNEL, [sighting().paper], "fr", now())
        await writer.all_answered()
        assert "translate" in model.asked[0]["messages"][0]["content"]
        assert not await writer.spending.take()
        model.break_down(faults.silence())


def test_nothing_of_it_is_imported_without_need():
    """Nothing of summaries is imported if they are off."""
    code = (
        "import sys, bot.__main__, bot.app.run, bot.app.check\n"
        "print(sorted(name for name in sys.modules if name.startswith('bot.sources.summaries.')))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['bot.sources.summaries.settings']"
