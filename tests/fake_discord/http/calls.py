"""One request and its answer, free of HTTP; what every route handler takes and gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias, cast

from tests.fake_discord.http.errors import api_error


@dataclass(frozen=True, kw_only=True)
class Attached:
    """A file of a multipart request."""

    name: str
    size: int


@dataclass(frozen=True, kw_only=True)
class Call:
    """A request: `route` is the path template of Discord's API description, `ids` fill its braces."""

    method: str
    route: str
    ids: Mapping[str, str] = field(default_factory=dict[str, str])
    query: Mapping[str, str] = field(default_factory=dict[str, str])
    body: Any = None
    files: tuple[Attached, ...] = ()
    authorization: str = ""

    def id(self, name: str) -> int:
        """The snowflake in the path; ApiError 50035 when it is none."""
        return snowflake(self.ids[name])

    @property
    def json(self) -> dict[str, Any]:
        """The body as an object, with the `files` beside it; ApiError 50035 when it is something else."""
        if not isinstance(self.body, dict):
            raise api_error(50035)
        return {**cast("dict[str, Any]", self.body), "files": self.files}


@dataclass(frozen=True)
class Created:
    """The created object, for an answer of 201."""

    body: Any


@dataclass(frozen=True)
class Route:
    """An endpoint; `open` ones carry their right in the path and need no bot token."""

    method: str
    path: str
    handle: Handler
    open: bool = False


Handler: TypeAlias = "Callable[[Call], Any]"  # the body of the answer, None for 204, or what was `Created`


def snowflake(value: object) -> int:
    """A snowflake from a string or number; ApiError 50035 when it is none."""
    text = str(value)
    if not (text.isascii() and text.isdigit()):
        raise api_error(50035, f"Invalid Form Body: {text[:40]!r} is not a snowflake")
    return int(text)
