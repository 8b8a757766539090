"""What people read about the mistakes of an alerts file."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.domain.discord.limits import MESSAGE_LENGTH
from bot.language.current import speaking
from bot.language.languages import LANGUAGES
from bot.service.alerts_file.reader import FileError, read_file
from bot.text.graphemes import units


def told(**channel: Any) -> list[str]:
    """The mistakes of a file with one channel."""
    with pytest.raises(FileError) as caught:
        read_file(json.dumps({"paperboy": 1, "channels": [channel]}).encode())
    assert units(str(caught.value)) <= MESSAGE_LENGTH
    return str(caught.value).splitlines()[1:]


def of_one(**subscription: Any) -> str:
    """The one mistake of a subscription."""
    (mistake,) = told(channel="papers", subscriptions=[{"query": "a1"}, {"query": "trees"} | subscription])
    return mistake


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({}, "#papers, subscription 2 (`trees`)"),
        ({"name": "Woods"}, "#papers, subscription 2 (**Woods**, `trees`)"),
        ({"name": "trees"}, "#papers, subscription 2 (`trees`)"),
        ({"name": "W" * 90}, f"#papers, subscription 2 (**{'W' * 39}…**, `trees`)"),
        ({"name": "**<@1>** `"}, "#papers, subscription 2 (**\\*\\*\\<@1>\\*\\* \\`**, `trees`)"),
    ],
)
def test_a_subscription_is_told_by_number_name_and_query(wrong: dict[str, Any], where: str) -> None:
    """As far as it has them, however it is called."""
    assert of_one(paused="perhaps", **wrong) == f"• {where}: `paused` must be true or false."


def test_a_wrong_query_is_told_once() -> None:
    """With the place in it; the name says whose it is."""
    mistake = of_one(name="Woods", query="trees AND")
    assert mistake.startswith("• #papers, subscription 2 (**Woods**), at character 7 of `trees AND`: ")


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [
        ({"delivery": "now"}, "There is no entry `delivery` here. Did you mean `deliver`?"),
        ({"Deliver": "now"}, "There is no entry `Deliver` here. Did you mean `deliver`?"),
        ({"source": []}, "There is no entry `source` here. Did you mean `sources`?"),
        (
            {"colour": 1},
            (
                "There is no entry `colour` here: choose among `id`, `name`, `query`, `deliver`, `sources`, "
                "`paused`, `paused_until`."
            ),
        ),
        ({"deliver": "Dayly"}, "`deliver` must be now, daily or weekly. Did you mean `daily`?"),
        ({"deliver": "hourly"}, "`deliver` must be now, daily or weekly."),
    ],
)
def test_what_was_meant_is_asked(wrong: dict[str, Any], meant: str) -> None:
    """Of an entry, or of what it may be; where nothing is like it, what there is."""
    assert of_one(**wrong) == f"• #papers, subscription 2 (`trees`): {meant}"


def test_what_was_meant_by_a_setting_is_asked() -> None:
    """Of its name, and of its value."""
    assert told(channel="papers", settings={"qiet_hours": "off", "look": "compct"}) == [
        "• #papers, `settings`: There is no entry `qiet_hours` here. Did you mean `quiet_hours`?",
        "• #papers: `look` must be card or compact. Did you mean `compact`?",
    ]


def test_what_was_meant_by_the_file_s_own_entries_is_asked() -> None:
    """Beside what is missing for that."""
    with pytest.raises(FileError) as caught:
        read_file(b'{"paperboy": 1, "channelz": []}')
    assert str(caught.value).splitlines()[1:] == [
        "• the file: There is no entry `channelz` here. Did you mean `channels`?",
        "• `channels` must be a list: [ … ].",
    ]


def test_what_is_no_subscription_is_told_once() -> None:
    """Nothing that it lacks is told on top of that."""
    assert told(channel="papers", subscriptions=[5]) == ["• #papers, subscription 1 must be an object: { … }."]


@pytest.mark.parametrize("tag", [language.tag for language in LANGUAGES])
def test_as_many_are_told_as_an_answer_holds(tag: str) -> None:
    """However long the names are; the last line says how many more there are, in whichever language."""
    name = "\N{FACE WITH TEARS OF JOY}*" * 90
    wrong = [{"name": name, "query": "trees " * 60, "deliver": "?", name * 9: 1, "colour": 1} for _ in range(9)]
    language = next(one for one in LANGUAGES if one.tag == tag)
    with speaking(language):
        mistakes = told(channel=name, subscriptions=wrong)
    assert 3 < len(mistakes) < 10
    assert mistakes[-1].startswith("…")
