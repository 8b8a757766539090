"""`/papers why`: naming the paper."""

from tests.behaviour.papers.why.question import PAPER, why
from tests.behaviour.world import World
from tests.support.fakes import sighting


async def test_wrong_papers_get_a_sentence(world: World):
    """An unknown number and an ambiguous title are answered with a sentence."""
    await world.list_papers(PAPER, sighting("2511.00002", title="Diffusion again"))
    await world.subscribe("trees")
    assert "I don't have arXiv:2401.00001" in await why(world, "2401.00001")
    assert "No paper has the title or ID “nonsense”." in await why(world, "nonsense")
    assert "Several titles match" in await why(world, "diffusion")


async def test_choices_while_typing(world: World):
    """Papers are suggested by title, newest first, and subscriptions to everybody."""
    await world.list_papers(PAPER, sighting("2511.00002", title="Trees"))
    key = await world.subscribe("diffusion")
    offered = await world.reader.autocomplete(world.channel, "papers why", "paper", "surv")
    assert offered == [{"name": "Diffusion, a survey", "value": "arxiv:2511.00001"}]
    chosen = await world.reader.autocomplete(world.channel, "papers why", "subscription", "diff")
    assert [choice["value"] for choice in chosen] == [key]
