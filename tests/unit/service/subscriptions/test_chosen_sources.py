"""Parsing and wording of a subscription's sources."""

import pytest

from bot.domain.ports import SourceKind
from bot.domain.ports.catalogue import Catalogue
from bot.service.subscriptions.chosen_sources import (
    SourceChoiceError,
    all_sources,
    as_typed,
    inactive_sources,
    parse_sources,
    source_titles,
)
from tests.support.sources import make_spec

PICKS = make_spec("picks", title="The Picks", aliases=("tp",))
STREAMS = [make_spec(name, title=name.title(), kind=SourceKind.STREAM) for name in ("alpha", "beta", "off")]
CATALOGUE = Catalogue([PICKS, *STREAMS], ["picks", "alpha", "beta"])
ALL = ("lists", "alpha", "beta")


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("", ()),
        (" , ;", ()),
        ("lists", ()),
        ("Trending", ()),
        ("the lists", ()),
        ("ALPHA", ("alpha",)),
        ("beta; alpha\n", ("alpha", "beta")),
        ("beta、alpha，lists", ALL),
        ("alpha, list, alpha", ("lists", "alpha")),
        ("tp", ("picks",)),
        ("The-Picks, alpha", ("alpha", "picks")),
        ("lists, picks", ()),
        ("picks, lists, beta", ("lists", "beta")),
        ("all", ALL),
        ("everything, alpha", ALL),
        ("alpha and beta", ("alpha", "beta")),
        ("the picks", ("picks",)),
    ],
)
def test_what_is_typed_is_stored_in_one_way(typed: str, stored: tuple[str, ...]):
    """Names, titles and aliases are parsed in any case and order; a list beside `lists` is left out."""
    assert parse_sources(typed, CATALOGUE) == stored
    assert parse_sources(as_typed(stored), CATALOGUE) == stored


def test_all_of_a_host_without_streams_are_the_lists():
    """Without streams, all sources are the lists."""
    assert all_sources(Catalogue([PICKS])) == ()
    assert parse_sources("all", Catalogue([PICKS])) == ()


def test_current_sources_are_accepted():
    """A source that is no longer read is kept by the subscriptions that have it."""
    kept = ("off", "gone-feed")
    assert parse_sources("off, gone feed, alpha", CATALOGUE, kept) == ("alpha", "gone-feed", "off")
    assert inactive_sources(("lists", "alpha", *kept), CATALOGUE) == kept
    with pytest.raises(SourceChoiceError, match="Unknown source `off`"):
        parse_sources("off", CATALOGUE)
    with pytest.raises(SourceChoiceError, match="Unknown source `gone-feed`"):
        parse_sources("gone-feed", CATALOGUE)


def test_sources_in_words():
    """Sources are worded by their titles, unknown ones by their names."""
    assert source_titles((), CATALOGUE) == "The Picks"
    assert source_titles(("lists", "alpha"), CATALOGUE) == "The Picks and Alpha"
    several = Catalogue([PICKS, make_spec("others"), *STREAMS])
    assert source_titles(("lists", "alpha"), several) == "the lists and Alpha"
    assert source_titles(("alpha", "beta", "gone"), CATALOGUE) == "Alpha, Beta and gone"


def test_an_unknown_name_is_answered_with_valid_ones():
    """An unknown name is answered with the first of the names that can be chosen."""
    with pytest.raises(SourceChoiceError, match="from `lists` \\(The Picks\\), `alpha`, `beta` and `all`"):
        parse_sources("zzz", CATALOGUE)
    many = Catalogue([PICKS, *(make_spec(f"feed{n}", kind=SourceKind.STREAM) for n in range(20))])
    with pytest.raises(SourceChoiceError, match=r"`feed5`, `feed6`, … and `all`|`feed5`, … and `all`"):
        parse_sources("zzz", many)
    with pytest.raises(SourceChoiceError) as error:
        parse_sources("z" * 5_000, CATALOGUE)
    assert len(str(error.value)) < 200


def test_warnings_are_of_what_is_listened_to():
    """A catalogue of a subscription has the same sources, and knows which of them are subscribed."""
    listening = CATALOGUE.subscribed_to(("lists", "beta", "off"))
    assert [spec.name for spec in listening.subscribed] == ["picks", "beta"]
    assert [spec.name for spec in CATALOGUE.subscribed] == ["picks"]
    assert listening.active == CATALOGUE.active
