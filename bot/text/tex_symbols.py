r"""Commands that take no argument: signs, operators, functions, spaces, escaped characters."""

from __future__ import annotations

from bot.text.tex_frames import Frame, Mode
from bot.text.tex_reader import Reader
from bot.text.tex_tables import ABBREVIATIONS, ESCAPED, GREEK, INFIX, LETTERS, SIGNS, SPACES, TEXT_LETTERS

_AFTER_FUNCTION = (*"([^_|),.}$ -", "\\{", "\\left", "\\big", "\\Big")
_PREFIXES = frozenset({"neg", "lnot", "langle", "lvert", "lVert", "lceil", "lfloor"})
_CLOSING = frozenset({"rangle", "rvert", "rVert", "rceil", "rfloor"})
_PLAIN = frozenset(">|()[]")  # mean something in a formula; in prose the character itself
_SPACING = {",": " ", ";": " ", ":": " ", "!": "", "@": ""}  # in prose too, unless a word ends there


class Symbols(Reader):
    """A reader that knows the commands without arguments."""

    def _escaped(self, char: str, index: int, frame: Frame) -> int:
        text = ESCAPED.get(char, char)
        if frame.mode is Mode.PROSE and char in _PLAIN:
            text = char
        elif frame.mode is Mode.PROSE and char in _SPACING:
            text = self._spacing(char, index)
        if text.isspace():
            if not self._at(index + 1).isspace():
                frame.push_space()
        else:
            frame.push(text)
        return index + 1

    def _spacing(self, char: str, index: int) -> str:
        r"""The thin space of `5\,kHz`; a mark that was escaped without need before a space, as in `so\, it`."""
        ends = char != "@" and not self._at(index + 1).strip() and self._at(index - 1).isalnum()
        return char if ends else _SPACING[char]

    def _function(self, name: str, index: int, frame: Frame) -> int:
        if frame.last.isalnum() or frame.last in {")", "]"}:
            frame.push_space()
        frame.push("mod" if name == "bmod" else name)
        if index + 1 < frame.end and not self._at(index + 1).startswith(_AFTER_FUNCTION):
            frame.push_space()
            return index + (2 if self._at(index + 1).isspace() else 1)
        return index + 1

    def _infix(self, name: str, index: int, frame: Frame) -> int:
        """In a formula an operator has the space after it that the author typed before it."""
        spaced = frame.last.isspace()
        frame.push(INFIX[name])
        if frame.mode is Mode.PROSE:
            return index + 1
        if spaced:
            frame.push_space()
        return index + (2 if self._at(index + 1).isspace() else 1)

    def _sign(self, name: str, index: int, frame: Frame) -> int:
        if name in GREEK:
            self.greek.add(name)
        if name in _CLOSING:
            frame.drop_space()
        frame.push(LETTERS.get(name) or SIGNS[name])
        prefix = frame.mode is not Mode.PROSE and name in _PREFIXES
        separated = self._at(index + 1).isspace() and (prefix or self._at(index + 2)[:1].isalnum())
        joined = name in TEXT_LETTERS if frame.mode is Mode.PROSE else (name in LETTERS or prefix)
        return index + (2 if separated and joined else 1)

    def _declaration(self, name: str, index: int, frame: Frame) -> int:
        if name in SPACES:
            frame.push_space()
        following = self._at(index + 1)
        if name in {"left", "right"} and following == ".":
            return index + 2
        swallowed = following.isspace() and frame.mode is Mode.PROSE and name != "xspace"
        return index + (2 if swallowed else 1)

    def _abbreviation(self, name: str, index: int, frame: Frame) -> int:
        text = ABBREVIATIONS[name]
        frame.push(text.removesuffix(".") if self._at(index + 1) == "." else text)
        return index + 1
