"""The status report: the same facts for people, for programs and for a health check."""

import pytest

from bot.cli import status as report

STATUS: dict[str, object] = {
    "running": True,
    "connected": True,
    "oldest_due": None,
    "papers": 5,
    "subscriptions": 1,
    "alerts": {"pending": 2, "dead": 0},
    "messages": {"ready": 0},
    "past_papers": {"ready": False, "indexed": 0},
    "sources": [{"name": "Hugging Face", "trouble": None}, {}],
    "blocked": [],
    "notes": ["one"],
}


def test_text_is_lines_that_people_read():
    """Names in words, nested values indented, yes and no, none where nothing is, no row of zeros."""
    assert report.as_text(STATUS).splitlines() == [
        "running: yes",
        "connected: yes",
        "oldest due: none",
        "papers: 5",
        "subscriptions: 1",
        "alerts:",
        "  pending: 2",
        "messages: none",
        "past papers:",
        "  ready: no",
        "sources:",
        "  - name: Hugging Face",
        "    trouble: none",
        "blocked: none",
        "notes:",
        "  - one",
    ]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"running": False}, "paperboy run"),
        ({"papers": 0}, "wait for the first poll"),
        ({"subscriptions": 0}, "/alerts subscribe"),
        ({"blocked": 2}, "paperboy check"),
        ({"messages": {"dead": 1}}, "paperboy outbox list"),
        ({"messages": {"uncertain": 1}}, "paperboy outbox list"),
    ],
)
def test_numbers_that_ask_for_something_say_what(changes: dict[str, object], said: str):
    """Below the numbers stands the next step, when there is one."""
    last = report.as_text({**STATUS, **changes}).splitlines()[-1]
    assert last.startswith("Next: ")
    assert said in last


def test_posts_that_did_not_get_through_are_no_outage():
    """Failed posts need a person, but a restart would not fix them."""
    stuck = {**STATUS, "messages": {"dead": 4, "uncertain": 1, "sent": 9}}
    assert report.trouble(stuck) == ("Some posts failed (4 dead, 1 uncertain): see `paperboy outbox list`.")
    assert report.outage(stuck) is None


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, None),
        ({"sources": None}, None),
        ({"running": False}, "The bot is not running: start it with `paperboy run`."),
        ({"connected": False}, "The bot is not connected to Discord."),
        ({"sources": [{"name": "hf", "trouble": "nothing new for 3 days"}]}, "hf: nothing new for 3 days"),
    ],
)
def test_trouble_is_a_sentence(changes: dict[str, object], said: str | None):
    """A bot is well when it runs, is connected and its sources are."""
    assert report.trouble({**STATUS, **changes}) == report.outage({**STATUS, **changes}) == said
