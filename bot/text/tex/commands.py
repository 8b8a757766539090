r"""Convert TeX commands: `\name` and its arguments."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from typing_extensions import override

from bot.text.tex.prose import our_noun
from bot.text.tex.reader import Mode, TexReader
from bot.text.tex.unicode_symbols import (
    ABBREVIATIONS,
    ACCENTS,
    ESCAPED,
    FONTS,
    GREEK,
    KINDS,
    KNOWN,
    LETTERS,
    OWN_NOUNS,
    SHORTHANDS,
    TEXT_LETTERS,
    accented,
    code_point,
    fraction,
    negated,
    root,
    script,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.text.tex.reader import Frame
    from bot.text.tex.tokens import TexTokens

# Starts of tokens before which a function's name gets no space: log(x), log_2
_NO_SPACE_BEFORE = (*"([^_|),.}$ -", "\\{", "\\left", "\\big", "\\Big")
# Signs without a space after or before them: ¬x, ⌈x⌉
_PREFIX_SIGNS = frozenset({"neg", "lnot", "langle", "lvert", "lVert", "lceil", "lfloor"})
_CLOSING_SIGNS = frozenset({"rangle", "rvert", "rVert", "rceil", "rfloor"})
_PLAIN_IN_PROSE = frozenset(">|()[]")  # commands in a formula; in prose the characters themselves
# Spacing in prose too; no space is added before white space
_SPACING = {",": " ", ";": " ", ":": " ", "!": "", "@": ""}
_CONTENT_CHANGES: dict[str, Callable[[str], str]] = {
    "enquote": lambda content: f"“{content}”",
    "unicode": code_point,
    "not": negated,
    "pmod": lambda content: f"(mod {content})",
    "textsuperscript": lambda content: script("^", content, glued=False),
    "textsubscript": lambda content: script("_", content, glued=False),
}
_CITED_KEY = re.compile(r"\s*(?P<name>[A-Za-z]+)(?:[_:-]?(?P<year>(?:19|20)\d\d))?")
_AUTHOR, _WORK = "{name}", "{name} ({year})"
_CITED_AS = {"citet": _WORK, "textcite": _WORK, "citeauthor": _AUTHOR, "citeyear": "{year}"}
_MAX_ACCENT_NAME = 2  # letters: \d{j} and \t{o} are accents, not the torn \dj and \to
_MAX_OPTION_TOKENS = 40  # tokens of all [ ] after a command


class CommandReader(TexReader):
    """TexReader that converts commands.

    Each method converts a command into the frame, and returns the index after it and its arguments.
    """

    def __init__(self, tokens: TexTokens) -> None:
        super().__init__(tokens)
        self._writers = {
            "functions": self._function,
            "infix": self._infix,
            "signs": self._sign,
            "declarations": self._declaration,
            "spaces": self._space,
            "abbreviations": self._abbreviation,
            "discarded": self._discarded,
            "second_only": self._second,
            "wrappers": self._wrapper,
            "prose_wrappers": self._wrapper,
            "fractions": self._fraction,
            "roots": self._root,
        }

    @override
    def _command(self, index: int, frame: Frame) -> int:
        name = self._texts[index].removeprefix("\\").removesuffix("*")
        after = self._torn(name, index, frame)
        if after == index and name in ACCENTS:
            after = self._accent(name, index, frame)
        if after > index:
            return after
        if len(name) == 1 and not name.isalpha():
            return self._escaped(name, index, frame)
        if frame.mode is not Mode.PROSE and name in SHORTHANDS:
            frame.push(SHORTHANDS[name])
            return index + 1
        otherwise = self._cited if "cite" in name.lower() else self._unknown
        return self._writers.get(KINDS.get(name, ""), otherwise)(name, index, frame)

    def _torn(self, name: str, index: int, frame: Frame) -> int:
        r"""Convert a name torn into an accent and a group, as `\b{eta}`; return `index` itself for all others."""
        whole = name + self._at(index + 2)
        if len(name) > 1 or self._at(index + 1) != "{" or self._at(index + 3) != "}":
            return index
        if whole not in GREEK and (len(whole) <= _MAX_ACCENT_NAME or whole not in KNOWN):
            return index
        self.greek |= {whole} & GREEK.keys()
        frame.push(KNOWN[whole])
        return index + 4

    def _unknown(self, name: str, index: int, frame: Frame) -> int:
        r"""Convert a custom macro: in a formula to `name(argument)`, in prose to its argument (`\gls{DRL}`).

        In prose, a macro for the own method becomes both: `\model{7B}` is "model 7B".
        """
        content, after = (
            self._group(index + 1, frame, frame.mode) if self._opens(index + 1, frame) else ("", index + 1)
        )
        noun = OWN_NOUNS.get(name.lower(), "") if frame.mode is Mode.PROSE else ""
        if not content:
            frame.push(our_noun(noun, self._texts, index) if noun else name)
        elif frame.mode is not Mode.PROSE:
            frame.push(f"{name}({content})")
        else:
            frame.push(f"{name} {content}" if noun and " " not in content else content)
        return after

    # --- without arguments ----------------------------------------------------------------------------------

    def _escaped(self, char: str, index: int, frame: Frame) -> int:
        r"""Convert a backslash with a sign, such as `\%` or the space `\,`."""
        text = ESCAPED.get(char, char)
        if frame.mode is Mode.PROSE and char in _PLAIN_IN_PROSE:
            text = char
        elif frame.mode is Mode.PROSE and char in _SPACING:
            text = _SPACING[char]
        if text.isspace():
            if not self._at(index + 1).isspace():
                frame.push_space()
        else:
            frame.push(text)
        return index + 1

    def _function(self, name: str, index: int, frame: Frame) -> int:
        r"""Convert `2\log x` to 2 log x: a function's name is parted from what is beside it."""
        if frame.last.isalnum() or frame.last in {")", "]"}:
            frame.push_space()
        frame.push("mod" if name == "bmod" else name)
        if index + 1 < frame.end and not self._at(index + 1).startswith(_NO_SPACE_BEFORE):
            frame.push_space()
            return index + (2 if self._at(index + 1).isspace() else 1)
        return index + 1

    def _infix(self, name: str, index: int, frame: Frame) -> int:
        """Convert an operator; in a formula it gets the same space after it as the author typed before it."""
        spaced = frame.last.isspace()
        frame.push(KNOWN[name])
        if frame.mode is Mode.PROSE:
            return index + 1
        if spaced:
            frame.push_space()
        return index + (2 if self._at(index + 1).isspace() else 1)

    def _sign(self, name: str, index: int, frame: Frame) -> int:
        r"""Convert a sign; a space that only ends its name is dropped: in a formula, `\alpha x` is αx."""
        if name in GREEK:
            self.greek.add(name)
        if name in _CLOSING_SIGNS:
            frame.drop_space()
        frame.push(KNOWN[name])
        prefix = frame.mode is not Mode.PROSE and name in _PREFIX_SIGNS
        separated = self._at(index + 1).isspace() and (prefix or self._at(index + 2)[:1].isalnum())
        joined = name in TEXT_LETTERS if frame.mode is Mode.PROSE else (name in LETTERS or prefix)
        return index + (2 if separated and joined else 1)

    def _space(self, name: str, index: int, frame: Frame) -> int:
        frame.push_space()
        return self._declaration(name, index, frame)

    def _declaration(self, name: str, index: int, frame: Frame) -> int:
        r"""Drop a command such as `\bf`, and in prose the space that only ends its name."""
        following = self._at(index + 1)
        if name in {"left", "right"} and following == ".":
            return index + 2
        swallowed = following.isspace() and frame.mode is Mode.PROSE and name != "xspace"
        return index + (2 if swallowed else 1)

    def _abbreviation(self, name: str, index: int, frame: Frame) -> int:
        r"""Convert `\etal` to "et al.", with one full stop if the text has another."""
        text = ABBREVIATIONS[name]
        frame.push(text.removesuffix(".") if self._at(index + 1) == "." else text)
        return index + 1

    # --- with arguments -------------------------------------------------------------------------------------

    def _changed(self, change: Callable[[str], str], index: int, frame: Frame, mode: Mode | None = None) -> int:
        """Write what `change` makes of the argument at `index`, read in a `mode`, by default the frame's."""
        content, after = self._argument(index, frame, mode)
        frame.push(change(content))
        return after

    def _discarded(self, _name: str, index: int, frame: Frame) -> int:
        """Drop a citation or a footnote, and the gap or the brackets that it leaves."""
        _, after = self._argument(self._after_options(index + 1, frame), frame)
        following = self._at(after)[:1]
        if frame.last == "(" and following == ")":
            frame.push(frame.out.pop()[:-1])
            frame.drop_space()
            return after + 1
        if not following or following.isspace() or following in ".,;:!?)]":
            frame.drop_space()
        return after

    def _cited(self, name: str, index: int, frame: Frame) -> int:
        r"""Drop a citation, or convert `\citet{zhang2016understanding}` to Zhang (2016)."""
        start = self._after_options(index + 1, frame)
        form = _CITED_AS.get(name.lower())
        if form and self._opens(start, frame):
            keys = "".join(self._texts[start + 1 : self._closers[start]]).split(",")
            cited = (key for key in map(_CITED_KEY.match, keys) if key and (key["year"] or form == _AUTHOR))
            works = [form.format(name=key["name"].capitalize(), year=key["year"]) for key in cited]
            frame.push(" and ".join(works))
            if works:
                return self._closers[start] + 1
        return self._discarded(name, index, frame)

    def _second(self, name: str, index: int, frame: Frame) -> int:
        r"""Convert only the second argument, as of `\textcolor{red}{x}`; of a `\hyperref[a]{x}`, the only one."""
        first, after = self._argument(self._after_options(index + 1, frame), frame)
        if name.endswith("ref") and not self._opens(after, frame):
            frame.push(first)
            return after
        return self._changed(str, after, frame)

    def _wrapper(self, name: str, index: int, frame: Frame) -> int:
        r"""Convert the argument of a font such as `\mathbb`, or of a command such as `\enquote`."""
        change = _CONTENT_CHANGES.get(name, lambda content: content.translate(FONTS.get(name, {})))
        return self._changed(change, index + 1, frame, Mode.PROSE if KINDS[name] == "prose_wrappers" else None)

    def _root(self, _name: str, index: int, frame: Frame) -> int:
        start = self._after_options(index + 1, frame)
        degree = "".join(self._texts[index + 2 : start - 1])
        return self._changed(lambda content: root(content, degree), start, frame)

    def _fraction(self, name: str, index: int, frame: Frame) -> int:
        above, after = self._argument(index + 1, frame)
        below, after = self._argument(after, frame)
        if "binom" in name:
            frame.push(f"({above} choose {below})")
            return after
        text = fraction(above, below) if above or below else name
        frame.push(f"({text})" if frame.last.isalnum() or self._at(after).isalnum() else text)
        return after

    def _after_options(self, index: int, frame: Frame) -> int:
        """Return the index after options in square brackets, [a][b]; `index` itself if there are none."""
        for end in range(index, min(frame.end, index + _MAX_OPTION_TOKENS)):
            if self._at(index) != "[":
                break
            if self._texts[end] == "]":
                index = end + 1
        return index

    def _accent(self, name: str, index: int, frame: Frame) -> int:
        """Convert an accented letter; return `index` itself if there is no letter for the accent."""
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
