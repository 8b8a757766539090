"""One summary of a paper that we made up, so that a host sees what their model writes before anybody else does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.domain.paper import Links, Paper
from bot.sources.summaries.judging import Fault, judged
from bot.sources.summaries.prompt import asking_for
from bot.text.graphemes import clip
from bot.text.safe import clean

if TYPE_CHECKING:
    from bot.sources.summaries.chat import ChatServer

_SHOWN = 200  # UTF-16 code units of an answer that is not used
PAPER: Final = Paper(
    id="arxiv:0000.00000",
    source="huggingface",
    title="Tea Leaves: Predicting the Weather from Cups",
    abstract=(
        "Weather is usually predicted by solving equations on large grids, which takes hours on thousands "
        "of processors. We ask whether the leaves in a cup of tea do as well. From photographs of 1,250 "
        "cups, taken on 35 mornings in one kitchen, a small neural network learns to tell whether it will "
        "rain by noon. It is right on 71% of the mornings, against 68% for a forecast from the day before, "
        "and needs 4 milliseconds. Stirring the tea before the photograph is taken removes the effect."
    ),
    links=Links(page="https://huggingface.co/papers/0000.00000"),
)


async def trial(server: ChatServer, language: str) -> tuple[bool, str]:
    """Ask a model once in a language: whether its answer could be shown, and a sentence. Raises SourceError."""
    answer = await server.ask(*asking_for(PAPER, language))
    verdict = judged(answer, PAPER, language)
    model = clean(server.model)
    if isinstance(verdict, Fault):
        text = clip(clean(answer.text[: _SHOWN * 2]), _SHOWN)
        wrote = f'It wrote: "{text}". ' if text else ""
        return False, (
            f"{model} answered, but not with what could be shown in {language}: {verdict.value}. "
            f"{wrote}Our own gists are shown instead; try another model if this goes on."
        )
    tokens = answer.prompt_tokens + answer.completion_tokens
    return True, f'{model} wrote in {language}, for {tokens:,} tokens: "{verdict}"'
