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


class Trial:
    """Asks a model once, in the language of a tag."""

    def __init__(self, server: ChatServer, language: str) -> None:
        self._server = server
        self._language = language

    async def run(self) -> tuple[bool, str]:
        """Whether it could be shown, and a sentence on what came. Raises SourceError."""
        answer = await self._server.ask(asking_for(PAPER, self._language))
        verdict = judged(answer, PAPER, self._language)
        model = clean(self._server.model)
        if isinstance(verdict, Fault):
            text = clip(clean(answer.text[: _SHOWN * 2]), _SHOWN)
            return False, (
                f"{model} answered, but not with what could be shown in {self._language}: {verdict.value}. "
                f'It wrote: "{text}". Our own gists are shown instead; try another model.'
            )
        return True, f'{model} wrote in {self._language}, for {answer.tokens:,} tokens: "{verdict}"'
