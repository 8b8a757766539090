r"""Commands with arguments: what a group becomes in a font, under an accent, in a fraction."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.text.tex_frames import Mode
from bot.text.tex_glyphs import accented, binomial, code_point, fraction, in_font, negated, root, script
from bot.text.tex_symbols import Symbols
from bot.text.tex_tables import ACCENTS, CITING, LETTERS, PROSE_WRAPPERS, WRAPPERS

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.text.tex_frames import Frame

CHANGES: dict[str, Callable[[str], str]] = {
    "unicode": code_point,
    "not": negated,
    "pmod": lambda content: f"(mod {content})",
    "textsuperscript": lambda content: script("^", content, glued=False),
    "textsubscript": lambda content: script("_", content, glued=False),
}
_FACTORS = ("{", "(", "\\left", "\\big", "\\Big", "\\|", "\\lVert", "\\sqrt", "\\frac")
_KEY = re.compile(r"(?P<name>[A-Za-z]+)[_:-]?(?P<year>(?:19|20)\d\d)")
_MOST_OPTIONS = 40  # tokens within [ ] after a command


class Arguments(Symbols):
    """A reader that knows what commands do to their arguments."""

    def _changed(self, change: Callable[[str], str], index: int, frame: Frame, mode: Mode | None = None) -> int:
        content, after = self._argument(index, frame, mode)
        frame.push(change(content))
        return after

    def _discarded(self, _name: str, index: int, frame: Frame) -> int:
        """Nothing, with the gap closed that a citation or a footnote leaves."""
        _, after = self._argument(self._after_options(index + 1, frame), frame)
        following = self._at(after)[:1]
        if not following or following.isspace() or following in ".,;:!?)]":
            frame.drop_space()
        return after

    def _cited(self, name: str, index: int, frame: Frame) -> int:
        r"""Nothing, or what `\citet{zhang2016understanding}` says of itself: Zhang (2016)."""
        start = self._after_options(index + 1, frame)
        if name in CITING and self._opens(start, frame):
            keys = "".join(self._texts[start + 1 : self._closers[start]]).split(",")
            works = [f"{key['name'].capitalize()} ({key['year']})" for key in map(_KEY.match, keys) if key]
            frame.push(" and ".join(works))
            if works:
                return self._closers[start] + 1
        return self._discarded(name, index, frame)

    def _second(self, name: str, index: int, frame: Frame) -> int:
        first, after = self._argument(index + 1, frame)
        if name == "href" and not self._opens(after, frame):
            frame.push(first)
            return after
        return self._changed(str, after, frame)

    def _wrapper(self, name: str, index: int, frame: Frame) -> int:
        return self._changed(str, index + 1, frame, Mode.PROSE if name in PROSE_WRAPPERS else None)

    def _font(self, name: str, index: int, frame: Frame) -> int:
        return self._changed(lambda content: in_font(name, content), index + 1, frame)

    def _root(self, _name: str, index: int, frame: Frame) -> int:
        start = self._after_options(index + 1, frame)
        degree = "".join(self._texts[index + 2 : start - 1])
        return self._changed(lambda content: root(content, degree), start, frame)

    def _other(self, name: str, index: int, frame: Frame) -> int:
        return self._changed(CHANGES[name], index + 1, frame)

    def _fraction(self, name: str, index: int, frame: Frame) -> int:
        above, after = self._argument(index + 1, frame)
        below, after = self._argument(after, frame)
        if "binom" in name:
            frame.push(binomial(above, below))
            return after
        text = fraction(above, below) if above or below else name
        frame.push(f"({text})" if frame.last.isalnum() or self._multiplies(after, frame) else text)
        return after

    def _multiplies(self, index: int, frame: Frame) -> bool:
        """Whether a factor stands right after a fraction."""
        following = self._at(index) if index < frame.end else ""
        named = following[:1] == "\\" and (following[1:] in LETTERS or following[1:] in WRAPPERS)
        return frame.mode is not Mode.PROSE and (following.isalnum() or named or following.startswith(_FACTORS))

    def _after_options(self, index: int, frame: Frame) -> int:
        if self._at(index) != "[":
            return index
        for place in range(index, min(frame.end, index + _MOST_OPTIONS)):
            if self._texts[place] == "]":
                return place + 1
        return index

    def _accent(self, name: str, index: int, frame: Frame) -> int:
        """The index after an accented letter; `index` itself when there is nothing to put the accent on."""
        following = self._at(index + 1)
        if name.isalpha() and following.isspace():
            applies = self._at(index + 2)[:1].isalpha()  # \c c
        elif following[:1].isalpha():
            applies = not (name.isalpha() and following.isascii())  # \'e and \tildeΘ, but not \vector
        else:
            applies = self._opens(index + 1, frame) or (following[:1] == "\\" and following[1:].isalpha())
        if index + 1 >= frame.end or not applies:
            return index
        bare = name if name in "~^" else ""  # \~{} is the tilde itself
        return self._changed(lambda content: accented(content, ACCENTS[name]) or bare, index + 1, frame)
