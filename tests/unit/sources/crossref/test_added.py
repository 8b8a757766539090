"""Preprint servers that people add in Discord, or the host."""

import pytest

from bot.domain.added_source import AddedSource
from bot.settings import Settings
from bot.sources.catalogue import ADDED_KINDS, build_all
from bot.sources.crossref.settings import KIND, SERVERS
from bot.sources.http.fetcher import open_session
from bot.sources.settings.table import Resources


@pytest.mark.parametrize("typed", ["chemrxiv", " ChemRxiv ", "Chem-Rxiv"])
def test_a_server_is_named_in_any_spelling(typed: str):
    """Case and signs do not matter, and all who add a server have the same source."""
    expected = AddedSource(name="preprints-chemrxiv", address="preprints:chemrxiv", title="ChemRxiv")
    assert KIND.read(typed) == expected
    assert KIND in ADDED_KINDS


@pytest.mark.parametrize("typed", ["", "arxiv", "10.26434", "chem\nrxiv!?x"])
def test_an_unknown_server_gets_the_known_ones(typed: str):
    """The sentence lists what can be typed."""
    with pytest.raises(ValueError, match=r"Unknown preprint server\. Known ones: authorea, chemrxiv, eartharxiv"):
        KIND.read(typed)


@pytest.mark.parametrize("name", SERVERS)
async def test_every_server_is_the_same_source_for_the_host(name: str):
    """A server has one name in the settings and in Discord, and the host's address is used for both."""
    table = {"server": name, "url": "http://127.0.0.1:9/mirror"}
    settings = Settings.model_validate({"preprints": [table]})
    async with open_session() as session:
        (_, hosted) = build_all(settings, session).polled
        added = KIND.build(KIND.read(name), Resources(session, settings.preprints))
    assert added.spec == hosted.spec
    assert (added.spec.name, added.spec.title) == (f"preprints-{name}", SERVERS[name][0])
    address = f"http://127.0.0.1:9/mirror/prefixes/{SERVERS[name][1]}/works"
    assert str(vars(added)["_address"]) == str(vars(hosted)["_address"]) == address
