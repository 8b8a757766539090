"""Parses and validates an alerts file with pydantic models; reports every mistake with its place."""

from __future__ import annotations

import json
from datetime import datetime  # noqa: TC003 - models need it at runtime
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias, cast

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    ValidationError,
    ValidationInfo,
    create_model,
    model_validator,
)

from bot.domain.ports.catalogue import EMPTY_CATALOGUE
from bot.domain.preferences import Preferences
from bot.domain.subscribed_sources import LISTS
from bot.domain.subscription import EVERY_PAPER, MOST_EXAMPLES, MOST_PICKS, QUERY_MODES, Mode
from bot.language.translating import gettext, gettext_noop
from bot.query import QueryError, parse
from bot.service.alerts_file.document import FORMAT
from bot.service.alerts_file.mistakes import FileError, mistakes_text, wrong_query
from bot.service.papers.references import named_paper
from bot.service.preferences.channel_settings import SETTINGS
from bot.service.preferences.parse import MUST_BE_ID, EntryError, is_id, must_be, one_of, read_flag, read_text
from bot.service.subscriptions.chosen_sources import as_stored, is_name, parse_sources
from bot.service.subscriptions.pauses import read_pause_end
from bot.service.subscriptions.rules import QueryText

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Self

    from bot.domain.ports.catalogue import Catalogue

MAX_FILE_BYTES = 256 * 1024  # bytes; a hundred subscriptions take 20 KB
_MOST_CHANNELS = 500
_MOST_SUBSCRIPTIONS = 1000
_MOST_SOURCES = 120  # of a subscription; the others are ignored


def _read_sources(value: object, info: ValidationInfo) -> tuple[str, ...]:
    """Read names of sources; unknown ones that are valid names are kept for the importer to check."""
    catalogue, names = _catalogue(info), list[str]()
    for typed in _texts(value, _MOST_SOURCES):  # an empty one stands for the lists
        names += parse_sources(typed, catalogue, [typed] if is_name(typed) else []) or (LISTS,)
    return as_stored(names, catalogue)


def _read_picks(value: object) -> int | None:
    """Read how many papers a day are picked; None for a query."""
    if value is None or (type(value) is int and 1 <= value <= MOST_PICKS):
        return value
    raise must_be(f"1-{MOST_PICKS}")


def _read_examples(value: object) -> tuple[str, ...]:
    return tuple(dict.fromkeys(named_paper(text) or text for text in _texts(value, MOST_EXAMPLES)))


def _texts(value: object, most: int) -> Iterator[str]:
    """Return the first texts of a list, at most so many; none for None."""
    if not isinstance(value, list | None):
        raise must_be("[ … ]")
    return map(read_text, cast("list[object]", value or [])[:most])


def _read_query(value: object, info: ValidationInfo) -> QueryText:
    """Read a query in canonical form; without one, picks are of every paper."""
    if value is None and info.data.get("picks"):
        return QueryText(EVERY_PAPER)
    sources = _catalogue(info).subscribed_to(info.data.get("sources", ()))
    try:
        return QueryText(parse(read_text(value), sources).canonical)
    except QueryError as error:
        raise wrong_query(error) from None


def _read_mode(value: object, info: ValidationInfo) -> Mode:
    """Read the delivery mode; instant by default, and always PICKS with `picks`."""
    if info.data.get("picks"):
        return Mode.PICKS
    return one_of(QUERY_MODES, read_text(value) or Mode.NOW)


def _read_paused(value: object, info: ValidationInfo) -> bool:
    """Read `paused`; by default true with `paused_until`, else false."""
    return info.data.get("paused_until") is not None if value is None else read_flag(value)


def _read_channel_id(value: object) -> int | None:
    text = read_text(value)
    if text and not is_id(text):
        raise EntryError(MUST_BE_ID)
    return int(text) if text else None


def _read_format(value: object) -> int:
    if value == FORMAT:
        return FORMAT
    raise must_be(str(FORMAT))


def _at_most(most: int) -> BeforeValidator:
    """Limit the length of a list before its items are validated."""

    def check(value: object) -> object:
        if isinstance(value, list) and (count := len(cast("list[object]", value))) > most:
            raise EntryError(
                gettext_noop("{entry} has {count} entries, but can have at most {most}."), count=count, most=most
            )
        return cast("object", value)

    return BeforeValidator(check)


def _catalogue(info: ValidationInfo) -> Catalogue:
    """Return the host's sources, the context of the validation."""
    return cast("Catalogue", info.context)


_Text: TypeAlias = Annotated[str, PlainValidator(read_text)]


class _Object(BaseModel):
    """An object of the file, in which unknown entries are mistakes."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class WantedSubscription(_Object):
    """A subscription in the file; `id` is "" for a new one.

    The order of the fields matters: validators read earlier ones, as that of `query` does `sources` and `picks`.
    Its `sources` may include unknown ones, because a source can be removed after an export. `paused_until` is in
    UTC and may be in the past.
    """

    id: _Text = ""
    name: _Text = ""
    sources: Annotated[tuple[str, ...], PlainValidator(_read_sources)] = ()
    picks: Annotated[int | None, PlainValidator(_read_picks)] = None
    examples: Annotated[tuple[str, ...], PlainValidator(_read_examples)] = ()
    query: Annotated[QueryText, PlainValidator(_read_query)] = Field(default=None, validate_default=True)
    deliver: Annotated[Mode, PlainValidator(_read_mode)] = Field(default=None, validate_default=True)
    paused_until: Annotated[datetime | None, PlainValidator(read_pause_end)] = None
    paused: Annotated[bool, PlainValidator(_read_paused)] = Field(default=None, validate_default=True)


_Settings: Any = create_model(
    "_Settings",
    __base__=_Object,
    **cast("Any", {one.key: (Annotated[Any, PlainValidator(one.read)], None) for one in SETTINGS}),
)


def _preferences(settings: BaseModel | None) -> Preferences | None:
    """Combine the validated settings, each a mapping of fields; None without settings."""
    if settings is None:
        return None
    read = [getattr(settings, key) for key in settings.model_fields_set]
    return Preferences(**{name: value for fields in read for name, value in fields.items()})


if TYPE_CHECKING:
    _ChosenSettings: TypeAlias = Preferences | None
else:
    _ChosenSettings = Annotated[_Settings | None, AfterValidator(_preferences)]


class WantedChannel(_Object):
    """A channel in the file; `settings` is None if the file has none for it."""

    channel: _Text = ""
    id: Annotated[int | None, PlainValidator(_read_channel_id)] = None
    settings: _ChosenSettings = None
    subscriptions: Annotated[tuple[WantedSubscription, ...], _at_most(_MOST_SUBSCRIPTIONS)] = ()

    @model_validator(mode="after")
    def _require_name(self) -> Self:
        if self.id or self.name:
            return self
        raise EntryError(gettext_noop("{entry} needs a `channel` or an `id`."))

    @property
    def name(self) -> str:
        """Channel name without `#`."""
        return self.channel.removeprefix("#")


class _File(_Object):
    paperboy: Annotated[int, PlainValidator(_read_format)] = Field(default=0, validate_default=True)
    source_titles: object = None  # for people
    channels: Annotated[tuple[WantedChannel, ...], _at_most(_MOST_CHANNELS)]


def read_file(body: bytes, catalogue: Catalogue = EMPTY_CATALOGUE) -> tuple[WantedChannel, ...]:
    """Return the channels of a file of at most `MAX_FILE_BYTES` bytes. Raises FileError.

    `catalogue` has the sources that queries can name. Call it on a thread: it takes up to a second.
    """
    try:
        content: object = json.loads(body.decode("utf-8-sig"))
        # Escapes can write unpaired surrogates, which Discord rejects: replace them by "?"
        content = json.loads(json.dumps(content, ensure_ascii=False).encode(errors="replace"))
    except json.JSONDecodeError as error:
        line, column = error.lineno, error.colno
        broken = gettext(
            "The file is not valid JSON (line {line}, column {column}). Fix it, or use a file from"
            " `/alerts export`.",
            line=line,
            column=column,
        )
        raise FileError(broken) from None
    except (ValueError, RecursionError):
        raise FileError(gettext("The file must be UTF-8 JSON without deep nesting or huge numbers.")) from None
    try:
        return _File.model_validate(content, context=catalogue).channels
    except ValidationError as error:
        models = [model.model_fields for model in (_File, WantedChannel, WantedSubscription, _Settings)]
        raise FileError(mistakes_text(error.errors(include_url=False), content, models)) from None
