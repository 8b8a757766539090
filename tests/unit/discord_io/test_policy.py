"""Who may do what, case by case."""

from __future__ import annotations

import pytest

from bot.discord_io.access import Denial
from bot.discord_io.permissions import Need
from bot.discord_io.policy import Deed, Person, Place, denial
from bot.domain.subscription import Owner

_SERVER, _ALONE = Owner(guild_id=1, user_id=2), Owner(guild_id=None, user_id=2)
_MANAGER = Person(owner=_SERVER, denied=None)
_MEMBER = Person(owner=_SERVER, denied=Denial.LACKING)
_SHUT_OUT = Person(owner=_SERVER, denied=Denial.CLOSED)
_HERE = Place(mentions=True)
_NEED = Need(flag="send_messages", name="Send Messages")


@pytest.mark.parametrize("deed", Deed)
def test_who_acts_for_themselves_may_do_all_but_share(deed: Deed) -> None:
    """In direct messages everything is their own, and nobody else reads there."""
    assert denial(Person(owner=_ALONE), deed) is (Denial.NOWHERE if deed is Deed.SHARE else None)


@pytest.mark.parametrize("deed", Deed)
def test_a_manager_who_may_post_and_mention_there_may_do_all(deed: Deed) -> None:
    """With every right nothing is denied."""
    assert denial(_MANAGER, deed, _HERE) is None


@pytest.mark.parametrize("deed", Deed)
def test_others_read_and_share(deed: Deed) -> None:
    """Whoever may not manage alerts does what needs no such right, wherever they may post."""
    is_open = deed in {Deed.READ, Deed.OWN, Deed.SHARE}
    assert denial(_MEMBER, deed, _HERE) is (None if is_open else Denial.LACKING)
    assert denial(_SHUT_OUT, deed, _HERE) is (None if is_open else Denial.CLOSED)


@pytest.mark.parametrize("deed", Deed)
@pytest.mark.parametrize(
    ("place", "why"),
    [
        (None, Denial.UNSEEN),
        (Place(missing=(_NEED,), mentions=True), Denial.SILENT),
        (Place(locked=True, mentions=True), Denial.LOCKED),
        (Place(private=True, mentions=True), Denial.PRIVATE),
    ],
)
def test_managers_post_where_they_may_post_themselves(deed: Deed, place: Place | None, why: Denial) -> None:
    """What begins no post asks for no place: they quieten and change what others let post there."""
    posts = deed in {Deed.POST, Deed.MENTION, Deed.SHARE}
    assert denial(_MANAGER, deed, place) is (why if posts else None)


def test_a_role_is_for_who_may_mention_it() -> None:
    """Where they may post and not mention it."""
    assert denial(_MANAGER, Deed.MENTION, Place()) is Denial.ROLE
    assert denial(_MANAGER, Deed.POST, Place()) is None
