"""Convert tokens to Unicode: TeX's grammar without its commands.

A range of tokens is converted within a `Frame`, which has its `Mode` and the output so far. A group, a script or a
formula opens a frame of its own.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from bot.text.tex.prose import group_text, link_text, sign_text, stray_brace_text, token_at
from bot.text.tex.unicode_symbols import GREEK, KNOWN, LABEL_SIGNS, STRIPPED_WRAPPERS, WORD_SIGNS, script

if TYPE_CHECKING:
    from bot.text.tex.tokens import TexTokens

_MAX_DEPTH = 24  # groups within groups; deeper ones are not read as groups: in prose their braces stay
_FONT_PREFIXES = ("math", "boldsymbol")  # prefixes of wrappers that are no English words
_SYMBOLS_WITH_SCRIPT = frozenset(
    {*GREEK, "sum", "prod", "int"}
)  # names that are symbols if a script in braces follows
_SIGNS_OF_TEX = frozenset("\\{}^_$~")
_AFTER_NAME = frozenset("{^_")  # signs after a word that may be a symbol's name: sum_{i}


class Mode(Enum):
    """Way to read bare words: as prose, as a formula, or as a formula without its backslashes."""

    PROSE = "prose"
    MATHS = "maths"
    STRIPPED = "stripped"


@dataclass(slots=True, kw_only=True)
class Frame:
    """A range that ends before the token at `end`, and its output so far.

    `depth` counts the groups and commands around it.
    """

    end: int
    mode: Mode = Mode.PROSE
    depth: int = 0
    out: list[str] = field(default_factory=list[str])

    @property
    def last(self) -> str:
        """The last character written, or nothing."""
        return self.out[-1][-1] if self.out else ""

    def push(self, text: str) -> None:
        """Write text."""
        if text:
            self.out.append(text)

    def push_space(self) -> None:
        """Write a space, unless the output is empty or ends in white space."""
        if self.out and not self.last.isspace():
            self.out.append(" ")

    def push_sign(self, sign: str) -> None:
        """Write a token of a formula that is no word."""
        if sign.isspace() or sign in {"~", "&"}:
            self.push_space()
        elif sign[:1] != "$":
            self.push("\N{PRIME}" if sign == "'" else sign)

    def drop_space(self) -> None:
        """Remove the white space written last."""
        if self.last.isspace():
            self.push(self.out.pop().rstrip())


class TexReader(ABC):
    """Converter for ranges of tokens. `greek` collects the Greek names that the text surely uses as symbols."""

    def __init__(self, tokens: TexTokens) -> None:
        self._texts = tokens.texts
        self._closers = tokens.closers
        self._closing = frozenset(tokens.closers.values())
        self._formulas = tokens.formulas
        self._readers = {"{": self._brace, "}": self._brace, "^": self._script, "_": self._script}
        self.greek: set[str] = set()

    def prose(self) -> str:
        """Convert the whole text, as prose."""
        return self._convert(0, Frame(end=len(self._texts)))

    @abstractmethod
    def _command(self, index: int, frame: Frame) -> int:
        """Convert the command at `index`; return the index after it and its arguments."""

    def _convert(self, start: int, frame: Frame) -> str:
        """Convert the tokens from `start` to the end of a frame; return its output."""
        index, prose = start, frame.mode is Mode.PROSE
        while index < frame.end:
            if prose and self._is_plain(index):
                frame.out.append(self._texts[index])
                index += 1
            else:
                index = self._step(index, frame)
        return "".join(frame.out)

    def _is_plain(self, index: int) -> bool:
        """True if a token of prose stays unchanged, as nearly all do."""
        text = self._texts[index]
        if not text.isalpha():
            return text[0] not in _SIGNS_OF_TEX
        return text not in STRIPPED_WRAPPERS and self._at(index + 1) not in _AFTER_NAME

    def _step(self, index: int, frame: Frame) -> int:
        """Convert the token at `index` and all that belongs to it; return the index after that."""
        text, prose = self._texts[index], frame.mode is Mode.PROSE
        if prose and self._formulas.get(index, frame.end) < frame.end:
            return self._formula(index, frame)
        if text[0] == "\\" and len(text) > 1:
            return self._command(index, frame)
        if read := self._readers.get(text) or (self._word if text.isalpha() else None):
            return read(index, frame)
        if prose:
            frame.push(sign_text(self._texts, index, frame.last))
        else:
            frame.push_sign(text)
        return index + 1

    def _formula(self, index: int, frame: Frame) -> int:
        close = self._formulas[index]
        content = self._convert(index + 1, Frame(end=close, mode=Mode.MATHS, depth=frame.depth))
        frame.push(" ".join(content.split()))
        return close + 1

    def _word(self, index: int, frame: Frame) -> int:
        word, following = self._texts[index], self._at(index + 1)
        if word in STRIPPED_WRAPPERS and self._wraps(word, index, frame):
            return self._command(index, frame)
        if (
            frame.mode is Mode.PROSE
            and word in _SYMBOLS_WITH_SCRIPT
            and following in {"^", "_"}
            and self._opens(index + 2, frame)
        ):
            self.greek |= {word} & GREEK.keys()
            word = KNOWN[word]
        elif frame.mode is Mode.STRIPPED and len(word) > 1 and not self._is_label(word, index):
            word = KNOWN.get(word, word)
        frame.push(word)
        return index + 1

    def _is_label(self, word: str, index: int) -> bool:
        """True if a sign's name is an English word here, in a script that has lost its backslashes.

        x_{in} and x_{top} have labels, x_{i in S} a sign.
        """
        if word in WORD_SIGNS:
            return not self._at(index + 1).isspace()
        return word in LABEL_SIGNS and self._at(index - 1) == "{" and self._at(index - 2) == "_"

    def _wraps(self, word: str, index: int, frame: Frame) -> bool:
        """True if a wrapper without its backslash has an argument: a group, or a letter as in mathbb R."""
        letter = self._at(index + 1) == " " and len(self._at(index + 2)) == 1 and self._at(index + 2).isalpha()
        return self._opens(index + 1, frame) or (word.startswith(_FONT_PREFIXES) and letter)

    # --- groups -------------------------------------------------------------------------------------------

    def _opens(self, index: int, frame: Frame) -> bool:
        """True if a group that can be read opens at `index`."""
        return self._closers.get(index, frame.end) < frame.end and frame.depth < _MAX_DEPTH

    def _group(self, index: int, frame: Frame, mode: Mode) -> tuple[str, int]:
        """Convert the group that opens at `index`; return its text and the index after it."""
        close = self._closers[index]
        return self._convert(index + 1, Frame(end=close, mode=mode, depth=frame.depth + 1)), close + 1

    def _brace(self, index: int, frame: Frame) -> int:
        if not self._opens(index, frame):
            if frame.mode is Mode.PROSE:
                # With a partner, the group is too deep, or the partner is in a formula: the brace stays
                partnered = index in self._closers or index in self._closing
                frame.push(self._texts[index] if partnered else stray_brace_text(self._texts, index))
            return index + 1
        content, after = self._group(index, frame, frame.mode)
        if frame.mode is Mode.PROSE:
            before = self._at(index - 1)
            if before.startswith("http") and frame.out and frame.out[-1] == before:
                content = link_text(frame.out.pop(), content)
            else:
                content = group_text(self._texts, index, after - 1, content)
        frame.push(content)
        return after

    # --- scripts and arguments ------------------------------------------------------------------------------

    def _script(self, index: int, frame: Frame) -> int:
        """Convert a superscript or subscript; in prose only one in braces, whose names lack their backslashes."""
        sign, prose = self._texts[index], frame.mode is Mode.PROSE
        if prose and (not self._opens(index + 1, frame) or frame.last.isspace()):
            frame.push(sign)
            return index + 1
        if prose:
            content, after = self._group(index + 1, frame, Mode.STRIPPED)
        else:
            content, after = self._argument(index + 1, frame)
        frame.push(script(sign, content, glued=self._at(after)[:1].isalnum()))
        return after

    def _argument(self, index: int, frame: Frame, mode: Mode | None = None) -> tuple[str, int]:
        """Convert an argument (a group, a command or one character); return its text and the index after it."""
        mode = mode or frame.mode
        # Skip white space, and braces that are not read as groups.
        while (
            index < frame.end and not self._opens(index, frame) and self._texts[index].replace("{", " ").isspace()
        ):
            index += 1
        if index >= frame.end or self._texts[index] in {"}", "$", "$$"}:
            return "", index
        if self._opens(index, frame):
            return self._group(index, frame, mode)
        if self._texts[index][0] == "\\" and frame.depth < _MAX_DEPTH:
            piece = Frame(end=frame.end, mode=mode, depth=frame.depth + 1)
            after = self._command(index, piece)
            return "".join(piece.out).strip(), after
        # The first letter of a word, as in \frac ab. The rest is read next; no token is ever empty.
        token = self._texts[index]
        self._texts[index] = token[1:] or " "
        return token[0], index if token[1:] else index + 1

    def _at(self, index: int) -> str:
        return token_at(self._texts, index)
