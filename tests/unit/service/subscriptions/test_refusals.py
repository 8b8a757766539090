"""What is refused is told in the language of who asked, as whole sentences."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from bot.domain.errors import PaperboyError
from bot.domain.ports import SourceKind
from bot.domain.ports.catalogue import Catalogue
from bot.domain.subscription import Owner
from bot.language.current import speaking
from bot.language.languages import PSEUDO
from bot.service.subscriptions.chosen_sources import read_sources
from bot.service.subscriptions.pauses import pause_end
from bot.service.subscriptions.rules import Limits, find_subscription, require_capacity, require_new
from tests.support.fakes import CHANNEL, GUILD, PERSON, START, subscription
from tests.support.pseudo import forgotten
from tests.support.sources import make_spec

if TYPE_CHECKING:
    from collections.abc import Callable

OURS = [subscription("aaaaa", "diffusion"), subscription("bbbbb", "diffusion")]
SERVER, OWN = Owner(guild_id=GUILD, user_id=0), Owner(guild_id=None, user_id=PERSON)
KNOWN = Catalogue(
    [make_spec("alpha", title="Alpha"), make_spec("beta", title="Beta", kind=SourceKind.STREAM)], ["alpha"]
)
full = partial(require_capacity, OURS, GUILD, CHANNEL)


@pytest.mark.parametrize(
    "refused",
    [
        lambda: find_subscription(OURS, SERVER, "Beta"),
        lambda: find_subscription(OURS, OWN, "diffusion"),
        lambda: find_subscription(OURS, SERVER, "diffusion"),
        lambda: require_new([subscription()], "diffusion", (), CHANNEL),
        lambda: require_new([subscription(paused=True)], "diffusion", (), CHANNEL),
        lambda: full(Limits(per_guild=9, per_channel=1)),
        lambda: full(Limits(per_guild=9, per_channel=2)),
        lambda: full(Limits(per_guild=1, per_channel=9)),
        lambda: full(Limits(per_guild=2, per_channel=9)),
        lambda: pause_end("Beta", START, START.tzinfo),  # pyright: ignore[reportArgumentType] - it is aware
        lambda: pause_end("2001-01-01", START, START.tzinfo),  # pyright: ignore[reportArgumentType] - it is aware
        lambda: pause_end("99w", START, START.tzinfo),  # pyright: ignore[reportArgumentType] - it is aware
        lambda: read_sources("beta", KNOWN),
        lambda: read_sources("alfa", KNOWN),
        lambda: read_sources("nowhere", KNOWN),
    ],
)
def test_a_refusal_is_translated(refused: Callable[[], object]) -> None:
    """Dates, ids and names that are typed stay as they are."""
    with speaking(PSEUDO), pytest.raises(PaperboyError) as caught:
        refused()
    text = str(caught.value)
    assert text.startswith("[")
    assert text.endswith("]")
    assert not forgotten(text, "Beta", "Alpha", "diffusion")


def test_one_and_several_are_told_apart() -> None:
    """Also where a host allows one subscription alone."""
    with pytest.raises(PaperboyError, match="1 subscription, the most that is allowed: unsubscribe from it"):
        full(Limits(per_guild=9, per_channel=1))
    with pytest.raises(PaperboyError, match="2 subscriptions, the most that are allowed: unsubscribe from one"):
        full(Limits(per_guild=9, per_channel=2))
