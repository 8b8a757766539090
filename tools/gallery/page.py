"""Write the page of pictures, docs/gallery.md."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.gallery.camera import Theme

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tools.gallery.picture import Picture

FOLDER = "img/gallery"
_HEAD = """# Gallery

Screenshots of the bot, taken by `make gallery` (with Debian's `chromium` and `fonts-noto-cjk`). The real bot plays
scenes in SimCord, a simulated Discord whose page resembles Discord's. The papers are the 48 of the demo, with
invented days and numbers, and drawn covers in place of Hugging Face's pictures. Some pictures show recorded papers
with their real numbers; their captions say so.

SimCord's page is dark only: light pictures use our style sheet with Discord's light colours. Some details differ
from Discord and are corrected: full names of commands, mentions of channels in embeds and direct messages, the
bot's name in direct messages, and empty lines in embeds. Edit marks of deferred replies and hints under menus are
removed, and open menus are shown whole. Random ids of subscriptions are replaced by fixed ones.
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
            yield f"{picture.says}\n\n![{picture.alt}]({address})\n"
        else:
            yield f"![In light: {picture.alt}]({address})\n"
