"""Read the feeds in an OPML file, the subscription list of feed readers (opml.org). Pure."""

from __future__ import annotations

from bot.domain.errors import PaperboyError, SourceError
from bot.language.translating import gettext
from bot.sources.bodies.xml_values import decode, local_name

MAX_FILE_BYTES = 1024 * 1024  # bytes; 389 feeds have 82 KB
_MAX_LENGTH = 2_000  # characters of an address or a title


def read_opml(body: bytes) -> dict[str, str]:
    """Return the feeds of an OPML file of at most `MAX_FILE_BYTES` bytes: by address as written, the title or "".

    Both are cut at `_MAX_LENGTH`. Raises PaperboyError.
    """
    try:
        root = decode(body, "OPML")
    except SourceError as error:
        raise PaperboyError(gettext("The file is not an OPML file.")) from error
    feeds: dict[str, str] = {}
    for element in root.iter() if local_name(root) == "opml" else ():
        fields = {name.lower(): " ".join(value.split())[:_MAX_LENGTH] for name, value in element.items()}
        if local_name(element) == "outline" and (address := fields.get("xmlurl")):
            feeds.setdefault(address, fields.get("title") or fields.get("text") or "")
    if not feeds:
        raise PaperboyError(gettext("The file has no feeds. Export an OPML file from your feed reader."))
    return feeds
