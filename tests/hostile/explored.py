"""A server in which every command, button and form has been shown once."""

import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from discord import ComponentType, Message, TextDisplay
from discord.http import Route
from simcord import ChannelHandle, InteractionResult, MemberActor

from bot.discord_io.render.renderer import DiscordRenderer
from bot.domain.alert import Alert, Item
from bot.domain.preferences import Rhythm
from bot.domain.subscription import Owner
from bot.language.current import using_language
from bot.language.languages import language_for_locale
from bot.service.added_sources.registry import change_source
from bot.service.notes import text_of
from bot.service.papers.saved import Saved
from bot.service.preferences.mail_addresses import MailAddress
from bot.sources.mail.settings import Mail
from bot.sources.mail.smtp import SmtpSender
from tests.behaviour.world import World, press_save
from tests.hostile.walk import (
    Values,
    commands_of,
    lasting_copy,
    lines,
    menus_of,
    parts_in,
    parts_of,
    press,
    templates_of,
    type_in,
)
from tests.support.fakes import sighting, subscribe, subscription
from tests.support.streams import feed
from tools.gallery.forms import filled

PAPER = sighting("2511.00001", title="A survey of diffusion in proteins", upvotes=25, authors=("Ada", "Bob"))
OTHERS = [sighting(f"2511.{n:05}", title=f"Diffusion, part {n}", upvotes=n) for n in range(2, 15)]

_CHOICES = 3  # of an option, as of a menu: what a person may do does not depend on which
_ENDS = re.compile(r":(?:manage|import|data|source-of):")
_SHARED = re.compile(r"<@\d+> shared this:(?:\n|\Z)")


async def _unwatched():
    """Ignore a reply."""


class Walk:
    """A server with subscriptions and posts, and every button seen in it."""

    def __init__(self, world: World, folder: Path):
        self.world = world
        self._folder = folder
        self.keys: list[str] = []
        self.typed: list[str] = []  # in place of the first of them
        self.choices: int | None = _CHOICES
        self.parts: dict[str, dict[str, Any]] = {}

    def values(self, channel: ChannelHandle) -> Values:
        """Return values to type: a subscription's id, a word, a paper's id, and files with changes."""
        ids = self.typed or self.keys[:1]
        changed = {"id": ids[0], "name": "Changed", "query": "changed"}
        place = {"channel": "papers", "id": str(self.world.channel.id), "settings": {"look": "compact"}}
        wanted = place | {"subscriptions": [changed, {"query": "brought along"}]}
        end = (self.world.now() + timedelta(hours=1)).isoformat()
        paused = {"id": ids[-1], "query": "diffusion", "paused": True, "paused_until": end}
        role = {"mention_role": str(self.world.guild.roles["Managers"].id)}
        there = wanted | {"id": str(channel.id)}
        plans = [wanted, there, wanted | {"settings": role}, there | {"subscriptions": [paused]}]
        return Values(
            texts=[*ids, "diffusion", PAPER.paper.id],
            channel=channel,
            files=[json.dumps({"paperboy": 1, "channels": [plan]}).encode() for plan in plans],
            choices=self.choices,
        )

    def written(self) -> list[list[object]]:
        """Return the bytes of the store's journal, except what all can store: drafts, likes, saved papers."""
        lines = map(json.loads, (self._folder / "journal").read_bytes().splitlines())
        changes = [change for line in lines for change in line.get("do", ())]
        marks = ('"destination_id": null', "'feed None ")  # of feeds of saved papers, and of their addresses
        own = {str(one[1]) for one in changes if any(mark in str(one[2]) for mark in marks)}
        return [
            one
            for one in changes
            if one[1] not in own and not str(one[1]).startswith(("draft ", "likes ", "saved "))
        ]

    def posts(self) -> list[int]:
        """Return the bot's messages in the channel, except replies that a person shared."""
        ours = self.world.env.bot.user
        history = [message for message in self.world.channel.history() if message.author == ours]
        return [message.id for message in history if not _is_shared(message)]

    async def prepare(self):
        """Subscribe, post, and open everything that the manager can open."""
        world = self.world
        self.keys = [await world.subscribe("diffusion"), await world.subscribe("proteins", name="Bio")]
        more = [subscription(f"more{n}", f"word{n}", guild_id=world.guild.id) for n in "abcde"]  # a second page
        await subscribe(world.store, *(replace(one, destination_id=world.channel.id) for one in more))
        owed = Alert(
            destination_id=world.channel.id,
            paper_id=PAPER.paper.id,
            subscriptions=tuple(self.keys[:2]),
            due=world.now(),
            created=world.now(),
        )
        await world.list_papers(PAPER, *OTHERS, alerts=[owed])
        await world.run("alerts test", subscription=self.keys[0])
        await self._post_digest()
        await self._save_another()
        await world.join(world.channel)
        await self._add_sources()
        await self._save_papers()
        await self._open_everything()

    async def _add_sources(self):
        """Add more sources than a page has, one of which is paused, and show a page that names several feeds."""
        world, added = self.world, self.world.apps[-1].added
        owner = Owner(guild_id=world.guild.id, user_id=world.manager.id)
        for number in range(6):
            await added.add(owner, feed(f"lab{number}"))
        paused = {"paused": True, "failing_since": world.now(), "error": "It failed."}
        await change_source(world.store, "feed-lab0", lambda stored: stored and replace(stored, **paused))
        world.kinds.found["page"] = (feed("one"), feed("two"))
        world.kinds.found |= {one.address: (one,) for one in world.kinds.found["page"]}
        self._note(parts_of(await world.run("sources add", source="page")))
        shown = await world.run("sources add", source="three")
        self._note(parts_of(shown))
        add, _cancel = parts_of(shown)
        self._note(parts_of(await world.manager.click(shown.response, custom_id=add["custom_id"])))

    async def _save_papers(self):
        """Show two pages of saved papers, and that one was removed."""
        saved = Saved(self.world.store, self.world.now)
        await saved.add(self.world.manager.id, *(one.paper.id for one in OTHERS[:7]))
        shown = await self.world.run("papers saved")
        self._note(parts_of(shown))
        (menu,) = (part for part in parts_of(shown) if part.get("options"))
        self._note(
            parts_of(
                await self.world.manager.select(
                    shown.response, [menu["options"][0]["value"]], custom_id=menu["custom_id"]
                )
            )
        )

    async def _post_digest(self):
        """Post a digest as delivery does."""
        with using_language(language_for_locale("en-US")):  # that of the server
            payload = DiscordRenderer().digest([Item(sighting=one) for one in OTHERS[:3]], "A" * 24)
        route = Route("POST", "/channels/{channel_id}/messages", channel_id=self.world.channel.id)
        await self.world.env.bot.http.request(route, json=dict(payload))

    async def _save_another(self):
        """Show what appears only once: replies to Save, to a deletion, a form, a mistake and a pause."""
        await self.world.deliver()  # what is posted already is not posted on a wish
        shown = await self.world.run("alerts subscribe", query="survey", name="Short-lived")
        saved = await press_save(self.world.manager, shown)
        _undo, newest = (part["custom_id"] for part in parts_of(saved))
        self._note(parts_of(saved))
        self._note(parts_of(await self.world.manager.click(saved.response, custom_id=newest)))
        for slip in ("papers search", "papers chart"):
            self._note(parts_of(await self.world.run(slip, query="difusion")))
        self._note(parts_of(await self.world.run("papers chart", query="diffusion, proteins")))
        self._note(parts_of(await self.world.run("papers search", query="diffusion OR proteins -trees")))
        self._note(parts_of(await self.world.run("alerts feed")))
        await self._get_mails()
        pack = await self.world.run("alerts start", topic="Systems")
        (save,) = (part["custom_id"] for part in parts_of(pack) if ":import:do:" in part["custom_id"])
        self._note(parts_of(await self.world.manager.click(pack.response, custom_id=save)))
        form = await self.world.run("alerts edit", subscription="Short-lived")
        self._note(parts_of(await self.world.manager.submit_modal(form, filled(form, query="("))))
        form = await self.world.run("alerts edit", subscription="Short-lived")
        changed = await self.world.manager.submit_modal(form, filled(form, query="surveys -trees"))
        self._note(parts_of(await press_save(self.world.manager, changed)))
        self._note(parts_of(await self.world.run("alerts unsubscribe", subscription="Short-lived")))
        self._note(parts_of(await self.world.run("alerts pause")))  # of the whole channel, as what follows
        self._note(parts_of(await self.world.run("papers why", paper=OTHERS[0].paper.id)))
        self._note(parts_of(await self.world.run("alerts resume")))

    async def _get_mails(self):
        """Show a person's address, which has been confirmed."""
        world, person = self.world, self.world.reader.user
        mail = Mail(sender="papers@example.org", host="127.0.0.1", security="none")
        object.__setattr__(world.apps[-1].mails, "sender", SmtpSender(mail, world.now))
        await press_save(person, await person.slash("alerts subscribe", query="diffusion"))
        address = MailAddress(
            person=person.id, address="bob@example.com", rhythm=Rhythm.DAILY, token="t", at=world.now()
        )
        await world.store.set_note(f"mail {person.dm_channel.id}", text_of(address))
        self._note(parts_of(await person.slash("alerts email")))

    async def _open_everything(self):
        """Run every command, then press every new kind of button, until nothing new appears."""
        world, bot = self.world, self.world.env.bot
        for post in list(world.channel.history()):
            self._note(parts_in(post))
        for name in menus_of(bot):
            self._note(parts_of(await world.manager.context_menu(world.channel, name, world.channel.last_message)))
        for command in commands_of(bot):
            if "unsubscribe" not in command.name:
                for options in lines(command, self.values(world.channel)):
                    result = await type_in(world.manager, world.channel, command.qualified_name, options)
                    self._note([] if result is None else parts_of(result))
        tried: set[Any] = set()
        while fresh := [part for part in self.parts.values() if self.kind(part) not in tried]:
            # What ends subscriptions comes last: others would have nothing to offer after it.
            part = min(fresh, key=lambda one: _ENDS.search(one["custom_id"]) is not None)
            tried.add(self.kind(part))
            self._note(await press(world, world.manager, world.channel, part))

    def _note(self, parts: list[dict[str, Any]]):
        for part in parts:
            self.parts.setdefault(part["custom_id"], part)

    def kind(self, part: dict[str, Any]) -> tuple[Any, ...]:
        """Return a custom_id's template and words, without keys, tokens and numbers."""
        words = [
            word
            for word in part["custom_id"].split(":")
            if word.replace("-", "").isalpha() and word not in self.keys
        ]
        return tuple(words)

    def unseen(self) -> list[str]:
        """Return the templates of components that the bot handles and the walk has not seen."""
        templates = templates_of(self.world.env.bot)
        return [one.pattern for one in templates if not any(one.fullmatch(known) for known in self.parts)]

    async def try_everything(
        self,
        actor: MemberActor,
        channel: ChannelHandle,
        target: ChannelHandle | None = None,
        watch: Callable[[], Awaitable[None]] = _unwatched,
    ) -> list[str]:
        """Run every command, press every button, and return the commands that could be typed.

        Buttons of replies are included. `target` is the channel to choose, by default its own. `watch` is
        called after each command and press, because one can undo what another one made.
        """
        target = target or channel
        bot, typed = self.world.env.bot, dict[str, None]()
        for command in commands_of(bot):
            for options in lines(command, self.values(target)):
                result = await type_in(actor, channel, command.qualified_name, options)
                await watch()
                if result is not None:
                    typed[command.qualified_name] = None
                    for part in parts_of(result):
                        await press(self.world, actor, channel, part, target=target)
                        await watch()
        message = await actor.send(channel, f"https://arxiv.org/abs/{PAPER.paper.number}")
        for name in menus_of(bot):
            await actor.context_menu(channel, name, message)
            await watch()
        for part in self.parts.values():
            await press(self.world, actor, channel, part, target=target)
            await watch()
        return list(typed)

    async def open_forms(self, *, importing: bool = True) -> list[InteractionResult]:
        """Yield every form that a button opens for the manager, once; an import pauses some of their subjects."""
        found: dict[str, InteractionResult] = {}
        world = self.world
        slips = {"papers search": {"query": "("}, "papers show": {"paper": "?"}, "alerts pause": {"until": "?"}}
        for command, options in slips.items():
            self._note(parts_of(await world.run(command, **options)))  # the last few slips are kept
        for key, part in sorted(self.parts.items(), key=lambda item: _ENDS.search(item[0]) is not None):
            if part["type"] == ComponentType.button.value and (
                importing or not key.startswith("paperboy:import:")
            ):
                copy = await lasting_copy(world, world.channel, part)
                result = await world.manager.click(copy, custom_id=part["custom_id"])
                if result.modal is not None:
                    found.setdefault(result.modal["title"], result)
        return list(found.values())


def _is_shared(message: Message) -> bool:
    """Check that a message begins with the line that names who shared it."""
    first = message.components[0] if message.components else None
    text = first.content if isinstance(first, TextDisplay) else message.content
    return _SHARED.match(text) is not None
