"""Lookup, names and limits of subscriptions."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.subscription import Mode, Owner
from bot.service.subscriptions.rules import (
    NAME_LENGTH,
    DuplicateSubscriptionError,
    Limits,
    SubscriptionLimitError,
    UnknownSubscriptionError,
    clean_name,
    default_name,
    find_subscription,
    own_name,
    require_room,
)
from tests.support.fakes import CHANNEL, GUILD, PERSON, SERVER, subscription

OURS = subscription("aaaaa", name="Flow Matching")
OTHER = subscription("bbbbb", name="flow matching", query="flow")


@pytest.mark.parametrize("ref", ["aaaaa", " AAAAA ", "flow matching", "FLOW MATCHING"])
def test_finds_by_id_or_name(ref: str):
    """An id or a name finds its subscription, in any case and with spaces around it."""
    assert find_subscription([OURS], SERVER, ref) is OURS


def test_id_before_name():
    """A name that equals another subscription's id does not hide that subscription."""
    sly = subscription("ccccc", name="aaaaa")
    assert find_subscription([sly, OURS], SERVER, "aaaaa") is OURS


@pytest.mark.parametrize("ref", ["aaaaa", "Flow Matching", "", "zzzzz"])
def test_other_owners_are_never_found(ref: str):
    """A subscription of another server or person is not found, even by its id."""
    elsewhere = Owner(guild_id=GUILD + 1, user_id=PERSON)
    person = Owner(guild_id=None, user_id=PERSON)
    private = subscription("aaaaa", name="Flow Matching", guild_id=None)
    for found, owner in [(OURS, elsewhere), (OURS, person), (private, SERVER), (private, elsewhere)]:
        with pytest.raises(UnknownSubscriptionError, match="/alerts list"):
            find_subscription([found], owner, ref)


def test_ambiguous_name_lists_the_ids():
    """A name of two subscriptions is refused with both ids."""
    with pytest.raises(UnknownSubscriptionError, match="`aaaaa`, `bbbbb`"):
        find_subscription([OURS, OTHER], SERVER, "flow matching")


@pytest.mark.parametrize(("paused", "end"), [(False, "$"), (True, " .*`/alerts resume`")])
def test_same_query_same_channel_is_refused(paused: bool, end: str):  # noqa: FBT001 - a parameter
    """The error names the existing subscription without its Markdown, and says how to resume a paused one."""
    ours = replace(OURS, paused=paused, name="*Mine*")
    with pytest.raises(DuplicateSubscriptionError, match=rf"^\*\*\\\*Mine\\\*\*\* already .*there\.{end}"):
        require_room([ours], OURS, Limits())


def test_second_picks_are_refused():
    """The error is true in direct messages, too, and names the picks."""
    picks = replace(OURS, guild_id=None, mode=Mode.PICKS)
    with pytest.raises(
        DuplicateSubscriptionError, match=r"^Picks already exist there: \*\*Flow Matching\*\*\. Add"
    ):
        require_room([picks], picks, Limits())


def test_limits_count_channel_and_guild():
    """A subscription is allowed below both limits; the error says which is reached."""
    ours = [OURS, OTHER, subscription("ccccc", channel=CHANNEL + 1)]
    new = subscription("ddddd", "new")
    require_room(ours, new, Limits(per_guild=4, per_channel=3))
    with pytest.raises(SubscriptionLimitError, match="At most 2 subscriptions can post there"):
        require_room(ours, new, Limits(per_guild=4, per_channel=2))
    with pytest.raises(SubscriptionLimitError, match="This server can have at most 3"):
        require_room(ours, new, Limits(per_guild=3, per_channel=3))
    require_room(ours, replace(new, guild_id=None), Limits(per_guild=1, per_channel=3))


@given(st.text(max_size=700))
def test_names_are_one_short_visible_line(text: str):
    """Every typed name becomes one line of at most 60 characters; cleaning it again changes nothing."""
    name = clean_name(text)
    assert len(name) <= NAME_LENGTH
    assert name == name.strip()
    assert "\n" not in name
    assert clean_name(name) == name


def test_a_name_of_its_own_is_one_that_somebody_gave():
    """A name that was made from the query, even if cut, or longer as in earlier versions, is not a chosen name."""
    long = "diffusion " * 20
    for made in (default_name(long), clean_name(long)):
        assert own_name(subscription(query=long, name=made)) == ""
    assert own_name(subscription(query="trees upvotes:>=20", name="trees")) == ""
    assert own_name(subscription(query="trees", name="Forest")) == "Forest"


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("diffusion", "diffusion"),
        ('"flow matching" upvotes:>=20', "flow matching upvotes:>=20"),
        ('"flow matching", "rectified flow", schrodinger', "flow matching, rectified flow…"),
        ("扩散" * 40, f"{'扩散' * 17}扩…"),
        ("", "papers"),
    ],
)
def test_an_unnamed_subscription_has_a_short_name(query: str, name: str):
    """It is the beginning of the query, cut behind a word, without quotes."""
    assert default_name(query) == name
    assert own_name(subscription(query=query, name=name)) == ""
