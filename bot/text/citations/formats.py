"""Write citations in the formats of reference managers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from bot.text.citations.citation import Kind
from bot.text.citations.latex import latex, latex_title
from bot.text.citations.names import OTHERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from bot.text.citations.citation import Citation
    from bot.text.citations.names import Name

_BIBTEX = {Kind.ARTICLE: "article", Kind.CONFERENCE: "inproceedings"}
_BIBTEX_VENUE = {Kind.ARTICLE: "journal", Kind.CONFERENCE: "booktitle"}
_RIS = {Kind.ARTICLE: "JOUR", Kind.CONFERENCE: "CPAPER", Kind.PREPRINT: "UNPB", Kind.PAGE: "ELEC"}
_CSL = {
    Kind.ARTICLE: "article-journal",
    Kind.CONFERENCE: "paper-conference",
    Kind.PREPRINT: "article",
    Kind.PAGE: "webpage",
}


class Format(NamedTuple):
    """A file format: its name, the extension of its files, and what writes them."""

    title: str
    extension: str
    write: Callable[[Iterable[Citation]], str]


def bibtex(cited: Iterable[Citation]) -> str:
    """Return a BibTeX file; preprints of arXiv have the fields that arXiv itself gives them."""
    return "\n".join(map(_bibtex_entry, cited))


def _bibtex_entry(one: Citation) -> str:
    fields = {
        "title": latex_title(one.title),
        "author": " and ".join(map(_bibtex_name, one.authors)),
        _BIBTEX_VENUE.get(one.kind, "howpublished"): "" if one.venue == "arXiv" else latex(one.venue),
        "year": one.year,
        "doi": one.doi,
        "eprint": one.eprint,
        "archivePrefix": one.eprint and "arXiv",
        "primaryClass": one.category,
        "url": one.url,
        "note": one.note,
    }
    lines = [f"      {name}={{{value}}},\n" for name, value in fields.items() if value]
    return f"@{_BIBTEX.get(one.kind, 'misc')}{{{one.key},\n{''.join(lines)}}}\n"


def _bibtex_name(name: Name) -> str:
    if not name.given and name != OTHERS:
        return f"{{{latex(name.family)}}}"
    return latex(", ".join(filter(None, (name.family, name.suffix, name.given))))


def ris(cited: Iterable[Citation]) -> str:
    """Return a RIS file."""
    return "".join(
        f"{tag}  - {value}\r\n" for one in cited for tag, value in _ris_lines(one) if value or tag == "ER"
    )


def _ris_lines(one: Citation) -> Iterator[tuple[str, str]]:
    yield "TY", _RIS[one.kind]
    yield "ID", one.key
    yield "TI", one.title
    for name in one.authors:
        yield "AU", ", ".join(filter(None, (name.family, name.given, name.suffix)))
    yield "PB" if one.kind is Kind.PREPRINT else "T2", one.venue
    yield "PY", one.year
    yield "DO", one.doi
    yield "AN", one.eprint and f"arXiv:{one.eprint}"
    yield "UR", one.url
    yield "N1", one.note
    yield "ER", ""  # the end, which has no value


def csl_json(cited: Iterable[Citation]) -> str:
    """Return a CSL-JSON file, with a line for each paper."""
    items = ",\n".join(json.dumps(_csl_item(one), ensure_ascii=False) for one in cited)
    return f"[\n{items}\n]\n"


def _csl_item(one: Citation) -> Mapping[str, Any]:
    is_preprint = one.kind is Kind.PREPRINT
    item = {
        "id": one.key,
        "type": _CSL[one.kind],
        "title": one.title,
        "author": [
            {"family": name.family, "given": name.given} | ({"suffix": name.suffix} if name.suffix else {})
            if name.given
            else {"literal": name.family}
            for name in one.authors
        ],
        "publisher" if is_preprint else "container-title": one.venue,
        "issued": one.year and {"date-parts": [[int(one.year)]]},
        "DOI": one.doi,
        "number" if is_preprint else "archive_location": one.eprint and f"arXiv:{one.eprint}",
        "URL": one.url,
        "note": one.note,
    }
    return {name: value for name, value in item.items() if value}


FORMATS = (
    Format("BibTeX", "bib", bibtex),
    Format("RIS", "ris", ris),
    Format("CSL-JSON", "json", csl_json),
)
