"""Items as a body, parsed."""

from __future__ import annotations

import json
from typing import Any

from bot.sources.huggingface.parse import Entry, Page, parse
from tests.fake_sources.huggingface import make_item


def parse_items(*items: object) -> Page:
    return parse(json.dumps(items).encode())


def parse_one(**paper: Any) -> Entry:
    page = parse_items(make_item("2503.02130", **paper))
    assert page.skipped == 0
    return page.entries[0]
