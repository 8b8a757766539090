"""Times of Discord ids."""

from datetime import UTC, datetime, timedelta

from bot.domain.discord.ids import snowflake_time, time_snowflake

DOCUMENTED = 175928847299117063  # the example of Discord's reference, made at 2016-04-30 11:18:25.796 UTC


def test_an_id_tells_its_time():
    """An id has the time of Discord's example, and the lowest id of a moment is not above it."""
    moment = datetime(2016, 4, 30, 11, 18, 25, 796_000, tzinfo=UTC)
    assert snowflake_time(DOCUMENTED) == moment
    assert snowflake_time(time_snowflake(moment)) == moment
    assert time_snowflake(moment) <= DOCUMENTED < time_snowflake(moment + timedelta(milliseconds=1))


def test_before_discord_there_are_no_ids():
    """A clock at 1970 gives 0, not a negative id."""
    assert time_snowflake(datetime(1970, 1, 1, tzinfo=UTC)) == 0
