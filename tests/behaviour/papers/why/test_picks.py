"""`/papers why` and previews give the reason for papers that are not picked."""

from bot.domain.subscription import Owner
from tests.behaviour.alerts.test_picks import EXAMPLES, FIVE, learn, saved, see
from tests.behaviour.world import World, said


async def test_why_promises_no_pick(world: World):
    """A new paper is a candidate; an example and a liked or disliked paper are never picked."""
    await saved(world)
    await see(world, 7)
    assert "A candidate for the picks in" in await world.told("papers why", paper="2511.00007")
    told = await world.told("papers why", paper=EXAMPLES[0].paper.id.partition(":")[2])
    never = "Examples, liked or disliked papers, and those that the channel has are not picked."
    assert never in told
    await world.apps[-1].likes.add(Owner(guild_id=world.guild.id, user_id=7), "arxiv:2511.00007", liked=False)
    assert never in await world.told("papers why", paper="2511.00007")


async def test_why_with_too_few_examples(world: World):
    """No paper is a candidate before there are five examples or likes."""
    await saved(world, examples="2401.00000, 2401.00001")
    await see(world, 7)
    told = await world.told("papers why", paper="2511.00007")
    assert "• Picks begin with five liked papers or examples." in told


async def test_a_filter_without_matches(world: World):
    """The preview does not say that no paper was near enough if there was none to pick from."""
    await learn(world)
    text = said(await world.run("alerts picks", examples=FIVE, filter="zebrafish"))
    assert "No papers to pick from in the last 7 days." in text
    assert "near enough" not in text
