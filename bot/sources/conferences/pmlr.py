"""Parse a volume of PMLR: BibTeX of all its papers. Pure."""

from __future__ import annotations

import io
import re
from itertools import islice
from typing import TYPE_CHECKING

from bot.domain.errors import SourceError
from bot.domain.identity import feed_id
from bot.domain.paper import Links, Paper
from bot.sources.bodies.json_values import http_url
from bot.sources.bodies.papers import abstract_of, names_of, title_of
from bot.sources.conferences.families import MOST_ENTRIES, Conference, Programme
from bot.sources.http.responses import RETRY_HINT
from bot.text.references import bibtex
from bot.text.references.entry import plain

if TYPE_CHECKING:
    from bot.text.references.entry import Entry

_MAX_VALUE_LENGTH = 20_000  # characters
_KEY = re.compile(r"(?:pmlr-v[0-9]{1,4}-)?([A-Za-z0-9_.:-]{1,60})")
_PREFACE = re.compile(r"\b(?:preface|foreword|front ?matter)\b", re.IGNORECASE)
_MAX_AUTHORS = 500  # of a paper; each takes some 80 bytes and 30 microseconds
_AND = re.compile(r"\sand\s")


def parse_volume(body: bytes, conference: Conference) -> Programme:
    """Parse all papers of a volume, without prefaces. Raises SourceError for a body that was cut off."""
    text = io.TextIOWrapper(io.BytesIO(body), "utf-8-sig", "replace")  # decodes some KB at a time
    papers: dict[str, Paper] = {}
    skipped, is_whole = 0, False
    for entry in islice(bibtex.entries(text, _MAX_VALUE_LENGTH), MOST_ENTRIES):
        is_whole = entry.whole
        title = entry.fields.get("title")
        if not title or _PREFACE.search(title):  # the entry of the volume itself has a `booktitle` alone
            continue
        found = _paper(entry, conference)
        papers.update([found] if found else [])
        skipped += not found
    if not is_whole:
        what = f"{conference.host} answered with something that is not BibTeX, or was cut off"
        raise SourceError(f"{what}; {RETRY_HINT}.")
    return Programme(papers=papers, skipped=skipped)


def _paper(entry: Entry, conference: Conference) -> tuple[str, Paper] | None:
    """Return a paper with its key, as its page's address has it; None if it is broken."""
    key = _KEY.fullmatch(entry.key)
    title = title_of(plain(entry.fields["title"]))
    if key is None or title is None:
        return None
    volume = conference.name.partition("-")[2]
    page = f"https://proceedings.mlr.press/{volume}/{key[1]}.html"
    pdf = f"https://raw.githubusercontent.com/mlresearch/{volume}/main/assets/{key[1]}/{key[1]}.pdf"
    return key[1], Paper(
        id=feed_id(conference.source, key[1]),
        source=conference.source,
        title=title,
        abstract=abstract_of(" ".join(entry.fields.get("abstract", "").split())),
        links=Links(page=page, abstract=page, pdf=http_url(entry.fields.get("pdf")) or pdf),
        authors=names_of(map(_name, _AND.split(entry.fields.get("author", ""))), _MAX_AUTHORS),
        conferences=(conference.name,),
    )


def _name(text: str) -> str:
    """Return `Ada Lovelace` for `Lovelace, Ada`."""
    family, _, given = plain(text).partition(",")
    return f"{given} {family}".strip()
