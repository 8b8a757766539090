"""Error messages for an alerts file, each with the name of its channel and subscription."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from bot.domain.errors import PaperboyError
from bot.language.formats import listed
from bot.language.translating import gettext, gettext_noop, ngettext
from bot.service.preferences.parse import EntryError, PreferenceError, must_be
from bot.text.graphemes import utf16_length
from bot.text.safe import clean, clip, escape_outside_code, safe, without_backticks

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from pydantic_core import ErrorDetails

    from bot.query import QueryError

_MOST_LISTED = 10  # mistakes
_MAX_TEXT_LENGTH = 1_850  # UTF-16 code units of the listed mistakes, to fit into one reply
_CHANNEL_NAME_LENGTH, _ENTRY_NAME_LENGTH = 60, 40  # characters; the second also of a subscription's name or query
_MAX_ERROR_LENGTH = 300  # characters of the message about a query


class FileError(PaperboyError):
    """The file is invalid. The text lists its mistakes."""


def mistakes_text(mistakes: Sequence[ErrorDetails], content: object, names: Sequence[Collection[str]]) -> str:
    """Return a text that lists the mistakes in the `content` of a file.

    `names` are the valid entry names at the top, in a channel, in a subscription, and in settings.
    """
    lines = [f"• {_line(one, content, names)}" for one in mistakes[:_MOST_LISTED]]
    while utf16_length("".join(lines)) > _MAX_TEXT_LENGTH:
        lines.pop()
    if more := len(mistakes) - len(lines):
        # NOTE: the last line of a list of mistakes in a file
        lines.append(ngettext("… and {number} more.", "… and {number} more.", more))
    return "\n".join([gettext("Nothing was changed. The file has mistakes:"), *lines])


def wrong_query(error: QueryError) -> PreferenceError:
    """Return the error for an invalid query, with the position in it."""
    return PreferenceError(
        gettext(
            # NOTE: a mistake in a query; {error} is a whole sentence
            "At character {position}: {error}",
            position=error.position + 1,
            error=escape_outside_code(
                clip(error.message, _MAX_ERROR_LENGTH), partial(_code, limit=_MAX_ERROR_LENGTH)
            ),
        )
    )


def _line(mistake: ErrorDetails, content: object, names: Sequence[Collection[str]]) -> str:
    """Return one mistake with its place and, if it is about one, its entry."""
    place = _place(mistake["loc"], content)
    entry, error = "", _error(mistake, names)
    if mistake["type"] != "extra_forbidden" and mistake["loc"] and isinstance(mistake["loc"][-1], str):
        entry = f"`{mistake['loc'][-1]}`"
    if not isinstance(error, EntryError):
        return gettext("{name}: {text}", name=listed([place, *([entry] if entry else [])]), text=error)
    return gettext("{name}: {text}", name=place, text=error.of(entry)) if entry else error.of(place)


def _error(mistake: ErrorDetails, names: Sequence[Collection[str]]) -> PaperboyError:
    """Return our own error for one that pydantic reports."""
    where = mistake["loc"]
    match mistake["type"]:
        case "model_type":
            return must_be("{ … }")
        case "tuple_type" | "missing":  # only `channels` has no default
            return must_be("[ … ]")
        case "extra_forbidden":
            # ("channels", 0, "subscriptions", 2, "label") has two numbers: it is in a subscription
            known = names[-1 if "settings" in where[:-1] else sum(isinstance(part, int) for part in where)]
            # NOTE: all are names in a file
            sentence = gettext_noop("Unknown entry {unknown}. Valid: {known}.")
            unknown, choices = _code(str(where[-1]), _ENTRY_NAME_LENGTH), listed([f"`{one}`" for one in known])
            return PreferenceError(gettext(sentence, unknown=unknown, known=choices))
        case _:
            return cast("PaperboyError", mistake.get("ctx", {})["error"])


def _place(where: Sequence[int | str], content: object) -> str:
    """Name the place of a mistake: the file, a channel or a subscription, by number and by name or query."""
    numbers = [part for part in where if isinstance(part, int)]
    if not numbers:
        # NOTE: begins a sentence that names an entry: "The file must be an object"
        return gettext("The file")
    channel = cast("dict[str, list[object]]", content)["channels"][numbers[0]]
    name = _text_of(channel, "channel").removeprefix("#")
    # NOTE: the second channel in a file, say, where it has no name; begins a sentence
    place = f"#{safe(name, _CHANNEL_NAME_LENGTH)}" if name else gettext("Channel {number}", number=numbers[0] + 1)
    if len(numbers) == 1:
        return place
    subscription = cast("dict[str, list[object]]", channel)["subscriptions"][numbers[1]]
    name, query = _text_of(subscription, "name"), _text_of(subscription, "query")
    label = f"**{safe(name, _ENTRY_NAME_LENGTH)}**" if name else _code(query, _ENTRY_NAME_LENGTH) if query else ""
    # NOTE: the third subscription of a channel in a file, say
    place = gettext("{channel}, subscription {number}", channel=place, number=numbers[1] + 1)
    return f"{place} ({label})" if label else place


def _text_of(content: object, name: str) -> str:
    """Return the text of an entry, "" without one; values of other types are reported elsewhere."""
    value = cast("dict[str, object]", content).get(name) if isinstance(content, dict) else None
    return value.strip() if isinstance(value, str) else ""


def _code(text: str, limit: int) -> str:
    """Format untrusted text as one line of inline code, without backticks."""
    shown = clip(without_backticks(clean(text[: 8 * limit])), limit)  # `clean` may drop most, of a huge text
    return f"`{shown or '?'}`"
