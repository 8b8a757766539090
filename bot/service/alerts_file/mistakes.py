"""The mistakes of an alerts file, each told with its channel and its subscription, as people know them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from bot.domain.errors import PaperboyError
from bot.language.formats import listed
from bot.language.translating import gettext, gettext_noop, ngettext
from bot.service.preferences.parse import EntryError, PreferenceError
from bot.text.graphemes import units
from bot.text.safe import clean, clip, escape_outside_code, safe, within_code

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from pydantic_core import ErrorDetails

    from bot.query import QueryError

_NAMED = 10  # mistakes
_LONGEST = 1_850  # UTF-16 code units of those together: they are an answer of Discord's
_NAME, _SHORT = 60, 40  # characters of a channel's name; of a subscription or an entry
_LONGEST_ERROR = 300  # characters of what is wrong with a query


class FileError(PaperboyError):
    """The file cannot be read. The text lists what is wrong where."""


def told(mistakes: Sequence[ErrorDetails], content: object, names: Sequence[Collection[str]]) -> str:
    """All mistakes in the `content` of a file.

    `names` are the entries that the file may have, each channel, each subscription, and settings.
    """
    lines = [f"• {_line(one, content, names)}" for one in mistakes[:_NAMED]]
    while units("".join(lines)) > _LONGEST:
        lines.pop()
    if more := len(mistakes) - len(lines):
        # NOTE: the last line of a list of mistakes in a file
        lines.append(ngettext("… and {number} more.", "… and {number} more.", more))
    return "\n".join([gettext("Nothing was changed. The file has mistakes:"), *lines])


def no_list() -> EntryError:
    """The mistake for an entry that must be a list."""
    return EntryError(gettext_noop("{entry} must be a list: [ … ]."))


def wrong_query(text: str, error: QueryError) -> PreferenceError:
    """A mistake in a query, with its position."""
    return PreferenceError(
        gettext(
            # NOTE: a mistake in a query; {error} is a whole sentence
            "At character {position} of {query}: {error}",
            position=error.position + 1,
            query=_code(text, _NAME),
            error=escape_outside_code(clip(error.message, _LONGEST_ERROR), partial(_code, limit=_LONGEST_ERROR)),
        )
    )


def _line(mistake: ErrorDetails, content: object, names: Sequence[Collection[str]]) -> str:
    place = _place(mistake["loc"], content)
    entry, error = "", _error(mistake, names)
    if mistake["type"] != "extra_forbidden" and mistake["loc"] and isinstance(mistake["loc"][-1], str):
        entry = f"`{mistake['loc'][-1]}`"
    if not isinstance(error, EntryError):
        return gettext("{entry}: {error}", entry=listed([place, *([entry] if entry else [])]), error=error)
    return gettext("{entry}: {error}", entry=place, error=error.of(entry)) if entry else error.of(place)


def _error(mistake: ErrorDetails, names: Sequence[Collection[str]]) -> PaperboyError:
    """Our error for one of pydantic's."""
    where = mistake["loc"]
    match mistake["type"]:
        case "model_type":
            return EntryError(gettext_noop("{entry} must be an object: {{ … }}."))
        case "tuple_type" | "missing":
            return no_list()
        case "extra_forbidden":
            known = names[-1 if "settings" in where else sum(isinstance(part, int) for part in where)]
            # NOTE: all are names in a file
            sentence = gettext_noop("There is no entry {unknown} here: choose among {known}.")
            unknown, choices = _code(str(where[-1]), _SHORT), listed([f"`{one}`" for one in known])
            return PreferenceError(gettext(sentence, unknown=unknown, known=choices))
        case _:
            return cast("PaperboyError", mistake.get("ctx", {})["error"])


def _place(where: Sequence[int | str], content: object) -> str:
    """The file, the channel in it or the channel's subscription: by name, by query, else by number."""
    numbers = [part for part in where if isinstance(part, int)]
    if not numbers:
        # NOTE: stands where a sentence names an entry: "the file must be an object"
        return gettext("the file")
    channel = cast("dict[str, list[object]]", content)["channels"][numbers[0]]
    name = _text_of(channel, "channel").removeprefix("#")
    # NOTE: the second channel in a file, say, where it has no name; within a sentence
    place = f"#{safe(name, _NAME)}" if name else gettext("channel {number}", number=numbers[0] + 1)
    if len(numbers) == 1:
        return place
    subscription = cast("dict[str, list[object]]", channel)["subscriptions"][numbers[1]]
    name, query = _text_of(subscription, "name"), _text_of(subscription, "query")
    known = f"**{safe(name, _SHORT)}**" if name else _code(query, _SHORT) if query else ""
    if not known:
        # NOTE: the third subscription of a channel in a file, say
        return gettext("{channel}, subscription {number}", channel=place, number=numbers[1] + 1)
    # NOTE: {known} is its name or its query
    told_of = gettext_noop("{channel}, subscription {number} ({known})")
    return gettext(told_of, channel=place, number=numbers[1] + 1, known=known)


def _text_of(content: object, name: str) -> str:
    """The entry's text of that name, "" without one; a value that is no text is reported elsewhere."""
    value = cast("dict[str, object]", content).get(name) if isinstance(content, dict) else None
    return value.strip() if isinstance(value, str) else ""


def _code(text: str, limit: int) -> str:
    """A stranger's text as one line of code: at a backtick Discord would end it."""
    shown = clip(within_code(clean(text[: 8 * limit])), limit)
    return f"`{shown or '?'}`"
