"""Whatever a server sends, reading it gives everybody else their turns, and takes bounded memory."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Final
from xml.etree.ElementTree import XMLParser

import pytest

from bot.domain.errors import SourceError
from bot.sources.arxiv.api import parse_paper, parse_results
from bot.sources.arxiv.feed import length
from bot.sources.arxiv.feed import parse_feed as parse_daily
from bot.sources.biorxiv.parse import parse_page, parse_preprint
from bot.sources.feeds.parse import LARGEST, parse_feed
from bot.sources.huggingface.parse import parse, parse_one
from bot.sources.summaries.chat import read_answer
from tests.hostile.slow.bodies.drawn import WORST, draw, numbered
from tests.hostile.slow.bodies.stretches import longest_stretch
from tests.hostile.slow.patterns.measuring import interrupting, pace
from tests.support.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

_STRETCH: Final = 0.05  # seconds
_DRAWN: Final = 30
_ANSWER: Final = 256 * 1024  # bytes of a model's, which is read on the event loop
_MOST: Final = 100  # MB that reading one body may take: its text, four bytes a character, and what is made of it
_READERS: Final[dict[str, Callable[[bytes], object]]] = {
    "feed": lambda body: parse_feed(body, "j", "J"),
    "arXiv's daily feed": parse_daily,
    "arXiv's search": parse_results,
    "arXiv's paper": lambda body: parse_paper(body, "2503.02130"),
    "bioRxiv's page": lambda body: parse_page(body, "bioRxiv"),
    "bioRxiv's preprint": lambda body: parse_preprint(body, "bioRxiv", "doi:10.1101/2025.01.01.123456"),
    "Hugging Face's list": parse,
    "Hugging Face's paper": parse_one,
    "length": length,
}


@pytest.fixture(scope="module")
def bound() -> float:
    """CPU seconds of a stretch on this machine."""
    with interrupting():
        return _STRETCH * max(1.0, pace())


def _held(work: Callable[[], object], bound: float) -> float:
    """The longest stretch; where that is too long, the shortest of three tries."""
    first = longest_stretch(work)
    return first if first < bound else min(first, longest_stretch(work), longest_stretch(work))


@pytest.mark.parametrize("name", WORST)
def test_the_worst_bodies(name: str, bound: float) -> None:
    """What held everybody up once does so no more, in a body as large as one may be."""
    body = WORST[name](LARGEST)
    assert _held(lambda: parse_feed(body, "j", "J"), bound) < bound


@pytest.mark.parametrize("seed", range(_DRAWN))
def test_any_body(seed: int, bound: float) -> None:
    """Any short token over and over, wherever it stands in an answer, for each of those that read one."""
    rng = random.Random(seed)
    name = rng.choice([*_READERS])
    body = draw(rng, LARGEST // 2)
    held = _held(lambda: _READERS[name](body), bound)
    assert held < bound, (name, body[:100])


@pytest.mark.parametrize("seed", range(10))
def test_any_answer_of_a_model(seed: int, bound: float) -> None:
    """It is short enough to be read at once, on the event loop."""
    body = draw(random.Random(seed), _ANSWER)
    took: list[float] = []
    for _ in range(3):
        began = time.thread_time()
        with suppress(SourceError):
            read_answer(body, "a server")
        took.append(time.thread_time() - began)
    assert min(took) < bound, body[:100]


def test_memory_is_bounded() -> None:
    """Of a whole process, at its peak, above what the body itself takes."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.hostile.slow.bodies.peak"], cwd=ROOT, capture_output=True, check=True
    )
    peaks: dict[str, float] = json.loads(done.stdout)
    assert peaks.keys() == WORST.keys()
    assert max(peaks.values()) < _MOST, peaks


def test_a_long_stretch_is_noticed(bound: float) -> None:
    """The control: the plain parsers hold everybody up with such bodies."""
    commas = b"[" + numbered(b'"%x",', LARGEST) + b"0]"
    attributes = b"<rss " + numbered(b'a%d="" ', LARGEST) + b"/>"
    assert longest_stretch(lambda: json.loads(commas)) > bound
    assert longest_stretch(lambda: XMLParser().feed(attributes)) > bound  # noqa: S314 - ours
