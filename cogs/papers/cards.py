"""Cards of papers that a person names: `/papers show`, and `Look up papers` and `Save papers` on a message."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bot.discord_io.interactions.abstracts import find_paper_id, find_sighting
from bot.discord_io.interactions.replies import reply_later
from bot.discord_io.render.buttons import subscribe_rows
from bot.discord_io.render.custom_ids import ABSTRACT_MENU_PATTERN, ABSTRACT_PATTERN, CARD_PATTERN
from bot.domain.alert import Item as PaperItem
from bot.domain.alert import requested_key
from bot.domain.discord.limits import MESSAGE_LENGTH
from bot.language.formats import some_of
from bot.language.translating import gettext, ngettext
from bot.service.papers.lookups import NOT_FINDABLE
from bot.service.papers.references import papers_in
from bot.text.safe import clip
from cogs.paper_buttons.buttons import share_buttons
from cogs.papers.lists import PAGE_SIZE, show_papers
from cogs.papers.lookup import identity_text, identity_with_link, look_up_papers, not_found_text, why_missing
from cogs.shared.layouts import buttons, texts_in
from cogs.shared.lines import saved_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import discord

    from bot.discord_io.interactions.abstracts import PaperAnswer
    from bot.domain.alert import Payload
    from bot.domain.paper import Sighting
    from cogs.services import Services

_MAX_LISTED = 10  # papers without a card that are named
_FOOT_LENGTH = 1500  # UTF-16 code units: with five papers at their longest they fit a message


class CardHandler:
    """Shows papers as alerts would, without the button Tune; anybody can ask."""

    def __init__(self, services: Services, answer: PaperAnswer) -> None:
        self._papers = services.papers
        self._answer = answer
        self._saved = services.papers.saved
        self._renderer = services.renderer
        services.presses.for_all(CARD_PATTERN, self._pressed)

    async def show(self, interaction: discord.Interaction, paper_id: str) -> None:
        """Show one paper in the deferred reply."""
        answer = (await look_up_papers(interaction, self._papers, [paper_id]))[paper_id]
        if answer.sighting is None:
            await interaction.edit_original_response(content=not_found_text(paper_id, answer, self._papers))
        else:
            card = self._payload(interaction, answer.sighting)
            rows = buttons(*share_buttons(interaction)).to_components()
            # The empty content removes "Still looking" from the reply
            payload = {"content": "", **card, "components": [*card["components"], *rows]}
            await self._answer(interaction, answer.sighting.paper.id, payload)

    async def look_up(
        self, interaction: discord.Interaction, message: discord.Message, *, to_save: bool = False
    ) -> None:
        """Show the papers that a message names in the deferred reply; `to_save` saves it if it is only one."""
        keys = [await find_paper_id(key, self._papers.stored) for key in _keys_in(message.components)]
        ids = tuple(filter(None, keys)) or papers_in("\n".join(texts_of(message)))
        if not ids:
            await interaction.edit_original_response(
                content=gettext(
                    "No papers found in that message. I recognize links, DOIs and IDs such as arXiv:2503.02130."
                )
            )
            return
        found = await self._papers.stored.get_all(ids)
        missing = [paper_id for paper_id in ids if paper_id not in found]
        can_be_fetched = [paper_id for paper_id in missing if self._papers.lookups.can_find(paper_id)]
        remaining = max(0, PAGE_SIZE - len(found))
        answers = dict.fromkeys(missing, NOT_FINDABLE)
        answers |= await look_up_papers(interaction, self._papers, can_be_fetched[:remaining])
        found |= {key: answer.sighting for key, answer in answers.items() if answer.sighting}
        stored = [found[paper_id] for paper_id in ids if paper_id in found]
        failed = {
            key: why_missing(key, answer, self._papers) for key, answer in answers.items() if not answer.sighting
        }
        limit_text = ngettext(
            "I can look up {number} paper at a time. Use `/papers show` for these:",
            "I can look up {number} papers at a time. Use `/papers show` for these:",
            PAGE_SIZE,
        )
        unlisted_text = _unlisted_text(
            stored[PAGE_SIZE:], failed | dict.fromkeys(can_be_fetched[remaining:], limit_text)
        )
        if not stored:
            await interaction.edit_original_response(content=unlisted_text)
            return
        if len(stored) == 1:
            if to_save:
                new = await self._saved.add(interaction.user.id, stored[0].paper.id)  # 0 if it was saved before
                unlisted_text = "\n".join(filter(None, (saved_text(new, 1 - new), unlisted_text)))
            payload = {**self._payload(interaction, stored[0]), "content": unlisted_text}
            await self._answer(interaction, stored[0].paper.id, payload)
        else:
            some, rows = stored[:PAGE_SIZE], [share_buttons(interaction)]
            head = f"### {gettext('Papers in that message')}"
            await show_papers(interaction, [head], some, foot=clip(unlisted_text, _FOOT_LENGTH), rows=rows)

    async def _pressed(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        await reply_later(interaction)
        if sighting := await find_sighting(interaction, match["key"], self._papers.stored):
            await self._answer(interaction, sighting.paper.id, self._payload(interaction, sighting))

    def _payload(self, interaction: discord.Interaction, sighting: Sighting) -> Payload:
        marker = requested_key(interaction.channel_id or 0, interaction.id)
        card = self._renderer.card(PaperItem(sighting=sighting), marker)
        return {**card, "components": [*card["components"], *subscribe_rows(sighting.paper)]}


def _unlisted_text(unlisted: Sequence[Sighting], failed: Mapping[str, str]) -> str:
    """List the papers without a card, with the reason; "" if all have one."""
    lines: list[str] = []
    if unlisted:
        names = [identity_text(sighting.paper.id) for sighting in unlisted[:_MAX_LISTED]]
        # NOTE: {papers} are numbers of papers that are not shown
        lines.append(gettext("Not shown: {papers}. Use `/papers show`.", papers=some_of(names, len(unlisted))))
    for reason in dict.fromkeys(failed.values()):
        papers = [paper_id for paper_id, why in failed.items() if why == reason]
        lines.append(reason)
        lines += [f"• {identity_with_link(paper_id)}" for paper_id in papers[:_MAX_LISTED]]
        if rest := papers[_MAX_LISTED:]:
            # NOTE: the last line of a list
            lines.append(ngettext("… and {number} more", "… and {number} more", len(rest)))
    return clip("\n".join(lines), MESSAGE_LENGTH)


def _keys_in(components: Iterable[Any]) -> Iterator[str]:
    """Yield the paper keys in our own post: of its button *Abstract*, or of its menu of abstracts."""
    for component in components:
        custom_id = getattr(component, "custom_id", None) or ""
        if match := re.fullmatch(ABSTRACT_PATTERN, custom_id):
            yield match["key"]
        elif re.fullmatch(ABSTRACT_MENU_PATTERN, custom_id):
            yield from (option.value for option in component.options)
        yield from _keys_in(getattr(component, "children", ()))


def texts_of(message: discord.Message) -> Iterator[str]:
    """Yield all texts of a message, including forwarded messages and other bots' embeds."""
    for part in (message, *message.message_snapshots):
        yield part.content
        yield from texts_in(part.components)
        for embed in part.embeds:
            fields = (text for field in embed.fields for text in (field.name, field.value))
            texts = (embed.url, embed.title, embed.description, *fields, embed.footer.text, embed.author.url)
            yield from filter(None, texts)
