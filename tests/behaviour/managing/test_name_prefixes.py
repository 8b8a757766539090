"""Subscriptions named in a command by a prefix of their name."""

from tests.behaviour.papers.why.question import PAPER, hidden_channel
from tests.behaviour.world import World


async def test_unique_prefixes(world: World):
    """A unique prefix is enough in any case; an exact name is preferred among the visible ones."""
    await world.list_papers(PAPER)
    await world.subscribe("diffusion", name="Hot papers")
    await world.subscribe("trees", name="Consistency")
    await world.subscribe("birds", name="Cons")
    assert "Already active: **Hot papers**" in await world.says("alerts resume", subscription="hot")
    assert "Already active: **Cons**" in await world.says("alerts resume", subscription="cons")
    for typed in ("Con", "H"):
        assert f"no subscription “{typed}”" in await world.says("alerts resume", subscription=typed)
    await world.subscribe("trees", name="Secret trees", channel=hidden_channel(world))
    for typed, known in (("Hot", True), ("Secret", False)):
        why = await world.told("papers why", paper=PAPER.paper.id, subscription=typed)
        assert ("no subscription" not in why) is known
        assert "Secret trees" not in why
