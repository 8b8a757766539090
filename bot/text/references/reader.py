"""Read the papers that a reference file names, and say which of its entries could not be read."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from bot.domain.errors import PaperboyError
from bot.language.translating import gettext
from bot.text.decoding import decoded_pieces
from bot.text.references import bibtex, csl, ris
from bot.text.references.entry import Entry, Reference, plain

if TYPE_CHECKING:
    from collections.abc import Iterator


MAX_FILE_BYTES = 5 * 1024 * 1024  # bytes; 2,000 entries with abstracts have about 4 MB
MAX_ENTRIES = 2_000  # that are read; far fewer can be examples of picks


class ReferenceFileError(PaperboyError):
    """The file as a whole cannot be read."""


class Unread(NamedTuple):
    """An entry that could not be read: its key, author or number as plain text, and why in a sentence."""

    name: str
    reason: str


class ReferenceFile(NamedTuple):
    """The papers that a file names, each once and in its order, and the entries that could not be read."""

    references: list[Reference]
    unread: list[Unread]


def read_references(body: bytes) -> ReferenceFile:
    """Return what a BibTeX, BibLaTeX, RIS or CSL-JSON file names. Raises ReferenceFileError.

    Call it on a thread: for MAX_FILE_BYTES it takes up to three seconds. Sentences are in the current language.
    """
    text = _decoded(body)
    for entries in (csl.entries, ris.entries, bibtex.entries):
        found = _read(entries(text))
        if any(found):
            return found
    raise ReferenceFileError(gettext("There are no papers in the file. Send BibTeX, RIS or CSL-JSON."))


def _read(entries: Iterator[Entry]) -> ReferenceFile:
    references, unread = dict[str, Reference](), list[Unread]()
    for number, entry in enumerate(islice(entries, MAX_ENTRIES), 1):
        reference = entry.reference()
        if paper := reference.identity or reference.title.casefold():
            references.setdefault(paper, reference)
            continue
        name = plain(entry.key) or reference.author or f"#{number}"
        # NOTE: of an entry in a file of papers, whose key or number stands before; the rest of it is skipped
        broken = gettext("I can't read past a mistake in its quotes, braces or commas.")
        # NOTE: of an entry in a file of papers, whose key or number stands before
        unread.append(Unread(name, gettext("It has no title and no ID.") if entry.whole else broken))
    return ReferenceFile(list(references.values()), unread)


def _decoded(body: bytes) -> str:
    """Decode a file: UTF-16 if it begins with its mark, else by the first encoding that fits all of it.

    Names of encodings within a file are not trusted. GB 2312 fits only if all bytes above 127 come in pairs, which
    accented letters hardly ever do.
    """
    if body[:2] in {b"\xfe\xff", b"\xff\xfe"}:
        return "".join(decoded_pieces(body, "utf-16"))
    for encoding in ("utf-8-sig", "gb2312"):
        try:
            return "".join(decoded_pieces(body, encoding, "strict"))
        except UnicodeDecodeError:
            pass
    return "".join(decoded_pieces(body, "cp1252"))
