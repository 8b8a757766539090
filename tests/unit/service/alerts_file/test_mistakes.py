"""Error messages for an alerts file."""

import json
from typing import Any

import pytest

from bot.domain.discord.limits import MESSAGE_LENGTH
from bot.language.current import using_language
from bot.language.languages import LANGUAGES
from bot.service.alerts_file.reader import FileError, read_file
from bot.text.graphemes import utf16_length
from tests.support.pseudo import PSEUDO, forgotten

_WRONG = "`paused` must be `true` or `false`."


def refused(content: bytes) -> list[str]:
    with pytest.raises(FileError) as caught:
        read_file(content)
    assert utf16_length(str(caught.value)) <= MESSAGE_LENGTH
    return str(caught.value).splitlines()


def told(*channels: object) -> list[str]:
    """Return the mistakes of a file with these channels."""
    return refused(json.dumps({"paperboy": 1, "channels": channels}).encode())[1:]


def of_one(**subscription: Any) -> list[str]:
    """Return the mistakes of a channel's second subscription."""
    return told({"channel": "papers", "subscriptions": [{"query": "a1"}, {"query": "trees"} | subscription]})


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"paused": 1}, f"#papers, subscription 2 (`trees`): {_WRONG}"),
        ({"paused": 1, "name": "**<@1>** `"}, f"#papers, subscription 2 (**\\*\\*\\<@1>\\*\\* \\`**): {_WRONG}"),
        ({"paused": 1, "name": "W" * 90}, f"#papers, subscription 2 (**{'W' * 39}…**): {_WRONG}"),
        (
            {"delivery": "now"},
            (
                "#papers, subscription 2 (`trees`): Unknown entry `delivery`. Valid: `id`, `name`, "
                "`sources`, `picks`, `examples`, `query`, `deliver`, `paused_until`, `paused`."
            ),
        ),
        (
            {"settings": {}},
            (
                "#papers, subscription 2 (`trees`): Unknown entry `settings`. Valid: `id`, `name`, "
                "`sources`, `picks`, `examples`, `query`, `deliver`, `paused_until`, `paused`."
            ),
        ),
        ({"deliver": "Dayly"}, "#papers, subscription 2 (`trees`): `deliver` must be `now`, `daily` or `weekly`."),
        ({"picks": 11}, "#papers, subscription 2 (`trees`): `picks` must be `1-10`."),
        ({"picks": True}, "#papers, subscription 2 (`trees`): `picks` must be `1-10`."),
        ({"examples": "x"}, "#papers, subscription 2 (`trees`): `examples` must be `[ … ]`."),
        ({"sources": "alpha"}, "#papers, subscription 2 (`trees`): `sources` must be `[ … ]`."),
        (
            {"sources": [[]]},
            '#papers, subscription 2 (`trees`): `sources` must be `"…"`.',
        ),
    ],
)
def test_a_mistake_is_told_with_its_place(wrong: dict[str, Any], said: str):
    """A mistake names channel, number, and name or query of the subscription."""
    assert of_one(**wrong) == [f"• {said}"]


def test_mistakes_of_channels_are_told_with_their_places():
    """A channel without a name is named by its number."""
    assert told(5, {"id": "12x"}, {}, {"id": True, "channel": "#papers", "subscriptions": 5}) == [
        "• Channel 1 must be `{ … }`.",
        "• Channel 2: `id` must be a numeric ID.",
        "• Channel 3 needs a `channel` or an `id`.",
        '• #papers: `id` must be `"…"`.',
        "• #papers: `subscriptions` must be `[ … ]`.",
    ]
    assert told({"channel": "papers", "settings": {"most_a_day": 500}}) == [
        "• #papers: `most_a_day` must be `off` or `1` – `100`."
    ]
    wrong = {"look": "compct", "zone": "Mars", "mention_role": "x", "quiet_hours": "night", "living": 1}
    look, *others = told({"channel": "papers", "settings": wrong})
    assert look == "• #papers: `look` must be `card` or `compact`."
    for mistake in (
        "`living` must be `true`",
        "`zone`: Unknown",
        "`quiet_hours`: Invalid",
        "must be a numeric ID",
    ):
        assert mistake in str(others)


def test_a_wrong_query_is_told_with_the_position():
    """A mistake in a query names its position and the subscription."""
    (mistake,) = of_one(name="Woods", query="trees AND")
    assert mistake.startswith("• #papers, subscription 2 (**Woods**), `query`: At character 7: ")


SLIP = "The file is not valid JSON (line 1, column {}). Fix it, or use a file from `/alerts export`."
BEYOND = "The file must be UTF-8 JSON without deep nesting or huge numbers."


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe", BEYOND),
        (b"[" * 100_000, BEYOND),
        (b"9" * 5_000, BEYOND),
        (b'{"paperboy": }', SLIP.format(14)),
        (b'{"paperboy": 1, "chan', SLIP.format(17)),
    ],
)
def test_what_is_no_json_is_told(content: bytes, said: str):
    """Slips are reported with their place; other encodings, endless brackets and digits without one."""
    assert refused(content) == [said]


def test_what_goes_beyond_a_list_s_most_is_counted():
    """An overlong list is reported without validating its items."""
    assert told(*[{"channel": "papers"}] * 500, *[7] * 3) == [
        "• The file: `channels` has 503 entries, but can have at most 500."
    ]


@pytest.mark.parametrize("language", [*LANGUAGES, PSEUDO], ids=lambda language: language.tag)
def test_as_many_are_told_as_an_answer_holds(language: Any):
    """The mistakes fit one reply however long names are; the last line counts the rest."""
    name = "\N{FACE WITH TEARS OF JOY}*" * 90
    wrong = [{"name": name, "query": "trees " * 60, "deliver": "?", name * 9: 1, "colour": 1} for _ in range(9)]
    with using_language(language):
        mistakes = told({"channel": name, "subscriptions": wrong})
    assert 3 < len(mistakes) <= 11
    assert mistakes[-1].startswith("…" if language is not PSEUDO else "[")


def test_mistakes_are_told_in_the_language_of_who_sent_the_file():
    """Every mistake is a whole sentence in the reader's language."""
    wrong = {"id": "x", "settings": {"look": 1.5, "living": "?", "zone": "Mars", "colour": 1}, "subscriptions": {}}
    bad = wrong, {"id": "1", "subscriptions": [{"query": "a AND"}, {"query": "a1", "sources": ["nowhere!"]}]}
    with using_language(PSEUDO):
        others = told(*bad)
    assert len(others) == len(told(*bad)) > 5
    assert all(line.startswith("• [") and line.endswith("]") and not forgotten(line) for line in others)


def test_half_a_character_is_told_like_any_mistake():
    """Unpaired surrogates are reported like any mistake."""
    (wrong,) = told({"channel": "\ud800", "\ud800": 1})
    assert wrong.startswith("• #?: Unknown entry `?`. Valid: `channel`")
