"""The entry of a reference file, and which paper it is."""

from __future__ import annotations

import re
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from bot.domain.identity import paper_id
from bot.text.safe import clean
from bot.text.tex import unicode_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# characters of an entry that are read: during a call, json and re let no other thread run
MAX_ENTRY_LENGTH = 200_000
MAX_VALUE_LENGTH = 1_000  # characters of a field
_MAX_TEXT_LENGTH = 300  # characters of a title or author

# Names of fields in BibTeX, CSL-JSON and RIS, in lower case, the preferred first
_TITLE_FIELDS = ("title ti t1", "subtitle")
_AUTHOR_FIELDS = "author au a1"
_IDENTIFIER_FIELDS = "eprint doi do url ur l1 l2"
# Where reference managers write identifiers among other words
_REMARK_FIELDS = (
    "note n1 journal container-title jo t2 number m1 an howpublished volume pages publisher pb archive_location"
)
# Only at the start of a line: within a sentence it is another paper's, as in "Extends arXiv:1412.6980"
_IN_REMARK = re.compile(  # "arXiv preprint arXiv:1412.6980", "abs/1412.6980", "DOI: 10.1000/1", "\url{https://…}"
    r"^[ \t]*+(?:arxiv (?:preprint|e-?prints?),? ?)?(?:url)?(?:abs/|(?=arxiv:|doi:|https?:))"
    r"((?:arxiv: |doi: )?\S*[^\s.,;])",
    re.IGNORECASE | re.MULTILINE,
)
_WITHOUT_TEX_SIGNS = str.maketrans("", "", "\\{}$")  # of TeX, around and within identifiers
_WITHOUT_BRACES = str.maketrans("", "", "{}")  # which are left around a whole title
_HTML = re.compile(r"</?(?:i|b|su[bp]|span)\b[^<>]{0,80}>")  # which Zotero puts into titles
_AND = re.compile(r"\sand\s")


class Reference(NamedTuple):
    """A paper that a file names: `identity` (`arxiv:…`, `doi:…`), else to be found by its title.

    Texts are plain and one line long, though not safe for Discord. `author` is the family name of the first one.
    What a file does not say is None or "".
    """

    identity: str | None
    title: str
    author: str


class Entry(NamedTuple):
    """An entry as it is written; of one that is not `whole`, at most the fields before its mistake."""

    key: str
    fields: Mapping[str, str]  # by name in lower case; several values of a name are lines
    whole: bool = True

    def reference(self) -> Reference:
        """Return what the entry says about its paper."""
        names = " ".join(self._values(_IDENTIFIER_FIELDS)).translate(_WITHOUT_TEX_SIGNS).split()
        names += _IN_REMARK.findall("\n".join(self._values(_REMARK_FIELDS)).translate(_WITHOUT_TEX_SIGNS))
        return Reference(
            identity=paper_id(f"{self._first('primaryclass')}/{self._first('eprint')}", *names),  # hep-th, 9901001
            title=plain(": ".join(filter(None, map(self._first, _TITLE_FIELDS)))),
            author=plain(_family_name(self._first(_AUTHOR_FIELDS))),
        )

    def _first(self, names: str) -> str:
        return next(self._values(names), "")

    def _values(self, names: str) -> Iterator[str]:
        return filter(None, (self.fields.get(name, "")[:MAX_VALUE_LENGTH] for name in names.split()))


def plain(text: str) -> str:
    """Return TeX and HTML as one line of plain text."""
    return clean(unicode_text(_HTML.sub("", text[:MAX_VALUE_LENGTH])).translate(_WITHOUT_BRACES))[
        :_MAX_TEXT_LENGTH
    ]


def _family_name(authors: str) -> str:
    """Return the family name of the first author: Knuth in `Knuth, Donald and …`, `Donald Knuth`, `{Knuth}`."""
    first = _AND.split(authors, maxsplit=1)[0].strip()
    depths = [*accumulate({"{": 1, "}": -1}.get(sign, 0) for sign in first)]  # of braces, after each character
    is_whole = 0 not in depths[:-1]  # in braces
    return first.partition(",")[0] if "," in first or is_whole else first.rpartition(" ")[2]
