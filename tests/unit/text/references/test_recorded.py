"""Real exports of Zotero, JabRef and Mendeley, and the odd ones of other readers' test suites."""

import json
import re

import pytest

from bot.domain.identity import doi
from bot.text.references.reader import ReferenceFile, ReferenceFileError, read_references
from tests.support.data import body, shared

# File: papers, of which on arXiv and with another DOI; entries that could not be read
EXPORTS = {
    "bbt_csl_dates.csl.json": (15, 0, 0, 0),
    "bbt_csl_deterministic.csl.json": (26, 0, 13, 0),
    "bbt_eprinttype_959.bib": (1, 0, 1, 0),
    "bbt_jabref_groups_1641.bib": (20, 0, 0, 0),
    "bbt_mendeley_export.bib.gz": (507, 0, 166, 0),  # five are there twice
    "bbt_overline_1467.bib": (8, 0, 8, 0),
    "bbt_percent_preamble_95_96.bib": (1, 0, 1, 0),
    "bbt_plus_in_field_name_2660.bib": (206, 0, 36, 73),  # examples for authors and dates, without titles
    "bibtex-ruby_errors.bib": (1, 0, 0, 3),
    "bibtexparser_gbk.bib": (1, 0, 0, 0),
    "jabref_complex.bib": (19, 0, 15, 0),
    "jabref_crossref.bib": (4, 0, 1, 0),
    "jabref_encoding-utf-16BE-with-header.bib": (1, 0, 0, 0),
    "jabref_encoding-utf-16BE-without-header.bib": (1, 0, 0, 0),
    "jabref_encoding-utf-8-with-header.bib": (1, 0, 0, 0),
    "jabref_encoding-windows-1252-with-header.bib": (0, 0, 0, 1),  # has an abstract only
    "jabref_user_comments.bib": (2, 0, 2, 0),
    "jabref_utf8-bom.bib": (1, 0, 0, 1),
    "refmanager_test_latex_accents.bib": (29, 0, 0, 0),
    "rispy_bom.ris": (1, 0, 1, 0),
    "rispy_extraneous_data.ris": (2, 0, 0, 0),
    "zotero_better_biblatex_arxiv_202.bib.gz": (172, 145, 4, 0),  # many papers are there twice
    "zotero_csl_json.json.gz": (757, 0, 606, 84),
    "zotero_plain_bibtex_232.bib.gz": (232, 74, 60, 0),
    "zotero_ris_scopus_150.ris.gz": (150, 0, 148, 0),
    "zotero_ris_small_14.ris": (14, 2, 9, 0),
}

TROUBLE = "The trouble with login: on usability and computer security in ubiquitous computing"


def recorded(name: str) -> bytes:
    path = shared(f"reference_exports/{name}")
    return body(path) if path.suffix == ".gz" else path.read_bytes()


def read(name: str) -> ReferenceFile:
    return read_references(recorded(name))


@pytest.mark.parametrize("name", EXPORTS)
def test_exports_are_read(name: str):
    """Each paper is found once, by its identity where the file has one; what could not be read is named."""
    found = read(name)
    schemes = [str(one.identity).partition(":")[0] for one in found.references]
    assert EXPORTS[name] == (len(schemes), schemes.count("arxiv"), schemes.count("doi"), len(found.unread))
    assert all(one.identity or one.title for one in found.references)
    assert all(one.name and one.reason for one in found.unread)


def test_no_export_is_forgotten():
    """The table above has all recorded files but the one in the format of the Web of Science, which is refused."""
    names = {path.name for path in shared("reference_exports").iterdir()}
    assert names - set(EXPORTS) == {"INDEX.md", "rispy_wos.ris"}
    with pytest.raises(ReferenceFileError, match="BibTeX, RIS or CSL-JSON"):
        read("rispy_wos.ris")


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("zotero_better_biblatex_arxiv_202.bib.gz", r"\n  eprint = \{([0-9.]+)\}"),
        ("zotero_plain_bibtex_232.bib.gz", r"note = \{arXiv: ([0-9.]+)\}"),
    ],
)
def test_every_arxiv_number_is_found(name: str, written: str):
    """The id is read, from a field of its own or from Zotero's notes."""
    numbers = set(re.findall(written, recorded(name).decode()))
    assert len(numbers) > 70
    assert {f"arxiv:{number}" for number in numbers} <= {one.identity for one in read(name).references}


def test_every_doi_is_found():
    """In RIS and in CSL-JSON."""
    ris, csl = "zotero_ris_scopus_150.ris.gz", "zotero_csl_json.json.gz"
    assert {f"doi:{doi(name)}" for name in re.findall(r"DO  - (\S+)", recorded(ris).decode())} <= {
        one.identity for one in read(ris).references
    }
    assert {f"doi:{doi(item['DOI'])}" for item in json.loads(recorded(csl)) if "DOI" in item} <= {
        one.identity for one in read(csl).references
    }


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "zotero_plain_bibtex_232.bib.gz",  # its first DOI is broken
            (
                "doi:10.1007/978-3-030-58452-8_24",
                "NeRF: Representing Scenes as Neural Radiance Fields for View Synthesis",
                "Mildenhall",
            ),
        ),
        (
            "zotero_better_biblatex_arxiv_202.bib.gz",
            (
                "arxiv:2005.07513",
                "A Distributional View on Multi-Objective Policy Optimization",
                "Abdolmaleki",
            ),
        ),
        ("bibtexparser_gbk.bib", (None, "Test Title", "凯撒")),
        ("jabref_encoding-utf-16BE-with-header.bib", (None, "Ü ist ein Umlaut", "")),
        ("jabref_user_comments.bib", ("doi:10.1007/s00779-005-0347-6", TROUBLE, "Bardram")),
        ("rispy_extraneous_data.ris", (None, "Title of reference", "Marx")),
        ("rispy_bom.ris", ("doi:10.1186/s40981-020-0316-0", "", "")),
    ],
)
def test_the_first_paper_is_as_written(name: str, expected: tuple[object, ...]):
    """Without TeX, whatever the encoding."""
    assert read(name).references[0] == expected


def test_broken_entries_are_named():
    """The others of the file are read; a comma that is missing between fields is forgiven."""
    found = read("bibtex-ruby_errors.bib")
    assert [one.title for one in found.references] == ["The Title"]
    assert [one.name for one in found.unread] == ["Author", "#2", "key"]
    assert found.unread[0].reason == "It has no title and no ID."
