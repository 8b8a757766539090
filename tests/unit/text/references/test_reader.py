"""Files of reference managers become papers to look up."""

import json
import time
from contextlib import suppress
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.references.entry import plain
from bot.text.references.reader import MAX_ENTRIES, MAX_FILE_BYTES, Reference, ReferenceFileError, read_references
from tests.hostile.slow.bodies.stretches import longest_stretch
from tests.support.data import tables

TABLES = tables(__file__)

_WORDS = st.text("abcdefghijklmnopqrstuvwxyzäß", min_size=2, max_size=8)
_PAPERS = st.builds(
    Reference,
    identity=st.one_of(
        st.from_regex(r"arxiv:2[0-5]0[1-9]\.[0-9]{5}", fullmatch=True),
        st.from_regex(r"doi:10\.[1-9][0-9]{3}/[a-z]{1,9}_[0-9]{1,5}", fullmatch=True),
        st.none(),
    ),
    title=st.lists(_WORDS, min_size=1, max_size=6)
    .map(" ".join)
    .filter(lambda title: plain(title) == title),  # `rceil` is TeX
    author=_WORDS.map(str.capitalize).filter(lambda name: plain(name) == name),
)
_PARTS = [
    "@",
    "@a{",
    "k,",
    "title",
    "=",
    "{",
    "}",
    '"',
    "#",
    ",",
    "\n",
    " ",
    "(",
    ")",
    "%",
    "\\",
    "$",
    "TY  - ",
    "TI  - ",
]
_PARTS += [
    "ER  - ",
    "[",
    "]",
    '{"title":',
    '"a"',
    '"author":',
    "\ud800",
    "\0",
    "0",
    "é",
    "10.1000/1",
    "arXiv: 2001.00001",
]


def one(text: str) -> Reference:
    (found,), unread = read_references(text.encode())
    assert unread == []
    return found


def bibtex(paper: Reference) -> str:
    scheme, _, number = (paper.identity or "").partition(":")
    fields = {"title": paper.title, "author": f"{paper.author}, A. and Other, B."}
    fields |= {
        "arxiv": {"eprint": number, "archivePrefix": "arXiv"},
        "doi": {"doi": number.replace("_", "\\_")},
    }.get(scheme, {})
    return "@article{key,\n" + "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items()) + "}\n"


def ris(paper: Reference) -> str:
    scheme, _, number = (paper.identity or "").partition(":")
    lines = ["TY  - JOUR", f"TI  - {paper.title}", f"AU  - {paper.author}, A.", "AU  - Other, B."]
    lines += {"arxiv": [f"UR  - http://arxiv.org/abs/{number}v2"], "doi": [f"DO  - {number}"]}.get(scheme, [])
    return "\r\n".join((*lines, "ER  - ", "", ""))


def csl(paper: Reference) -> dict[str, object]:
    scheme, _, number = (paper.identity or "").partition(":")
    item = {"title": paper.title, "author": [{"family": paper.author, "given": "A."}, {"family": "Other"}]}
    named = {"arxiv": {"number": f"arXiv:{number}"}, "doi": {"DOI": number.upper()}}.get(scheme, {})
    return {"id": "http://zotero.org/users/1/items/A", "type": "article", **item, **named}


@given(
    st.lists(
        _PAPERS,
        min_size=1,
        max_size=5,
        unique_by=(lambda one: one.identity or one.title.casefold(), lambda one: one.title.casefold()),
    )
)
def test_what_is_written_is_read(papers: list[Reference]):
    """In each format and in its order."""
    for text in ("".join(map(bibtex, papers)), "".join(map(ris, papers)), json.dumps(list(map(csl, papers)))):
        assert read_references(text.encode()) == (papers, [])


@pytest.mark.parametrize(("fields", "identity"), TABLES["identities are found"])
def test_identities_are_found(fields: str, identity: str | None):
    """Identities are read from the fields of reference managers, but not from a remark on another paper."""
    assert one(f"@misc{{k, title={{A}}, {fields}}}").identity == identity


@pytest.mark.parametrize(("text", "title", "author"), TABLES["odd forms are read"])
def test_odd_forms_are_read(text: str, title: str, author: str):
    """Quotes, parentheses, joined values, comments, wrapped lines, a file that was cut short."""
    found = one(text)
    assert (found.title, found.author) == (title, author)


def test_a_paper_is_listed_once():
    """By identity, else by title; an entry that cannot be read costs no other."""
    text = "@a{a,title={A},doi={10.1000/1}}\n@a{b,title={B},doi={10.1000/1}}\n"
    text += "@a{c,title={C\n@a{d,title={D}}\n@a{e,title={d}}"
    found = read_references(text.encode())
    assert [paper.title for paper in found.references] == ["A", "D"]
    assert [one.name for one in found.unread] == ["c"]


def test_the_rest_of_broken_json_is_named():
    """The entries before the mistake are read."""
    assert read_references(b'[{"title": "A"}, {"title": "B", }, {"title": "C"}]') == (
        [(None, "A", "")],
        [("#2", "I can't read past a mistake in its quotes, braces or commas.")],
    )


@pytest.mark.parametrize("between", [", 5, ", "; ", ' null "x" '])
def test_what_is_no_entry_is_passed_over(between: str):
    """What stands between two entries of CSL-JSON costs neither."""
    found = read_references(f'[{{"title": "A"}}{between}{{"title": "B"}}]'.encode())
    assert ([paper.title for paper in found.references], found.unread) == (["A", "B"], [])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_are_recognised(encoding: str):
    """Those that reference managers write."""
    (found,), _ = read_references("@a{k,title={Über größere Räume},author={Müller, A.}}".encode(encoding))
    assert (found.title, found.author) == ("Über größere Räume", "Müller")


@pytest.mark.parametrize(
    "body",
    [b"", b"\xff\xfe", b"%PDF-1.7\n\x80", b"PK\x03\x04", b"A paper, and another", b"[1]", b"[]", b'{"items": []}'],
)
def test_other_files_are_refused(body: bytes):
    """In a sentence that says what to send."""
    with pytest.raises(ReferenceFileError, match="Send BibTeX, RIS or CSL-JSON"):
        read_references(body)


def test_bounds_are_kept():
    """Of a file with too many entries the first are read."""
    found = read_references("".join(f"@a{{k,title={{{number}}}}}\n" for number in range(MAX_ENTRIES + 5)).encode())
    assert len(found.references) == MAX_ENTRIES


@given(st.lists(st.sampled_from(_PARTS), max_size=60).map("".join))
def test_any_text_is_read_or_refused(text: str):
    """Without any other error, and all that is found is one line of text that can be stored."""
    try:
        found = read_references(text.encode(errors="surrogatepass"))
    except ReferenceFileError:
        return
    shown = [text for paper in found.references for text in (paper.title, paper.author)] + [
        name for name, _ in found.unread
    ]
    assert all(text.encode().decode().isprintable() for text in shown)


_HOSTILE: Final = {
    "nothing but beginnings": b"\n@a{",
    "entries without end": b"\n@a{k,title={",
    "fields in one entry": b"a=b,",
    "braces": b"{",
    "joined values": b'"a"#',
    "empty lines": b"\n",
    "white space": b" ",
    "formulas": b"\n@a{k,title={" + b"$x^{y}_{z}$ \\alpha " * 60 + b"}}",
    "tags": b"TY  - A\n",
    "objects": b"{},",
    "nesting": b'[{"a":',
    "halves of characters": b'"\\ud800",',
}


@pytest.mark.parametrize("before", [b"", b"@a{k,title=", b"TY  - A\nTI  - x\n", b"[", b'[{"title":["'])
@pytest.mark.parametrize("kind", _HOSTILE)
def test_hostile_files_cost_little(kind: str, before: bytes):
    """Eight times as large a file takes about eight times as long, and no more is kept than is allowed."""
    part = _HOSTILE[kind]
    bound = 3 * 8 * max(_took(before, part, MAX_FILE_BYTES // 64), 0.001)
    assert any(_took(before, part, MAX_FILE_BYTES // 8) < bound for _ in range(4))  # a neighbour may take one


def _took(before: bytes, part: bytes, size: int) -> float:
    """Return the CPU seconds for reading this many bytes."""
    body, began = (before + part * (size // len(part)))[:size], time.thread_time()
    with suppress(ReferenceFileError):
        found = read_references(body)
        assert len(found.references) + len(found.unread) <= MAX_ENTRIES + 1
    return time.thread_time() - began


@pytest.mark.parametrize("kind", ["braces", "white space", "objects", "halves of characters"])
def test_reading_lets_others_run(kind: str):
    """No step on the thread holds the interpreter for long."""
    part = _HOSTILE[kind]
    body = b"[" * (kind == "objects") + part * (MAX_FILE_BYTES // len(part) - 1)

    def read():
        with suppress(ReferenceFileError):
            read_references(body)

    stretches = [longest_stretch(read) for _ in range(2)]
    assert min(stretches) < 0.05


@pytest.mark.parametrize("part", [b"\x81", b"\xff\xfe", b"\xb0\xa1\xff"], ids=repr)
def test_decoding_lets_others_run(part: bytes):
    """Bytes that no encoding has, each of which costs a call, are decoded in pieces, to the same text."""
    body = b"@a{k, title = {" + part * (MAX_FILE_BYTES // len(part) - 6)
    body = b"\xff\xfe" + b"\x00\xd8" * (len(body) // 2 - 1) if part == b"\xff\xfe" else body

    def read():
        with suppress(ReferenceFileError):
            read_references(body)

    assert min(longest_stretch(read) for _ in range(2)) < 0.05
