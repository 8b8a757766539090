"""Hostile texts in parsing, matching and rendering: names stay in their code spans, and time is linear."""

import json
import re
import time
from collections.abc import Callable
from typing import Final

import pytest

from bot.discord_io.render.renderer import DiscordRenderer, abstract_reply
from bot.domain.paper import Paper
from bot.domain.preferences import Look, Preferences
from bot.query import parse, spans
from bot.sources.huggingface.parse import parse as parse_list
from tests.hostile.corpus import TEXTS
from tests.hostile.reading import harms_of
from tests.hostile.test_papers import hostile
from tests.support.fakes import paper
from tests.support.sources import CATALOGUE
from tests.unit.discord_io.render.render_world import MARKER, item, problems

_SMALL: Final = 2_500  # characters
_TIMES: Final = 8  # as many at most: 20,000, where sources cut abstracts
_TOLERANCE: Final = 3  # 24 times the time for 8 times the text; were it quadratic, 64 times
_TRIES: Final = 4  # another process may have the machine during one or two


@pytest.mark.parametrize("look", Look)
@pytest.mark.parametrize("name", TEXTS)
def test_names_stay_in_their_chips(name: str, look: Look):
    """No name of a subscription ends its code span or starts another one."""
    renderer = DiscordRenderer(catalogue=CATALOGUE)
    one = item(paper(), (TEXTS[name], "matter"), ("plain", "matter"), (TEXTS[name][::-1], "matter"))
    for body in (renderer.card(one, MARKER, Preferences(look=look)), renderer.digest([one], MARKER)):
        assert problems(body) == []
        assert harms_of(body) == []
        # The only name of a digest is in its headline alone
        assert len(re.findall(r"`plain`|Digest \\u00b7 plain ", json.dumps(body["embeds"]))) == 1


@pytest.mark.parametrize("name", TEXTS)
def test_time_grows_with_the_text_at_most(name: str):
    """Eight times the text takes about eight times the time."""
    assert not _grows_faster(lambda size: _cost(TEXTS[name], size))


def test_faster_growth_is_noticed():
    """Control: a search that restarts at every bracket fails the test above."""
    greedy = re.compile(r"\[.*\]\(")
    assert _grows_faster(lambda size: _seconds(lambda: greedy.search("[" * (size * 3 // 4))))


def _grows_faster(cost: Callable[[int], float]) -> bool:
    """Check that no try finds linear time; less than a millisecond is ignored."""
    bound = _TIMES * _TOLERANCE
    small = max(min(cost(_SMALL) for _ in range(3)), 0.001)
    return not any(cost(_SMALL * _TIMES) < bound * small for _ in range(_TRIES))


def _cost(text: str, size: int) -> float:
    """Return the CPU seconds for a paper whose title and abstract have this size."""
    long = (text * (size // len(text) + 1))[:size]
    [entry] = parse_list(json.dumps([hostile(long, "summary", 1) | {"title": long}]).encode()).entries
    return _seconds(lambda: _render(entry.paper))


def _seconds(work: Callable[[], object]) -> float:
    """Return the CPU seconds of this thread."""
    began = time.thread_time()
    work()
    return time.thread_time() - began


def _render(paper: Paper):
    renderer = DiscordRenderer(spans=lambda query, text: spans(parse(query), text), catalogue=CATALOGUE)
    one = item(paper, ("a name", "matter"))
    parse('matter OR "it matters" OR quantiz*').matches(paper, one.sighting.signals)
    renderer.card(one, MARKER)
    renderer.digest([one], MARKER)
    abstract_reply(paper, CATALOGUE)
