"""Scenes of posted alerts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.preferences import Look, Preferences
from tools.gallery.scenes.mail import MAIL_DIGEST
from tools.gallery.scenes.scene import Scene, Section

if TYPE_CHECKING:
    from tools.gallery.stage import Stage

CONTROL, ACTOR, STYLE, TRAJECTORY, SMOOTH = "2404.07987", "2404.10267", "2404.02733", "2310.02279", "2312.04410"
_UPVOTES = {CONTROL: 47, ACTOR: 30, STYLE: 12, TRAJECTORY: 21, SMOOTH: 15}
_LISTED_LATER = frozenset(_UPVOTES)


async def _card(stage: Stage) -> None:
    await stage.subscribe("diffusion", name="Diffusion")
    await stage.subscribe('"text-to-image", consistency', name="Images")
    stage.feed.list(CONTROL, upvotes=47)
    await stage.later(minutes=10)
    await stage.post()
    await stage.take(
        "card",
        stage.here.last_message,
        "A card: linked title, gist with matched terms in bold, upvotes, a line with the first author, two "
        "subscriptions and the day, a picture, and a row of buttons.",
        "The appearance `card`: gist, popularity, author, the subscriptions that matched, and the day.",
        light=True,
    )


async def _compact(stage: Stage) -> None:
    await _choose(stage, Preferences(look=Look.COMPACT))
    for number in (CONTROL, ACTOR):
        stage.feed.list(number, upvotes=_UPVOTES[number])
    await stage.post()
    await stage.take(
        "compact",
        stage.here.last_message,
        "Two lines under a linked title: a short gist, then upvotes, the first author, the subscription and the "
        "day; four buttons.",
        "The appearance `compact`, for busy channels.",
        light=True,
    )


async def _digest(stage: Stage) -> None:
    await _digest_in(stage, Look.CARD)
    await stage.take(
        "digest",
        stage.here.last_message,
        "Four papers under a heading, each with title, gist, upvotes, author and picture; below them a menu.",
        "A daily digest. The menu under it opens an abstract.",
        light=True,
    )


async def _compact_digest(stage: Stage) -> None:
    await _digest_in(stage, Look.COMPACT)
    await stage.take(
        "digest-compact",
        stage.here.last_message,
        "Four papers in one frame, each a linked title over a line with upvotes and first author.",
        "The same digest in `compact`.",
        light=True,
    )
    await stage.take(
        "digest-menu",
        stage.here.last_message,
        "The menu under the digest, open: four titles with their authors.",
        "Its menu.",
        open_menu=1,
    )


async def _digest_in(stage: Stage, look: Look) -> None:
    await stage.subscribe("diffusion", name="Diffusion", deliver="daily")
    await stage.store.set_preferences(stage.here.id, Preferences(look=look), due={})
    for number in (ACTOR, STYLE, TRAJECTORY, SMOOTH):
        stage.feed.list(number, upvotes=_UPVOTES[number])
    await stage.post()
    await stage.later(hours=22)
    await stage.deliver()


async def _mention(stage: Stage) -> None:
    role = stage.world.guild.create_role("paper club", mentionable=True)
    await _choose(stage, Preferences(role_id=role.id))
    stage.feed.list(SMOOTH, upvotes=15)
    await stage.post()
    await stage.take(
        "role",
        stage.here.last_message,
        "A card under a mention of the role paper club.",
        "Only the role chosen in the settings is mentioned.",
    )


async def _living(stage: Stage) -> None:
    await _choose(stage, Preferences())
    stage.feed.list(STYLE, upvotes=12)
    await stage.post()
    card = stage.here.last_message
    await stage.take(
        "living-before",
        card,
        "A card of a paper with 12 upvotes.",
        "A living post: this card was posted with 12 upvotes …",
    )
    stage.feed.list(STYLE, upvotes=112)
    await stage.later(minutes=40)
    await stage.app.pollers[0].poll()
    await stage.app.update_cards()
    await stage.take(
        "living-after",
        stage.here.last_message,
        "The same card, marked as edited, with 112 upvotes.",
        "… and is edited at 50, 100 or 200 upvotes, or when code appears.",
    )


async def _thread(stage: Stage) -> None:
    await _choose(stage, Preferences(thread_per_alert=True))
    stage.feed.list(CONTROL, upvotes=47)
    await stage.post()
    (card,) = (message for message in stage.here.history() if message.embeds)
    (thread,) = stage.here.threads
    await stage.you.send(thread, "Has anybody tried this on line drawings?")
    await stage.take(
        "thread",
        card,
        "A card with a thread, which is named like the paper and has one message.",
        "A card with a thread, if enabled.",
    )


async def _forum(stage: Stage) -> None:
    forum = stage.world.guild.create_forum_channel("papers-to-discuss")
    await stage.subscribe("diffusion", name="Diffusion", channel=forum)
    stage.feed.list(ACTOR, upvotes=30)
    await stage.post()
    (post,) = forum.threads
    await stage.take(
        "forum",
        post.last_message,
        "A forum post that is named like the paper and starts with its card.",
        "In a forum each paper is a post, with tags named like the subscriptions.",
        where=post,
        whole=True,
    )


async def _direct(stage: Stage) -> None:
    you = stage.you.user
    shown = await you.slash("alerts subscribe", query="diffusion", name="Mine")
    await you.click(shown.response, label="Save")
    stage.feed.list(SMOOTH, upvotes=15)
    await stage.post()
    await stage.take(
        "direct",
        you.dm_channel.last_message,
        "A card in a direct message.",
        "A person's alerts in direct messages.",
        where=you.dm_channel,
        viewer=you,
    )


async def _choose(stage: Stage, preferences: Preferences) -> None:
    await stage.subscribe("diffusion", name="Diffusion")
    await stage.store.set_preferences(stage.here.id, preferences, due={})


POSTING = Section(
    title="What is posted",
    scenes=(
        Scene(name="card", play=_card, listed_later=_LISTED_LATER),
        Scene(name="compact", play=_compact, listed_later=_LISTED_LATER),
        Scene(name="digest", play=_digest, listed_later=_LISTED_LATER),
        Scene(name="digest-compact", play=_compact_digest, listed_later=_LISTED_LATER),
        Scene(name="role", play=_mention, listed_later=_LISTED_LATER),
        Scene(name="living", play=_living, listed_later=_LISTED_LATER),
        Scene(name="thread", play=_thread, listed_later=_LISTED_LATER),
        Scene(name="forum", play=_forum, listed_later=_LISTED_LATER),
        Scene(name="direct", play=_direct, listed_later=_LISTED_LATER),
        MAIL_DIGEST,
    ),
)
