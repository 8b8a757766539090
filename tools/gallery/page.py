"""Write the page of pictures, docs/gallery.md."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.gallery.camera import Theme

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tools.gallery.picture import Picture

FOLDER = "img/gallery"
_HEAD = """# Gallery

What people see, photographed by `make gallery` (Debian's `chromium` and `fonts-noto-cjk`): the real bot plays
scenes in SimCord, a Discord in a box, whose page is close to Discord's own. The papers are the 48 that come
with the demo; their days and numbers are invented, and covers are drawn in place of the pictures that Hugging
Face serves. Where it is said, the papers are recorded ones with the numbers of their day.

SimCord's page is dark only: the light pictures come from a style sheet of ours with Discord's light colours. Some
things look otherwise there than in Discord, and these are set right: the whole name of the command that was used,
mentions of channels in embeds and direct messages, the bot's name in direct messages, empty lines in embeds; marks
of an edit on answers that were awaited and hints under menus are taken away, open menus are shown whole. Ids of
subscriptions, which are drawn by lot, are replaced by fixed ones. Nothing else is touched.
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
