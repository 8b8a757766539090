"""The order of papers in a digest, as a post and as a mail."""

from bot.discord_io.render.renderer import DiscordRenderer
from bot.domain.alert import Item, PickReason
from bot.text.mail.papers import MailRenderer
from tests.support.fakes import sighting


def pick(number: str, rank: int, upvotes: int) -> Item:
    reason = PickReason(like=("A liked paper",), words=("flow",), rank=rank)
    return Item(sighting=sighting(number, upvotes=upvotes), reason=reason)


def test_picks_are_after_the_most_upvoted_and_the_best_is_first():
    """A post and a mail have the same order: upvotes, and of picks the rank."""
    best, second = pick("2511.00001", 1, 3), pick("2511.00002", 2, 90)
    loved, plain = (Item(sighting=sighting(f"2511.0000{upvotes}", upvotes=upvotes)) for upvotes in (9, 4))
    for renderer in (DiscordRenderer(), MailRenderer()):
        (group,) = renderer.pack([second, plain, best, loved])
        assert group == [loved, plain, best, second]
