"""`/alerts picks`: the papers of the day most like the liked ones."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.domain.errors import RankingError
from bot.domain.subscription import EVERY_PAPER, Mode, Owner
from bot.text.references.reader import MAX_FILE_BYTES
from tests.behaviour.world import press_save, said
from tests.support.fakes import sighting
from tools.gallery.forms import filled

if TYPE_CHECKING:
    from simcord import InteractionResult

    from tests.behaviour.world import World
    from tests.support.fakes import FakeLookup

EXAMPLES = [
    sighting(f"2401.0000{n}", title=f"Example, {word}", authors=("Ada Moss",))
    for n, word in enumerate(("one", "two", "three", "four", "five"))
]
BY_ID = "2401.00000, 2401.00001 2401.00002"
FIVE = "2401.00000, https://arxiv.org/abs/2401.00001; Example, three\narxiv:2401.00003,10.48550/arXiv.2401.00004"


async def learn(world: World):
    """Store examples, and three papers of the day."""
    await world.list_papers(*EXAMPLES, *[sighting(f"2511.0000{n}", title=f"New {n}") for n in (1, 2, 3)])


async def see(world: World, *numbers: int):
    """List papers now."""
    papers = [sighting(f"2511.{n:05}", title=f"New {n}", day=world.now().date()) for n in numbers]
    await world.list_papers(*[replace(p, signals=replace(p.signals, first_seen=world.now())) for p in papers])


async def saved(world: World, **options: Any) -> InteractionResult:
    await learn(world)
    return await press_save(world.manager, await world.run("alerts picks", **{"examples": FIVE, **options}))


async def test_examples_are_found_by_link_id_doi_and_title(world: World):
    """The preview says what the last days would have brought and why; Save stores it."""
    await learn(world)
    shown = await world.run("alerts picks", examples=FIVE, how_many=2)
    text = said(shown)
    assert f"go to <#{world.channel.id}> daily at 09:00 UTC." in text
    assert "2 picks a day · 5 examples · 0 likes here" in text
    assert "[New 3](" in text
    assert "[New 2](" in text
    assert "New 1" not in text
    assert "Like *Example, one*: draft model" in text
    assert (await world.store.subscriptions()).subscriptions == ()
    done = said(await press_save(world.manager, shown))
    assert "Saved **Picks**." in done
    one = await world.one()
    assert (one.mode, one.query, one.most, one.name) == (Mode.PICKS, EVERY_PAPER, 2, "Picks")
    assert one.examples == tuple(paper.paper.id for paper in EXAMPLES)


async def test_a_title_as_a_list_shortens_it_is_found(world: World):
    """A typed beginning of one stored title finds it, also in the middle of a word and between any separators."""
    await learn(world)
    await world.list_papers(sighting("2401.00009", title="Example, two and three"))
    shown = await world.run("alerts picks", examples="Example, fou…; Example, thr…; 2401.00000")
    assert "5 picks a day · 3 examples" in said(shown)
    shown = await world.run("alerts picks", examples="2401.00000、2401.00001；2401.00002")
    assert "5 picks a day · 3 examples" in said(shown)
    several = said(await world.run("alerts picks", examples="Example, t…"))
    assert "• t…: I don't have a paper with this title." in several


async def test_unknown_examples_are_named_and_the_form_has_them(world: World):
    """All unknown papers are named at once, and the form offers what was typed."""
    await learn(world)
    shown = await world.run("alerts picks", examples="2401.00001, Unheard of; 1812.00001", filter="(a")
    assert "Not used as examples: 2\n• Unheard of: I don't have a paper with this title." in said(shown)
    assert "• 1812.00001: I don't have this paper." in said(shown)
    form = await world.manager.click(shown.response, label="Try again")
    assert filled(form)["examples"] == "2401.00001, Unheard of; 1812.00001"
    again = await world.manager.submit_modal(form, filled(form) | {"examples": FIVE, "query": "new"})
    await press_save(world.manager, again)
    one = await world.one()
    assert (one.query, one.name, len(one.examples)) == ("new", "new", 5)


async def test_an_example_that_is_not_stored_is_looked_up(world: World, lookup: FakeLookup):
    """A source that knows a paper gives it."""
    lookup.papers["arxiv:1706.03762"] = sighting("1706.03762", title="Attention")
    shown = await world.run("alerts picks", examples="1706.03762")
    assert "Picks need 4 more liked papers or examples." in said(shown)
    done = said(await press_save(world.manager, shown))
    assert "Saved **Picks**. Picks need 4 more liked papers or examples. Nothing is posted until then." in done
    assert "Add examples with `/alerts edit`, or press *Like* under papers." in done
    assert "arxiv:1706.03762" in await world.store.sightings(["arxiv:1706.03762"])


async def test_a_file_gives_examples_and_what_was_not_found_is_said(world: World):
    """BibTeX: by id, by title with the author, else entry by entry why not."""
    await learn(world)
    body = b"""
    @article{a, title={Example, {Two}}, author={Moss, Ada and Others}, doi={10.1145/1}}
    @article{b, title={Example, three}, author={Pond, Eve}}
    @misc{c, title={X}, eprint={2401.00000}, archiveprefix={arXiv}}
    @misc{d, note={nothing}}
    """
    shown = await world.run("alerts picks", file=("library.bib", body))
    text = said(shown)
    assert "5 picks a day · 2 examples · 0 likes here" in text
    assert "Not used as examples: 2" in text
    assert "• Example, three: I don't have a paper with this title." in text
    assert "• d: " in text


async def test_entries_that_are_not_found_take_no_place(world: World):
    """Entries that are not found do not count towards the 200 examples of a library."""
    await learn(world)
    library = [f"@misc{{n{n}, title={{Unheard}}, doi={{10.5555/{n}}}}}" for n in range(201)]
    library += [f"@misc{{e, title={{X}}, eprint={{{one.paper.id}}}}}" for one in EXAMPLES]
    text = said(await world.run("alerts picks", file=("library.bib", "\n".join(library).encode())))
    assert "5 picks a day · 5 examples · 0 likes here" in text
    assert "Not used as examples: 201" in text


async def test_examples_with_odd_dois_can_be_edited(world: World):
    """A DOI can have the signs that people type between examples."""
    odd = "doi:10.1002/a(1998)17:15,16<1::b>3.0.co;2-2"
    await learn(world)
    await world.list_papers(replace(EXAMPLES[0], paper=replace(EXAMPLES[0].paper, id=odd)))
    body = f"@misc{{a, title={{A}}, doi={{{odd.removeprefix('doi:')}}}}}".encode()
    shown = await world.run("alerts picks", examples="2401.00001", file=("a.bib", body))
    await press_save(world.manager, shown)
    form = await world.run("alerts edit", subscription="Picks")
    shown = await world.manager.submit_modal(form, filled(form) | {"name": "Ours"})
    await press_save(world.manager, shown)
    assert ((await world.one()).name, (await world.one()).examples) == ("Ours", ("arxiv:2401.00001", odd))


async def test_more_examples_than_a_form_can_have(world: World):
    """After a mistake the form has as many as fit; those of a subscription stay, also if they are not stored."""
    await learn(world)
    shown = await world.run("alerts picks", examples="2401.00000, " * 340, filter="(a")
    form = await world.manager.click(shown.response, label="Try again")
    assert filled(form)["examples"] == ", ".join(["2401.00000"] * 333)
    await press_save(world.manager, await world.run("alerts picks", examples=FIVE))
    content = await world.exported()
    examples = [f"doi:10.5555/{'x' * 50}{n}" for n in range(80)]
    content["channels"][0]["subscriptions"][0]["examples"] = examples
    plan = await world.imported(content)
    await world.manager.click(plan.response, label="Import")
    assert "Picks need 5 more liked papers or examples." in said(await world.run("alerts list"))
    form = await world.run("alerts edit", subscription="Picks")
    assert "examples" not in filled(form)
    await press_save(
        world.manager, await world.manager.submit_modal(form, filled(form) | {"query": "", "name": "Ours"})
    )
    assert ((await world.one()).name, (await world.one()).examples) == ("Ours", tuple(examples))


async def test_a_file_of_something_else_is_refused(world: World):
    """The answer says what to send, or how much at most."""
    shown = await world.run("alerts picks", file=("x.bib", b"hello"))
    assert "There are no papers in the file. Send BibTeX, RIS or CSL-JSON." in said(shown)
    large = await world.run("alerts picks", file=("x.bib", b" " * (MAX_FILE_BYTES + 1)))
    assert "The file is too large (limit: 5,120 KB)." in said(large)


async def test_without_examples_the_likes_count(world: World):
    """Five liked papers suffice; with fewer the reply says how many are missing."""
    await learn(world)
    assert "Picks need 5 more liked papers or examples." in said(await world.run("alerts picks"))
    likes = world.apps[-1].likes
    for one in EXAMPLES:
        await likes.add(Owner(guild_id=world.guild.id, user_id=7), one.paper.id, liked=True)
    shown = await world.run("alerts picks")
    assert "5 picks a day · 5 likes here" in said(shown)
    assert "[New 3](" in said(shown)


async def test_a_day_s_digest_has_the_picks_with_reasons(world: World):
    """Next morning the best two of the day are posted once, and what a query posted is none."""
    await saved(world, how_many=2)
    key = await world.subscribe("trees")
    await see(world, 4, 5, 6)
    await world.owe(replace(sighting("2511.00006", title="New 6"), signals=replace(sighting().signals)), key)
    await world.deliver()
    world.now.forward(hours=21)
    await world.apps[-1].picker.step()
    await world.deliver()
    embeds = world.posted().embeds
    assert embeds[0].author.name.startswith("Picks of the day · ")
    assert [embed.title for embed in embeds] == ["New 5", "New 4"]
    assert all("Like *Example, one*: draft model" in str(embed.to_dict()) for embed in embeds)
    listed = said(await world.run("alerts list"))
    assert "**Picks**" in listed
    assert EVERY_PAPER not in listed
    assert "2 picks a day · 5 examples · 0 likes here · 0% of picks liked · daily at 09:00 UTC" in listed
    why = said(await world.run("papers why", paper="2511.00005", subscription="Picks"))
    assert "✓ Like *Example, one*: draft model" in why
    why = said(await world.run("papers why", paper="2511.00003", subscription="Picks"))
    assert "• Other papers were more like the liked ones, or it was not similar enough." in why


async def test_edit_the_number_the_filter_and_the_examples(world: World):
    """The form has no delivery, and in place of the sources the number; picks go to the form's channel."""
    await saved(world)
    form = await world.run("alerts edit", subscription="Picks")
    assert set(filled(form)) >= {"query", "name", "examples", "most"}
    assert "deliver" not in filled(form)
    assert filled(form)["most"] == ["5"]
    assert "Filter" in str(form.modal)
    shown = await world.manager.submit_modal(form, filled(form, most=["3"]) | {"query": "new", "name": "Ours"})
    done = await press_save(world.manager, shown)
    assert "• Picks: 5 picks a day → 3 picks a day" in said(done)
    assert "• Filter: all papers → `new`" in said(done)
    one = await world.one()
    assert (one.query, one.name, one.most, len(one.examples)) == ("new", "Ours", 3, 5)
    await world.manager.click(done.response, label="Undo")
    assert ((await world.one()).query, (await world.one()).most) == (EVERY_PAPER, 5)


async def test_picks_move_to_another_channel(world: World):
    """The next ones are posted in the channel that the form chose."""
    await saved(world)
    other = world.guild.create_text_channel("other")
    form = await world.run("alerts edit", subscription="Picks")
    await press_save(world.manager, await world.manager.submit_modal(form, filled(form, channel=[other])))
    await see(world, 7)
    world.now.forward(hours=21)
    await world.apps[-1].picker.step()
    await world.deliver()
    assert other.last_message is not None
    assert "New 7" in [embed.title for embed in other.last_message.embeds]


async def test_picks_go_through_a_file(world: World):
    """An export has the number, the filter and the examples; an import restores them."""
    await saved(world, filter="new", how_many=3)
    content = await world.exported()
    (entry,) = content["channels"][0]["subscriptions"]
    assert {key: entry[key] for key in ("picks", "query")} == {"picks": 3, "query": "new"}
    assert len(entry["examples"]) == 5
    before = await world.one()
    await world.run("alerts unsubscribe", subscription="new")
    await world.manager.click((await world.imported(content)).response, label="Import")
    after = await world.one()
    assert replace(before, id=after.id, created=after.created) == after


async def test_a_failed_ranking_can_be_saved(world: World):
    """The preview says so, and Save works."""
    await learn(world)

    class Broken:
        async def pick(self, *_: Any) -> Any:
            raise RankingError("Ranking failed. Try again in a minute.")

    object.__setattr__(world.apps[-1].picker, "ranker", Broken())
    shown = await world.run("alerts picks", examples=FIVE)
    assert "Ranking failed. Try again in a minute." in said(shown)
    await press_save(world.manager, shown)
    assert (await world.one()).has_picks


async def test_tune_under_a_test_excludes_a_word(world: World):
    """The best of the last day with its reason; the panel has no delivery; number and examples stay."""
    await saved(world, how_many=3)
    await world.run("alerts test", subscription="Picks")
    (embed,) = world.posted().embeds
    assert embed.title == "New 3"
    assert "Like *Example, one*" in str(embed.to_dict())
    panel = await world.manager.click(world.posted(), label="Tune")
    assert "Delivery" not in str([part.get("placeholder") for part in world.parts(panel.response)])
    form = await world.manager.click(panel.response, label="Exclude a word")
    shown = await world.manager.submit_modal(form, {"word": "boring"})
    await press_save(world.manager, shown)
    one = await world.one()
    assert (one.query, one.most, len(one.examples)) == ("upvotes:>=0 -boring", 3, 5)


async def test_days_without_a_near_paper_are_said_in_the_list(world: World):
    """After three of them; nothing is posted."""
    await saved(world)
    for number in (11, 12, 13, 14):  # on the first one, older papers are near
        world.now.forward(hours=1)
        far = sighting(f"2511.{number:05}", title="Far", day=world.now().date())
        await world.list_papers(replace(far, signals=replace(far.signals, first_seen=world.now())))
        world.now.forward(hours=23)
        await world.apps[-1].picker.step()
    assert "No paper of the last 3 days was like the liked ones." in said(await world.run("alerts list"))
