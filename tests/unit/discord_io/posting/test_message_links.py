"""Links to messages."""

import pytest

from bot.discord_io.posting.message_links import jump_url
from bot.domain.subscription import Destination, Kind


@pytest.mark.parametrize(
    ("guild", "kind", "expected"),
    [
        (1, Kind.CHANNEL, "https://discord.com/channels/1/2/3"),
        (1, Kind.THREAD, "https://discord.com/channels/1/2/3"),
        (None, Kind.DM, "https://discord.com/channels/@me/2/3"),
        (1, Kind.FORUM, "https://discord.com/channels/1/3/3"),  # the post is a thread of its own
    ],
)
def test_a_message_is_opened_where_it_is(guild: int | None, kind: Kind, expected: str):
    """Links lead to messages in a server, in direct messages, and in a forum post."""
    assert jump_url(Destination(id=2, guild_id=guild, kind=kind), 3) == expected
