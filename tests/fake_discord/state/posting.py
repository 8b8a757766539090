"""Making, changing and removing messages by Discord's rules."""

from typing import Any

from tests.fake_discord.http import shapes
from tests.fake_discord.http.bodies import check_body, numbered, shown_embeds
from tests.fake_discord.http.errors import api_error
from tests.fake_discord.http.media import show_media
from tests.fake_discord.state.models import PLAIN, VOCAL, Channel, Flag, Kind, Message, Perm, User
from tests.fake_discord.state.permissions import in_channel
from tests.fake_discord.state.world import World

_TEXT_KINDS = (Kind.TEXT, Kind.NEWS, Kind.THREAD, Kind.DM, *VOCAL)


class Posting:
    """The one place where messages come to be.

    `posted` keeps every message that create-message accepted, deleted ones too, in order. Within
    `nonce_window` seconds (Discord: "the past few minutes") an enforced nonce gives the first message again.
    """

    def __init__(self, world: World):
        self._world = world
        self._nonces: dict[str, tuple[float, Message]] = {}
        self.nonce_window = 180.0
        self.posted: list[Message] = []
        self.repeated = 0

    def create(self, channel: Channel, body: dict[str, Any]) -> Message:
        """A message by the bot, through create-message; the same one again for a repeated nonce.

        Without Embed Links an embed beside content is dropped without a word.
        """
        self._require(channel, body)
        check_body(body)
        nonce = body.get("nonce")
        if nonce is not None and body.get("enforce_nonce"):
            earlier = self._earlier(str(nonce))
            if earlier is not None:
                return earlier
        if Perm.EMBED_LINKS not in in_channel(channel, self._world.bot):
            body = body | {"embeds": []}
        message = self.write(channel, self._world.bot, body)
        if nonce is not None:
            message.nonce = nonce
            self._nonces[str(nonce)] = (self._world.clock.now(), message)
        self.posted.append(message)
        self._announce("MESSAGE_CREATE", message)
        return message

    def start_post(self, thread: Channel, body: dict[str, Any]) -> Message:
        """The first message of a forum's post: it has the post's id, and no nonce."""
        if Perm.EMBED_LINKS not in in_channel(thread, self._world.bot):
            body = body | {"embeds": []}
        message = self.write(thread, self._world.bot, body)
        del thread.messages[message.id]
        message.id = thread.id
        thread.messages[message.id] = message
        thread.newest = message.id
        if thread.parent is not None:
            thread.parent.newest = thread.id
        self.posted.append(message)
        self._announce("MESSAGE_CREATE", message)
        return message

    def _earlier(self, nonce: str) -> Message | None:
        at, message = self._nonces.get(nonce, (0.0, None))
        if message is None or self._world.clock.now() - at > self.nonce_window:
            return None
        if message.deleted:
            raise api_error(10008)
        self.repeated += 1
        return message

    def _require(self, channel: Channel, body: dict[str, Any]):
        if channel.kind not in _TEXT_KINDS:
            raise api_error(50008)
        if channel.recipient is not None and not channel.recipient.takes_dms:
            raise api_error(50007)
        allowed = in_channel(channel, self._world.bot)
        if Perm.VIEW_CHANNEL not in allowed:
            raise api_error(50001)
        self._require_open(channel, allowed)
        if Perm.EMBED_LINKS not in allowed and body.get("embeds") and not body.get("content"):
            raise api_error(50013)

    def _require_open(self, channel: Channel, allowed: Perm):
        in_thread = channel.kind is Kind.THREAD
        if (Perm.SEND_MESSAGES_IN_THREADS if in_thread else Perm.SEND_MESSAGES) not in allowed:
            raise api_error(50013)
        if channel.locked and Perm.MANAGE_THREADS not in allowed:
            raise api_error(160005)
        if channel.archived:
            channel.archived = False
            self._world.changed(channel)

    def write(
        self,
        channel: Channel,
        author: User,
        body: dict[str, Any],
        *,
        flags: Flag = PLAIN,
    ) -> Message:
        """Put a message where it belongs without asking for permission (interactions need none)."""
        message = Message(
            id=self._world.ids.next(), channel=channel, author=author, timestamp=self._world.clock.iso()
        )
        message.flags = flags
        self._fill(message, body)
        if Flag.EPHEMERAL not in flags:
            channel.messages[message.id] = message
            channel.newest = message.id
        return message

    def _fill(self, message: Message, body: dict[str, Any]):
        attachments = message.attachments + [
            {
                "id": str(self._world.ids.next()),
                "filename": file.name,
                "size": file.size,
                "url": f"https://cdn.invalid/{file.name}",
                "proxy_url": f"https://cdn.invalid/{file.name}",
            }
            for file in body.get("files", ())
        ]
        components = numbered(body.get("components") or [])
        show_media(components, attachments, self._world.ids.next)
        if "content" in body:
            message.content = body["content"] or ""
        if "embeds" in body:
            message.embeds = shown_embeds(body["embeds"] or [])
        if "components" in body:
            message.components = components
        if body.get("flags"):
            message.flags |= Flag(body["flags"]) & Flag.LAID_OUT
        message.attachments = attachments

    def edit(self, message: Message, body: dict[str, Any]):
        """Change what is given and leave the rest."""
        self._fill(message, body)
        message.flags &= ~Flag.LOADING
        message.edited = self._world.clock.iso()
        message.edits += 1
        self._announce("MESSAGE_UPDATE", message)

    def delete(self, message: Message):
        """Remove it from the channel; `posted` still knows it."""
        message.deleted = True
        message.channel.messages.pop(message.id, None)
        if Flag.EPHEMERAL not in message.flags:
            place = _place(message)
            self._world.emit(
                "MESSAGE_DELETE", {"id": str(message.id), "channel_id": str(message.channel.id)} | place
            )

    def _announce(self, event: str, message: Message):
        if Flag.EPHEMERAL not in message.flags:
            self._world.emit(event, shapes.message(message, with_nonce=True) | _place(message))


def _place(message: Message) -> dict[str, str]:
    guild = message.channel.guild
    return {} if guild is None else {"guild_id": str(guild.id)}
