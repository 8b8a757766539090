"""Split BibTeX and BibLaTeX into entries.

An entry begins at the start of a line, or right after another. So one whose braces are not closed ends before the
next, and loses only the fields after its mistake. Of joined values (`"a" # b`) only the first is read.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from bot.text.references.entry import MAX_ENTRY_LENGTH, MAX_VALUE_LENGTH, Entry

if TYPE_CHECKING:
    from collections.abc import Iterator

_ENTRY_START = re.compile(
    r"\s*+@\s{0,9}(?!(?i:comment|preamble|string)\b)\w{1,40}\s{0,9}[{(]\s*+(?:(?P<key>[^,={}\"]{0,300}),)?"
)
_FIELD_NAME = re.compile(
    r"""(?: [\s,] | %[^\n]*+                                      # between fields; a field after % is a comment
        | \# \s*+ (?: [^\s,={}()"\#]++ | "[^"]*+" | \{[^{}]*+\} )   # joined to the value before
        )*+ (?P<name> [^\s=,{}"\#]{1,80} ) \s*+ = \s*+
    """,
    re.VERBOSE,
)
_BARE_VALUE = re.compile(r"[^\s,={}()\"#]*")  # a number, or the name of a @string
_SIGN = re.compile(r"\\.|[{}\"]", re.DOTALL)
_ENTRY_END = re.compile(r"(?:[\s,]|%[^\n]*+)*+[})]")


def entries(text: str | io.TextIOBase, max_length: int = MAX_VALUE_LENGTH) -> Iterator[Entry]:
    """Yield all entries of a text or an open file, also those with mistakes; none if it is not BibTeX.

    Of a field, the first `max_length` characters are kept.
    """
    for block in _blocks(io.StringIO(text, newline=None) if isinstance(text, str) else text):
        at = 0
        while start := _ENTRY_START.match(block, at):
            fields, at = dict[str, str](), start.end()
            while found := _FIELD_NAME.match(block, at):
                value, at = _value(block, found.end())
                name = found["name"].lower()
                fields[name] = f"{fields.get(name, '')}\n{value}".strip()[:max_length]
            end = _ENTRY_END.match(block, at)
            yield Entry(start["key"] or "", fields, whole=bool(end))
            at = end.end() if end else len(block)


def _blocks(file: io.TextIOBase) -> Iterator[str]:
    """Yield the text from each line that begins an entry to the next; of a long one only its beginning.

    Of a long line, only a part is read at once.
    """
    block, at_start = "", True
    while line := file.readline(MAX_ENTRY_LENGTH):
        if at_start and _ENTRY_START.match(line):
            yield block
            block = ""
        if len(block) < MAX_ENTRY_LENGTH:
            block += line
        at_start = line.endswith("\n")
    yield block


def _value(block: str, at: int) -> tuple[str, int]:
    """Return the value at an index (`{a}`, `"a"`, `2020`) and the index after it.

    One that is not closed is "", and lasts until the end of the block.
    """
    closing = {"{": "}", '"': '"'}.get(block[at : at + 1])
    if not closing and (word := _BARE_VALUE.match(block, at)):
        return word[0], word.end()
    depth = 0
    for sign in _SIGN.finditer(block, at + 1):
        if not depth and sign[0] == closing:
            return block[at + 1 : sign.start()], sign.end()
        depth += (sign[0] == "{") - (sign[0] == "}")
    return "", len(block)
