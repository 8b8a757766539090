"""Reading the query back from a message."""

from types import SimpleNamespace

import discord
import pytest

from cogs.paper_buttons.shown_query import query_of

BLOCK = "```\ntrees -bushes\n```\nand more"


def message(content: str = "", *descriptions: str | None, layout: tuple[object, ...] = ()) -> discord.Message:
    embeds = [SimpleNamespace(description=text) for text in descriptions]
    return SimpleNamespace(content=content, embeds=embeds, components=layout)  # pyright: ignore[reportReturnType] - what is read of one


def display(text: str) -> dict[str, object]:
    return {"type": 10, "id": 1, "content": text}


def container(*parts: dict[str, object]) -> object:
    data = {"type": 17, "id": 2, "components": parts}
    return discord.Container(data, None)  # pyright: ignore[reportArgumentType] - as Discord sends it


@pytest.mark.parametrize(
    "shown",
    [
        message(BLOCK),
        message("", None, BLOCK),
        message("", layout=(container(display("nothing"), display(f"# Found\n{BLOCK}")),)),
    ],
)
def test_it_is_found(shown: discord.Message):
    """The query is found in the content, in an embed, and in a layout under a heading."""
    assert query_of(shown) == "trees -bushes"
