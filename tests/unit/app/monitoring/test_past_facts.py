"""`paperboy status` shows the index of past papers."""

import pytest

from bot.app.monitoring.overview import past_facts
from bot.app.store_admin import search_folder
from bot.domain.ports import PastState
from bot.settings import Settings


def test_of_an_index_that_is_not():
    """The status shows the progress of the index and its trouble."""
    state = PastState(ready=False, share=0.42, papers=42, size=7, trouble="The disk is full: make room.")
    assert past_facts(state, 30) == {
        "past_papers": {
            "ready": False,
            "indexed": 42,
            "kept_days": 30,
            "bytes_on_disk": 7,
            "prepared": "42%",
            "trouble": "Past papers cannot be searched. The disk is full: make room.",
        }
    }


@pytest.mark.parametrize(
    ("settings", "folder"),
    [
        ({"store": {"url": "tinydb:///srv/paperboy"}}, "/srv/paperboy/search"),
        ({"store": {"url": "postgresql://localhost/paperboy"}}, "data/search"),
        ({"search": {"folder": "/var/cache/paperboy"}}, "/var/cache/paperboy"),
    ],
)
def test_where_the_index_lies(settings: dict[str, object], folder: str):
    """Beside the data, unless the host chose another place."""
    assert str(search_folder(Settings.model_validate(settings))) == folder
