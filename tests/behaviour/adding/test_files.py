"""`/sources add` with an OPML file."""

from bot.domain.errors import MistakeError
from bot.domain.subscription import Owner
from tests.behaviour.world import World, labels, said
from tests.support.data import shared
from tests.support.streams import feed


def opml(*addresses: str) -> bytes:
    outlines = "".join(f'<outline text="Feed of {address}" xmlUrl="{address}"/>' for address in addresses)
    return f"<opml><body><outline text='Folder'>{outlines}</outline></body></opml>".encode()


async def read(world: World, body: bytes) -> str:
    return await world.says("sources add", file=("feeds.opml", body))


async def count(world: World) -> int:
    return len(await world.apps[-1].added.of(Owner(guild_id=world.guild.id, user_id=world.manager.id)))


async def test_a_file_is_read_before_it_is_imported(world: World):
    """The reply lists the feeds that can be added and those that cannot, each with the reason; Add adds them."""
    world.kinds.found["two"] = (feed("two"), feed("two-comments"))
    shown = await world.run("sources add", file=("feeds.opml", opml("one", "No *feed*!", "two", "one")))
    assert said(shown) == "Can be added: **One**, **Two**\n• Feed of No \\*feed\\*!: Nothing there."
    assert labels(shown) == ["Add", "Cancel"]
    assert await count(world) == 0
    saved = await world.press(shown, "Add")
    assert said(saved) == "Added **One**, **Two**. Subscribe to get new papers."
    assert await count(world) == 2
    assert (await world.press(saved, "Subscribe")).modal is not None
    again = await world.run("sources add", file=("feeds.opml", opml("one", "three")))
    saved = await world.press(again, "Add")
    assert said(saved).splitlines() == [
        "Added **Three**. Subscribe to get new papers.",
        "• **One**: One is already available here.",
    ]


async def test_a_file_of_389_feeds(world: World):
    """Feeds are read in their order until the limit, and the rest is counted."""
    body = shared("opml/feedly_export_389.opml").read_bytes()

    async def find(text: str) -> tuple[object, ...]:
        if "nature.com" in text:
            raise MistakeError("That didn't work: no such host.")
        return (feed(f"{len(text)}-{sum(map(ord, text))}"),)

    world.kinds.find = find
    text = await read(world, body)
    assert text.startswith("Can be added: **")
    assert "That didn't work: no such host." in text
    assert "Over the limit: " in text
    assert len(text) <= 2000


async def test_a_full_server(world: World):
    """A server with as many sources as it can have reads no feed."""
    for number in range(10):
        await world.press(await world.run("sources add", source=f"lab{number}"), "Add")
    assert await read(world, opml("one", "two")) == "Over the limit: 2 feeds"


async def test_a_file_without_a_usable_feed(world: World):
    """Dead feeds are listed up to a number, and a file that is no OPML is refused."""
    lines = (await read(world, opml(*(f"Dead {n}!" for n in range(60))))).splitlines()
    assert lines[0] == "• Feed of Dead 0!: Nothing there."
    assert lines[-2:] == ["… and 32 more", "Over the limit: 20 feeds"]
    assert await read(world, b"PK\x03\x04") == "The file is not an OPML file."

    async def fail(_text: str):
        raise MistakeError("*" * 300)

    world.kinds.find = fail
    assert (await read(world, opml(*(f"{n}{'x' * 90}" for n in range(60))))).startswith("• Feed of 0xx")
    assert "has no feeds" in await read(world, b"<opml/>")
    assert "too large" in await read(world, b" " * 2_000_000)
