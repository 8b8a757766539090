"""Due alerts, and planning messages from them."""

from bot.domain.ports import Store
from tests.contract.makers import NOW, THERE, alert, minutes, polled


async def test_the_limit_bounds_alerts_and_splits_only_a_first_destination_with_many(store: Store):
    """The first destination comes whole up to twice the limit; if it has more, only its first alerts come."""
    here = [alert(n, due=NOW - minutes(1)) for n in range(5)]
    await polled(store, *here, alert(7, THERE))
    assert await store.due_alerts(NOW, 2) == tuple(here[:2])
    assert await store.due_alerts(NOW, 3) == tuple(here)
    assert len(await store.due_alerts(NOW, 5)) == 5
    assert len(await store.due_alerts(NOW, 6)) == 6
