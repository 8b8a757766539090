"""Write the page of pictures, docs/gallery.md."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.gallery.camera import Theme

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tools.gallery.picture import Picture

FOLDER = "img/gallery"
_HEAD = """# Gallery

Pictures by `make gallery` (Debian's `chromium` and `fonts-noto-cjk`): the real bot in SimCord, a test Discord. The
48 papers are the demo's, with invented days, numbers and covers, unless a caption says that they are recorded.

SimCord is dark only; light pictures use a style sheet of ours. Corrected are names of used commands, mentions of
channels in embeds and direct messages, the bot's name in direct messages, and empty lines in embeds. Edit marks on
awaited answers and hints under menus are removed, open menus are shown whole, ids of subscriptions are fixed.
"""


def page(sections: Mapping[str, Sequence[Picture]]) -> str:
    """Return the Markdown of docs/gallery.md for the pictures by section."""
    parts = [_HEAD]
    for title, pictures in sections.items():
        parts += [f"## {title}\n", *_entries(pictures)]
    return "\n".join(parts)


def _entries(pictures: Iterable[Picture]) -> Iterable[str]:
    for picture in pictures:
        address = f"{FOLDER}/{picture.file}"
        if picture.theme is Theme.DARK:
            yield f"{picture.caption}\n\n![{picture.alt}]({address})\n"
        else:
            yield f"![Light colors]({address})\n"
