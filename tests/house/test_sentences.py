"""Every sentence of the code that people read is in the catalogues."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from cogs import COGS
from tests.support.paths import ROOT
from tools.translations import command_texts

_MESSAGES: Final = {"gettext", "ngettext", "pgettext", "gettext_noop"}
_SPOKEN: Final = {
    "label",
    "title",
    "placeholder",
    "description",
    "text",
    "content",
    "name",
}  # arguments that are shown
_WORDS: Final = re.compile(r"[A-Za-z]{2,}[,:;]? +\(?[A-Za-z]+")  # two words, not two names of a query or a path
_CODE: Final = re.compile(r"`[^`]*(?:`|$)")
_WORD: Final = re.compile(r"[A-Za-z]{3,}")
_FOLDERS: Final = ("cogs", "bot/discord_io/interactions")
# What has no other name in any language: products, commands, an example of a query.
_KEPT: Final = {
    "Paperboy",
    "Look up papers",
    "Save papers",
    "/alerts edit subscription:",
    "/alerts subscribe query:",
    "/papers search query:",
    'diffusion "text to image" -survey',
}


def _files() -> list[Path]:
    files = [path for folder in _FOLDERS for path in sorted((ROOT / folder).rglob("*.py"))]
    return [*files, ROOT / "bot/service/notices/wording.py"]


def forgotten(code: str) -> list[str]:
    """The texts in a module that look like words for people, and are no messages.

    Neither are they parts of descriptions of commands: the tool takes these from the commands.
    """
    described = "\n".join(text for cog in COGS for _, text in command_texts(cog))
    return [text for text in _texts(ast.parse(code)) if text not in _KEPT and text not in described]


def _texts(node: ast.AST, *, shown: bool = False) -> Iterator[str]:
    """Literals below a node; `shown`: even a single word counts."""
    if isinstance(node, ast.Constant):
        bare = _CODE.sub("", node.value) if isinstance(node.value, str) else ""
        if _WORDS.search(bare) or (shown and _WORD.search(bare)):
            yield str(node.value)
        return
    for part, is_shown in _parts(node, shown=shown):
        yield from _texts(part, shown=is_shown)


def _parts(node: ast.AST, *, shown: bool) -> Iterator[tuple[ast.AST, bool]]:
    """Yield nodes below one, without docstrings, logs, messages, decorators and types; and if each is shown."""
    match node:
        case ast.Expr(value=ast.Constant()) | ast.Call(func=ast.Attribute(value=ast.Name(id="_log"))):
            return
        case ast.Call(func=ast.Name(id=name)) if name in _MESSAGES:
            yield from ((keyword.value, False) for keyword in node.keywords)
        case ast.Call():
            is_cast = isinstance(node.func, ast.Name) and node.func.id == "cast"
            yield from ((one, False) for one in (node.func, *node.args[is_cast:]))
            yield from ((keyword.value, keyword.arg in _SPOKEN) for keyword in node.keywords)
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            yield from ((one, False) for one in (*node.args.defaults, *node.body))
        case ast.ClassDef():
            yield from ((one, False) for one in node.body)
        case _:
            passed_on = shown and isinstance(node, ast.JoinedStr | ast.IfExp)
            yield from ((one, passed_on) for one in ast.iter_child_nodes(node))


def test_every_sentence_is_a_message():
    """Literals of two words and more, and those that are handed over as labels, titles and the like."""
    files = _files()
    found = {str(path.relative_to(ROOT)): forgotten(path.read_text("utf-8")) for path in files}
    assert {name: texts for name, texts in found.items() if texts} == {}
    assert len(files) > 20


def test_what_is_found():
    """The control: sentences, glued ones too, and words on buttons; not logs, docstrings, messages and keys."""
    code = '''
def f(self):
    """A docstring with words."""
    _log.warning("It is %s.", "as it is")
    gettext("Nothing was changed.")
    raise PaperboyError(f"{count} papers of all wait.")
    Button(label="Save", custom_id="save")
    Button(label="On" if on else "Off")
    show("Nothing" + " was saved.")
'''
    assert forgotten(code) == [" papers of all wait.", "Save", "Off", " was saved."]
