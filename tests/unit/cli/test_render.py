"""`paperboy render`."""

import json
import re
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.cli.render import card
from tests.fake_sources.huggingface import make_item
from tests.unit.cli.conftest import Printed


@pytest.fixture(autouse=True)
def elsewhere(own_store: str, monkeypatch: pytest.MonkeyPatch):
    """An empty folder, and a terminal of 80 columns."""
    del own_store
    monkeypatch.setenv("COLUMNS", "80")


def test_the_sample_is_shown_as_cards(printed: Printed):
    """Without a file every bundled paper is a card of at most 80 columns, and no store is made."""
    assert main(["render"]) == 0
    shown = printed.out()
    assert shown.endswith("\n48 papers.\n")
    assert shown.count("[Abstract]") == 48
    assert max(len(line) for line in shown.splitlines() if "http" not in line) <= 80


def test_a_file_is_shown_with_what_was_skipped(tmp_path: Path, printed: Printed):
    """Title, gist and footer behind a bar, without Markdown's signs; broken items are counted."""
    path = tmp_path / "papers.json"
    path.write_text(json.dumps([make_item("2511.00001", title="On *stars* & [links](x)"), {}]), "utf-8")
    assert main(["render", "--papers", str(path)]) == 0
    lines = printed.out().splitlines()
    assert lines[0] == "│ On *stars* & [links](x)"
    assert lines[1] == "│ https://huggingface.co/papers/2511.00001"
    assert any(line.startswith("│ arXiv:2511.00001 · Hugging Face") for line in lines)
    assert lines[-1] == "1 paper. Skipped 1 broken item."


def test_json_is_the_payload(printed: Printed):
    """Programs get what Discord would be sent."""
    assert main(["render", "--json"]) == 0
    payloads = json.loads(printed.out())
    assert len(payloads) == 48
    assert all(payload["embeds"][0]["title"] and payload["components"] for payload in payloads)


def test_every_part_of_a_message_has_its_place():
    """Content, author, bold words, fields, buttons and menus; colours only where they are wanted."""
    payload = {
        "content": "Hello",
        "embeds": [
            {
                "author": {"name": "2 papers"},
                "title": "One",
                "description": "A **bold** word\\_1.\n\nMore.",
                "fields": [{"name": "Field", "value": "Value"}],
                "color": 0x0102FF,
            }
        ],
        "components": [{"components": [{"label": "Page"}, {"placeholder": "Read an abstract"}, {}]}],
    }
    plain = list(card(payload, width=40, colour=False))
    assert plain == [
        "Hello",
        "│ 2 papers",
        "│ One",
        "│",
        "│ A bold word_1.",
        "│",
        "│ More.",
        "│",
        "│ Field",
        "│ Value",
        "[Page]  [Read an abstract ▾]",
    ]
    assert list(card({}, width=40, colour=False)) == []
    coloured = list(card(payload, width=40, colour=True))
    assert coloured[4] == "\x1b[38;2;1;2;255m▌\x1b[39m A \x1b[1mbold\x1b[22m word_1."
    assert [re.sub(r"\x1b\[[\d;]*m", "", line).replace("▌", "│") for line in coloured] == plain
