"""What all looks share: an embed with a linked title, and how much of a digest it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias

from bot.discord_io.render import paper_text
from bot.discord_io.render.components import page
from bot.domain.discord.limits import EMBED_TEXT, EMBEDS, TITLE
from bot.language.translating import ngettext
from bot.text.graphemes import units

if TYPE_CHECKING:
    from bot.domain.paper import Paper
    from bot.domain.ports.catalogue import Catalogue

Json: TypeAlias = "dict[str, Any]"

_HEAD: Final = 16  # code units that are kept free for the head of a digest at least
BLANK: Final = "\N{ZERO WIDTH SPACE}"  # where Discord wants something and there is nothing
_OTHER_COLOUR = 0x5B6EE1


def digest_head(papers: int) -> str:
    """What stands above a digest."""
    return ngettext("{number} paper", "{number} papers", papers)


def digest_text() -> int:
    """How many code units a digest holds below its head, in the language that is current."""
    return EMBED_TEXT - max(_HEAD, units(digest_head(EMBEDS)))


def headed(paper: Paper, description: str, catalogue: Catalogue, title_limit: int = TITLE) -> Json:
    """An embed with the title, linked to the paper's page, in the colour of its source."""
    embed: Json = {"title": paper_text.title(paper, title_limit), "color": colour(paper, catalogue)}
    if address := page(paper):
        embed["url"] = address
    if description:
        embed["description"] = description
    return embed


def colour(paper: Paper, catalogue: Catalogue) -> int:
    """The colour of the paper's source, 0xRRGGBB."""
    spec = catalogue.get(paper.source)
    return _OTHER_COLOUR if spec is None else spec.colour


def weight(embed: Json) -> int:
    """What an embed uses up of `EMBED_TEXT`, in UTF-16 code units: never less than Discord counts."""
    texts = [embed.get("title"), embed.get("description")]
    texts += [embed.get("footer", {}).get("text"), embed.get("author", {}).get("name")]
    texts += [text for field in embed.get("fields", ()) for text in (field["name"], field["value"])]
    return sum(units(text) for text in texts if text)
