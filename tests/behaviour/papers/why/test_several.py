"""`/papers why` for several subscriptions of a channel: some have an alert, others only match."""

from tests.behaviour.papers.why.question import PAPER, make_alert, plan, why
from tests.behaviour.world import World

POST = 77


async def posted(world: World) -> tuple[list[str], list[str]]:
    """Post the paper for two subscriptions, and make two more that match it afterwards."""
    brought = [await world.subscribe("diffusion"), await world.subscribe("survey", name="Surveys")]
    await make_alert(world, *brought)
    message = await plan(world)
    await world.store.mark_sent(message.key, message.claim, POST, world.now())
    return brought, [await world.subscribe("noise"), await world.subscribe("images", name="Pictures")]


async def test_alerted_and_other_matches(world: World):
    """Each subscription is named once: those that posted the paper with its words, the others in one line."""
    await posted(world)
    await world.restart()
    text = await why(world)
    link = f"https://discord.com/channels/{world.guild.id}/{world.channel.id}/{POST}"
    assert text.count(link) == text.count("✅") == 2
    assert f"✅ **Surveys**: [Posted]({link}) in" in text
    assert all(text.count(f"**{name}**: ") == 1 for name in ("diffusion", "Surveys", "Pictures"))
    assert "`survey` in the title" in text
    also = "The paper also matches, but each is posted only once per channel."
    assert f"**noise**, **Pictures**: {also}" in text
    assert "**Not posted**" not in text


async def test_a_later_match_names_the_alerted_ones(world: World):
    """A later match shows the post and the subscriptions that it was for."""
    _, (third, _) = await posted(world)
    text = await why(world, subscription=third)
    assert "**noise** → " in text
    assert "✅ **diffusion**, **Surveys**: [Posted](" in text
    assert "each is posted only once per channel." in text
    assert "Pictures" not in text


async def test_each_subscription_is_named_once(world: World):
    """Reasons that subscriptions have in common do not name one twice; equal ones stay together."""
    for query in ("trees", "trees diffusion", "bushes diffusion", "trees"):
        await world.subscribe(query, name=f"My {query}", channel=world.guild.create_text_channel("other"))
    await world.list_papers(PAPER)
    lines = [line for line in (await why(world)).splitlines() if line.startswith("• ")]
    assert [line.count("**My ") for line in lines] == [2, 1, 1]
    assert "this paper: `/alerts subscribe query:diffusion`" in lines[1]


async def test_six_with_one_reason_take_one_line(world: World):
    """A reply has at most twelve lines, however many subscriptions there are."""
    for number in range(6):
        await world.subscribe("trees", channel=world.guild.create_text_channel(f"other-{number}"))
    await world.list_papers(PAPER)
    text = await why(world)
    assert text.count("No match for `trees`") == 1
    assert "and 3 more: No match for `trees`." in text
    for number in range(10):
        await world.subscribe(f"word{number}")
    text = await why(world)
    assert len(text.splitlines()) == 12
    assert "… and 3 more" in text
