"""Render a text as Discord would: an oracle for tests that shares no code with `escape`."""

import re

_ESCAPED = re.compile(r"\\([^0-9A-Za-z\s])")  # Discord's rule for a backslash
_NEUTRAL = "\ue000"  # stands for an escaped character, which has no meaning any more
_CODE = re.compile(r"\\[^0-9A-Za-z\s]|(?P<code>```.+?```|(?P<ticks>`+)(?:.*?[^`])(?P=ticks)(?!`))", re.DOTALL)
_ACTIVE = {
    "mention": r"<(?:@[!&]?|#)\d+>",
    "everyone": r"@(?:everyone|here)",
    "command": r"</[^<>]+:\d+>",
    "time": r"<t:-?\d+(?::[a-zA-Z])?>",
    "emoji": r"<a?:\w+:\d+>",
    "named emoji": r":[a-zA-Z_+][\w+-]*:",
    "guide": r"<id:\w+>",
    "link": r"\[[^\n]*\]\(",
    "bare link": r"https?://",
    "heading": r"(?m)^\s*(?:-#|#{1,3})\s",
    "quote": r"(?m)^\s*>(?:>>)?\s",
    "list": r"(?m)^\s*(?:[-*+]|\d+\.)\s",
    "spoiler": r"\|\|",
    "bold or italic": r"\*",
    "underline": r"(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])",
    "struck out": r"~~",
    "code": r"`",
}


def shown(text: str) -> str:
    """Return the text as a reader sees it, if nothing in it is active."""
    return _ESCAPED.sub(r"\1", text)


def without_code(text: str) -> str:
    """Return the text with neutral code; an escaped backtick starts none, and code has no escapes."""
    return _CODE.sub(lambda found: _NEUTRAL if found["code"] else found.group(), text)


def active(text: str) -> set[str]:
    """Return the names of all constructs that Discord would act on."""
    neutral = _ESCAPED.sub(_NEUTRAL, text)
    return {name for name, pattern in _ACTIVE.items() if re.search(pattern, neutral)}
