"""A small simulated Discord server with the real bot."""

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import discord
from simcord import ChannelHandle, Env, GuildHandle, InteractionResult, MemberActor, UserHandle
from simcord.actors import MessageLike
from simcord.components import walk_components

from bot.app.application import Application
from bot.discord_io.client import PaperboyClient
from bot.domain.alert import Alert
from bot.domain.paper import Sighting
from bot.domain.ports import PollCommit, Store
from bot.domain.subscription import Destination, Subscription
from tests.support.fakes import Clock, settle
from tests.support.streams import FakeKinds
from tools.gallery.forms import filled

TEXT = 10  # a component's type
OVER = "This preview has expired. Use the command again."


@dataclass
class World:
    """A server with a channel, a manager with Manage Server and a reader without."""

    env: Env
    store: Store
    now: Clock
    build: Callable[[], PaperboyClient]
    apps: list[Application]
    kinds: FakeKinds
    guild: GuildHandle
    channel: ChannelHandle
    manager: MemberActor
    reader: MemberActor

    async def list_papers(self, *sightings: Sighting, alerts: Sequence[Alert] = ()):
        """Store papers as a poll does."""
        cache = await self.store.subscriptions()
        await self.store.commit_poll(
            PollCommit(
                source="huggingface",
                at=self.now(),
                sightings=sightings,
                alerts=tuple(alerts),
                subscriptions_version=cache.version,
            )
        )

    async def owe(self, paper: Sighting, *keys: str):
        """Store a paper and its due alert to the channel for these subscriptions, as a poll does."""
        alert = Alert(
            destination_id=self.channel.id,
            paper_id=paper.paper.id,
            subscriptions=keys,
            due=self.now(),
            created=self.now(),
        )
        await self.list_papers(paper, alerts=[alert])

    async def saved(self) -> Sequence[Subscription]:
        """Return all subscriptions."""
        return (await self.store.subscriptions()).subscriptions

    async def one(self) -> Subscription:
        """Return the only subscription."""
        (found,) = await self.saved()
        return found

    async def place(self) -> Destination:
        """Return the stored channel."""
        found = await self.store.destination(self.channel.id)
        assert found is not None
        return found

    def parts(self, message: discord.Message | None) -> list[dict[str, Any]]:
        """Return the current components of a message; changing them changes the message."""
        assert message is not None
        return list(walk_components(self.env.backend.get_message(self.channel.id, message.id).components))

    async def join(self, system: ChannelHandle | None):
        """Add the bot to the server; `system` is the system channel."""
        bot = self.env.bot
        guild = bot.get_guild(self.guild.id)
        assert guild is not None
        guild._system_channel_id = system.id if system else None
        before = asyncio.all_tasks()
        bot.dispatch("guild_join", guild)
        await asyncio.gather(*(asyncio.all_tasks() - before))

    async def open_thread(self, kind: discord.ChannelType = discord.ChannelType.public_thread) -> discord.Thread:
        """Open a thread in the channel."""
        parent = self.env.bot.get_channel(self.channel.id)
        assert isinstance(parent, discord.TextChannel)
        return await parent.create_thread(name="Papers", type=kind)

    async def restart(self):
        """Restart the bot on the same store."""
        await self.env.restart_bot(self.build())

    async def deliver(self):
        """Post all due alerts."""
        await settle(self.apps[-1].deliverer, self.store, self.now)

    async def run(self, command: str, actor: MemberActor | None = None, **options: Any) -> InteractionResult:
        """Run a slash command in the channel, by default as the manager."""
        return await (actor or self.manager).slash(self.channel, command, **options)

    async def says(self, command: str, actor: MemberActor | None = None, **options: Any) -> str:
        """Run a slash command in the channel and return the text of its reply."""
        return said(await self.run(command, actor, **options))

    async def ask(self, command: str, **options: Any) -> InteractionResult:
        """Run a slash command in the channel as the reader."""
        return await self.run(command, self.reader, **options)

    async def told(self, command: str, **options: Any) -> str:
        """Run a slash command as the reader and return the text of its reply."""
        return said(await self.ask(command, **options))

    async def offered(self, command: str, option: str, typed: str) -> list[dict[str, Any]]:
        """Return what autocomplete offers the manager."""
        return await self.manager.autocomplete(self.channel, command, option, typed)

    async def choose(
        self, shown: discord.Message | None, value: str, actor: MemberActor | None = None
    ) -> InteractionResult:
        """Choose a value in the menu that has it, by default as the reader."""
        assert shown is not None
        (menu,) = [
            part for part in self.parts(shown) if any(one["value"] == value for one in part.get("options", ()))
        ]
        return await (actor or self.reader).select(shown, [value], custom_id=menu["custom_id"])

    async def press(
        self,
        shown: InteractionResult | MessageLike | None,
        label: str,
        actor: MemberActor | UserHandle | None = None,
    ) -> InteractionResult:
        """Press a button of a reply or a message, by default as the manager."""
        message = shown.response if isinstance(shown, InteractionResult) else shown
        return await (actor or self.manager).click(message, label=label)

    async def reply(
        self,
        shown: InteractionResult | MessageLike | None,
        label: str,
        actor: MemberActor | UserHandle | None = None,
    ) -> str:
        """Press a button and return the text of the answer."""
        return said(await self.press(shown, label, actor))

    async def copy(self, shown: InteractionResult) -> discord.Message:
        """Post a reply's buttons in the channel, where others can press them."""
        channel = self.env.bot.get_channel(self.channel.id)
        assert isinstance(channel, discord.TextChannel)
        return await channel.send(view=discord.ui.View.from_message(shown.response.message))

    async def submit(self, form: InteractionResult, **values: object) -> InteractionResult:
        """Submit a form as the manager, with these fields changed."""
        return await self.manager.submit_modal(form, filled(form, **values))

    async def subscribe(self, query: str = "diffusion", **options: Any) -> str:
        """Subscribe, save, and return the new subscription's id."""
        before = {s.id for s in await self.saved()}
        shown = await self.run("alerts subscribe", query=query, **options)
        await press_save(self.manager, shown)
        self.now.forward(seconds=1)
        (made,) = {s.id for s in await self.saved()} - before
        return made

    async def exported(self) -> dict[str, Any]:
        """Return the content of the exported file."""
        (file,) = (await self.run("alerts export")).response.attachments
        return json.loads(await file.read())

    async def imported(self, content: object, **options: object) -> InteractionResult:
        """Import a file with this content or these bytes."""
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        return await self.run("alerts import", file=("alerts.json", body), **options)

    async def apply(self, content: object) -> str:
        """Import a file, confirm the plan, and return the answer."""
        return await self.reply(await self.imported(content), "Import")

    def posted(self) -> discord.Message:
        """Return the last message of the channel."""
        assert self.channel.last_message is not None
        return self.channel.last_message

    def another_manager(self) -> MemberActor:
        """Add another member with Manage Server."""
        return self.guild.add_member(self.env.create_user("eve"), roles=[self.guild.roles["Managers"]])

    async def save(self, shown: InteractionResult) -> InteractionResult:
        """Press Save under a preview."""
        return await self.press(shown, "Save")

    async def edit(self, subscription: str, **values: object) -> InteractionResult:
        """Submit a subscription's form with these fields changed."""
        form = await self.run("alerts edit", subscription=subscription)
        return await self.manager.submit_modal(form, filled(form) | values)


def labels(shown: InteractionResult | MessageLike | None) -> list[str]:
    """Return the labels of the buttons of a reply or a message."""
    message = shown.response if isinstance(shown, InteractionResult) else shown
    assert message is not None
    return [part["label"] for part in walk_components(message.components) if "label" in part]


async def press_save(actor: MemberActor, shown: InteractionResult) -> InteractionResult:
    """Press Save under a preview in any language."""
    assert shown.response is not None
    parts = walk_components(shown.response.components)
    (save,) = (one for one in parts if str(one.get("custom_id")).startswith("paperboy:draft:save:"))
    return await actor.click(shown.response, custom_id=save["custom_id"])


def said(result: InteractionResult) -> str:
    """Return all text of a reply, embeds and layouts included, with plain spaces."""
    messages = [m for m in (result.response, *result.followups) if m is not None]
    parts: list[str] = []
    for message in messages:
        parts.append(message.content)
        parts += [part["content"] for part in walk_components(message.components) if part["type"] == TEXT]
        for embed in message.embeds:
            parts += [embed.title or "", embed.description or ""]
            parts += [f"{field.name}: {field.value}" for field in embed.fields]
            parts.append(embed.footer.text or "")
    return "\n".join(part for part in parts if part).replace("\N{NO-BREAK SPACE}", " ")
