"""The catalogue: who sees and gets which source."""

from bot.domain.ports import SourceKind
from bot.domain.ports.catalogue import AddedSpec, Catalogue
from bot.domain.subscription import Owner
from bot.query import parse
from tests.support.fakes import GUILD, PERSON, SERVER, subscription
from tests.support.sources import make_spec

OTHER, PERSONAL = Owner(guild_id=GUILD + 1, user_id=PERSON), Owner(guild_id=None, user_id=PERSON)


def _catalogue() -> Catalogue:
    """One list and one stream of the host, and three added sources; the last two take names of the host's."""
    stream = {"kind": SourceKind.STREAM}
    catalogue = Catalogue([make_spec("alpha"), make_spec("beta", **stream)])
    catalogue.added["feed-lab"] = AddedSpec(make_spec("feed-lab", title="Lab", **stream), frozenset({SERVER.key}))
    catalogue.added["feed-x"] = AddedSpec(make_spec("feed-x", title="Beta", **stream), frozenset({SERVER.key}))
    catalogue.added["beta"] = AddedSpec(make_spec("beta", title="Other", **stream), frozenset({OTHER.key}))
    return catalogue


def test_only_owners_can_choose_an_added_source():
    """It has a name and counts as polled for its owners; everybody sees its title; the host's names come first."""
    catalogue = _catalogue()
    ours = catalogue.of(Owner(guild_id=GUILD, user_id=1))
    assert [spec.name for spec in ours.streams] == ["beta", "feed-lab", "feed-x"]
    assert (ours.find("lab"), ours.find("beta"), ours.is_active("feed-lab")) == ("feed-lab", "beta", True)
    for others in (catalogue, catalogue.of(OTHER), catalogue.of(PERSONAL)):
        assert [spec.name for spec in others.streams] == ["beta"]
        assert (others.find("lab"), others.is_active("feed-lab"), others.title("feed-lab")) == (None, False, "Lab")
    assert catalogue.of(OTHER).title("beta") == "Beta"
    assert ours.subscribed_to(("feed-lab",)).subscribed == (catalogue.added["feed-lab"].spec,)


def test_a_query_has_titles_that_can_be_typed():
    """A query shows its owners the title of an added source, unless that is the title of another one too."""
    query = '"llm" -source:feed-lab OR source:feed-x source:alpha'
    ours = _catalogue().of(SERVER)
    assert ours.readable(query) == '"llm" -source:"Lab" OR source:feed-x source:alpha'
    assert parse(ours.readable(query), ours).canonical == query.replace('"', "")
    assert _catalogue().readable(query) == query


def test_only_owners_get_its_papers():
    """A subscription that names a source of others gets nothing of it; one removed by everybody stays as it is."""
    catalogue = _catalogue()
    named = subscription(sources=("lists", "feed-lab", "feed-gone"))
    assert catalogue.names_for(named) == {"alpha", "feed-lab", "feed-gone"}
    theirs = subscription(guild_id=OTHER.guild_id, sources=("feed-lab", "beta"))
    assert catalogue.names_for(theirs) == {"beta"}
    assert catalogue.names_for(subscription()) == {"alpha"}


def test_titles_of_unknown_sources():
    """One that the host removed keeps its name; one of the chat, whose name is a hash, is a removed source."""
    assert Catalogue().title("lab-news") == "lab-news"
    assert Catalogue().title("feed-0123456789ab") == "a removed source"
