"""The rights of managers, owners and others, case by case."""

import pytest

from bot.discord_io.command_access import Denial
from bot.discord_io.permissions import Need
from bot.discord_io.policy import Action, ChannelRights, Person, denial
from bot.domain.subscription import Owner

_SERVER, _ALONE = Owner(guild_id=1, user_id=2), Owner(guild_id=None, user_id=2)
_MANAGER = Person(owner=_SERVER, denied=None)
_MEMBER = Person(owner=_SERVER, denied=Denial.NOT_MANAGER)
_SHUT_OUT = Person(owner=_SERVER, denied=Denial.DISABLED)
_HERE = ChannelRights(can_mention=True)
_NEED = Need(flag="send_messages", name="Send Messages")


@pytest.mark.parametrize("action", Action)
def test_who_acts_for_themselves_may_do_all_but_share(action: Action):
    """In direct messages people are allowed everything but sharing: nobody else reads there."""
    assert denial(Person(owner=_ALONE), action) is (Denial.NO_AUDIENCE if action is Action.SHARE else None)


@pytest.mark.parametrize("action", Action)
def test_a_manager_who_may_post_and_mention_there_may_do_all(action: Action):
    """With every right nothing is denied."""
    assert denial(_MANAGER, action, _HERE) is None


@pytest.mark.parametrize("action", Action)
def test_others_read_and_share(action: Action):
    """People who cannot manage alerts can read, and share where they can post."""
    is_open = action in {Action.READ, Action.OWN, Action.SHARE}
    assert denial(_MEMBER, action, _HERE) is (None if is_open else Denial.NOT_MANAGER)
    assert denial(_SHUT_OUT, action, _HERE) is (None if is_open else Denial.DISABLED)


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize(
    ("place", "why"),
    [
        (None, Denial.UNKNOWN_CHANNEL),
        (ChannelRights(missing=(_NEED,), can_mention=True), Denial.CANNOT_POST),
        (ChannelRights(locked=True, can_mention=True), Denial.LOCKED),
        (ChannelRights(private=True, can_mention=True), Denial.PRIVATE),
    ],
)
def test_managers_post_where_they_may_post_themselves(action: Action, place: ChannelRights | None, why: Denial):
    """Managers need their own right to post only for actions that make the bot post."""
    posts = action in {Action.POST, Action.MENTION, Action.SHARE}
    assert denial(_MANAGER, action, place) is (why if posts else None)


def test_a_role_is_for_who_may_mention_it():
    """A mention of a role needs the person's own right to mention it."""
    assert denial(_MANAGER, Action.MENTION, ChannelRights()) is Denial.CANNOT_MENTION
    assert denial(_MANAGER, Action.POST, ChannelRights()) is None
