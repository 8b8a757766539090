"""URLs of databases that are refused, and their parts that are never shown."""

import pytest

from bot.domain.errors import StoreError
from bot.store.database_urls import passwords, url_problem
from bot.store.opening import engine_of
from bot.store.postgres.database import address_of


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("postgresql://me@host/db", set[str]()),
        ("postgresql://me:a:b@host/db", {"a:b"}),
        ("postgresql://me:a%2Fb@host/db?sslmode=require", {"a%2Fb", "a/b"}),
        ("postgresql://host/db?user=me&password=a%40+b", {"a%40+b", "a@+b", "a@ b"}),
        ("postgresql:///db?host=/run/postgresql&sslpassword=key", {"key"}),
        ("tinydb://data/paperboy", set[str]()),
    ],
)
def test_every_password_is_known(url: str, found: set[str]):
    """Passwords are found anywhere in a URL, as written and as decoded by the driver."""
    assert passwords(url) == found


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://me:12/34@host/db",
        "postgresql://me:12?34@host/db",
        "postgresql://me:12#34@host/db",
        "postgresql://me:12@34@host/db",
        "postgresql://me:12@34/56@host/db",
        "postgresql://me:12@host/db#34",
        "postgresql://me:12/34?56=7@host/db",
        "postgresql://host/db?password=12@34",
        "postgresql://host/db?password=12#34",
        "postgresql://me:12[34@host/db",
        "postgresql://me:12@host/db?port=34x",
        "postgresql://me:12@host/db?34",
        "me:12@host/34",
        "postgresql:12:34",
    ],
)
def test_a_doubtful_url_is_refused_without_a_word_of_it(url: str):
    """An ambiguous URL is refused without showing it, before the driver could put it into its own errors."""
    with pytest.raises(StoreError) as caught:
        address_of(url)
    assert "12" not in str(caught.value)
    assert "34" not in str(caught.value)
    assert url_problem(url)
    assert passwords(url) == frozenset()


def test_what_stands_before_the_scheme_is_not_shown():
    """A password that was typed before the `://` is not shown."""
    with pytest.raises(StoreError) as caught:
        engine_of("me:sesame@host://db")
    assert "sesame" not in str(caught.value)
