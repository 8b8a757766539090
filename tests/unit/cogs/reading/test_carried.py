"""What a dry run carries in its own message."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import discord
from hypothesis import given
from hypothesis import strategies as st

from bot.discord_io.render.code import code_block
from bot.domain.discord.limits import CUSTOM_ID, FIELD_VALUE
from bot.domain.ports import SourceKind
from bot.domain.ports.catalogue import UNKNOWN, Catalogue
from bot.domain.subscription import Destination, Mode
from bot.query import parse
from bot.service.subscriptions.rules import clean_name
from bot.service.subscriptions.subscriptions import Draft
from cogs.reading.carried import Carried, add_carried, carried, state_of
from tests.support.fakes import subscription
from tests.support.sources import make_spec

if TYPE_CHECKING:
    from bot.domain.subscription import Subscription


def draft(name: str = "", sources: tuple[str, ...] = (), replaces: Subscription | None = None) -> Draft:
    return Draft(
        query=parse("diffusion"),
        destination=Destination(id=10**19, guild_id=1),
        creator_id=2,
        name=name,
        mode=Mode.WEEKLY,
        replaces=replaces,
        sources=sources,
    )


def read_back(one: Draft, catalogue: Catalogue = UNKNOWN) -> Carried | None:
    embed = discord.Embed(description=code_block(one.query.canonical))
    embed.add_field(name="Would have matched", value="`nothing`", inline=False)
    add_carried(embed, one, catalogue)
    assert all(len(field.value or "") <= FIELD_VALUE for field in embed.fields)
    return carried(cast("discord.Message", SimpleNamespace(embeds=[embed])), state_of(one))


@given(st.text(alphabet="a `*_~|<>@:/\\й知😀", max_size=60).filter(clean_name))
def test_a_name_is_read_back_as_it_is_saved(name: str) -> None:
    """Whatever signs it has."""
    told = read_back(draft(name, ("lists", "arxiv")))
    assert told is not None
    assert (clean_name(told.name), told.sources) == (clean_name(name), "lists, arxiv")


def test_what_was_not_chosen_is_not_shown() -> None:
    """A new one listens to the lists, a changed one to what it listens to."""
    assert read_back(draft()) == Carried(
        channel_id=10**19, mode=Mode.WEEKLY, replaces="", was="", query="diffusion", name="", sources=None
    )
    told = read_back(draft(sources=("arxiv",), replaces=subscription(sources=("arxiv",))))
    assert told is not None
    assert (told.replaces, told.sources) == ("aaaaa", None)


def test_what_is_said_of_the_sources_is_not_read_back() -> None:
    """Neither those that they take the place of, nor that they are all."""
    every = Catalogue([make_spec("picks"), make_spec("alpha", kind=SourceKind.STREAM)])
    told = read_back(draft(sources=("lists", "alpha"), replaces=subscription(sources=("alpha",))), every)
    assert told is not None
    assert told.sources == "lists, alpha"


def test_more_sources_than_a_field_holds_are_not_carried() -> None:
    """Then the buttons work until a restart, and say so after it; Discord takes what is shown of them."""
    many = draft(sources=tuple(f"feed-{number}" for number in range(200)))
    assert state_of(many) == ""
    assert read_back(many) is None


def test_custom_ids_have_room() -> None:
    """Also that of a form behind Try again."""
    longest = state_of(draft("x", ("arxiv",), subscription()))
    assert len(f"paperboy:again:paperboy:query:{'0' * 16}{longest}?query") <= CUSTOM_ID
