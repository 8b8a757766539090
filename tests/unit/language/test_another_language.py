"""A new language needs one row and one catalogue, as a copy of the bot shows."""

import shutil
import subprocess
import sys
from pathlib import Path

from tests.support.paths import ROOT

_ROW = 'Language(tag="it", name="Italiano", english="Italian", locales=("it",), thousands=".", decimal=","),'
_CATALOGUE = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=2; plural=(n != 1);\\n"

msgctxt "month"
msgid "May"
msgstr "mag"
"""
_COMPILES = "from pathlib import Path; from tools.build_hook import compile_catalogues; compile_catalogues(Path())"
_ASKS = """
from datetime import date
from bot.language.current import using_language
from bot.language.formats import number, short_day
from bot.language.languages import language_of, language_for_locale
from bot.service.preferences.parse import read_language
from bot.settings import Settings
from bot.sources.summaries.answers import Answer
from bot.sources.summaries.judging import judge
from bot.sources.summaries.prompt import prompt_for
from bot.sources.summaries.judging import EXAMPLE_PAPER

italian = language_of("it")
assert language_for_locale("it") is italian
with using_language(italian):
    assert (short_day(date(2026, 5, 3)), number(1250)) == ("3 mag", "1.250")
assert read_language("Italiano") == read_language("it") == "it"
assert Settings.model_validate({"summaries": {"languages": "IT"}}).summaries.languages == ("it",)
assert "in Italian" in prompt_for(EXAMPLE_PAPER, "it")[0]
said = "Una piccola rete neurale predice il tempo da 1.250 fotografie di tazze in una cucina."
assert judge(Answer(text=said), EXAMPLE_PAPER, "it") == said
assert judge(Answer(text="用一千二百五十张茶杯照片预测天气。"), EXAMPLE_PAPER, "it") != said
"""


def test_a_row_and_a_catalogue_are_all(tmp_path: Path):
    """Messages, numbers, settings, prompts and checks of summaries work with its tag."""
    for folder in ("bot", "cogs", "tools"):
        shutil.copytree(
            ROOT / folder,
            tmp_path / folder,
            ignore=shutil.ignore_patterns("__pycache__", "LC_MESSAGES", "calendars.json"),
        )
    table = tmp_path / "bot" / "language" / "languages.py"
    table.write_text(table.read_text("utf-8").replace("    ENGLISH,\n", f"    ENGLISH,\n    {_ROW}\n", 1), "utf-8")
    catalogue = tmp_path / "bot" / "language" / "locale" / "it" / "LC_MESSAGES" / "paperboy.po"
    catalogue.parent.mkdir(parents=True)
    catalogue.write_text(_CATALOGUE, "utf-8")
    for asked in (["-c", _COMPILES], ["-c", _ASKS]):
        done = subprocess.run([sys.executable, *asked], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
