"""What servers and models put around an answer: thoughts, channels, tokens that end a turn, JSON."""

from __future__ import annotations

import json
import re
from typing import cast

from bot.sources.bodies.json_values import mapping, sequence

# Whatever stands before the end of a thought is thought: some templates open it in the prompt already.
_THOUGHT_ENDS = re.compile(
    r"</(?:think|thinking|thought|thoughts|reasoning)>|\[/THINK\]|\N{WHITE LEFT-POINTING TRIANGLE}/think"
    r"\N{WHITE RIGHT-POINTING TRIANGLE}",
    re.IGNORECASE,
)
# OpenAI's "harmony" as gpt-oss writes it (https://cookbook.openai.com/articles/openai-harmony): the answer is in
# the channel `final`. Where the server takes its marks out, the words between them stay.
_FINAL = re.compile(r"<\|channel\|>final[^<]*<\|message\|>")
_BARE_ANALYSIS, _BARE_FINAL = "analysis", "assistantfinal"
_TURN_ENDS = re.compile(
    r"<\|(?:end|return|im_end|im_start|eot_id|eom_id|end_of_text|endoftext|end_of_turn)\|>|</s>|<end_of_turn>|<eos>"
    "|<\N{FULLWIDTH VERTICAL LINE}end\u2581of\u2581sentence\N{FULLWIDTH VERTICAL LINE}>"
)
_FENCE = "```"
_LONGEST_JSON = 8_000  # characters
_TEXT_PARTS = frozenset({"text", "output_text"})


def text_of(content: object) -> str:
    """The answer in a message's `content`, which is a text or a list of parts, some of them thoughts; or ""."""
    text = content if isinstance(content, str) else "".join(map(_part, sequence(content)))
    for mark in (_FINAL, _THOUGHT_ENDS):
        for found in [*mark.finditer(text)][-1:]:
            text = text[found.end() :]
    if text.startswith(_BARE_ANALYSIS) and _BARE_FINAL in text:
        text = text.rpartition(_BARE_FINAL)[2]
    return _unwrapped(_TURN_ENDS.split(text, maxsplit=1)[0].strip())


def _part(value: object) -> str:
    part = mapping(value)
    text = part.get("text")
    return text if isinstance(text, str) and part.get("type") in _TEXT_PARTS else ""


def _unwrapped(text: str) -> str:
    """Without the fence round it, and out of JSON that holds one text and nothing else."""
    if text.startswith(_FENCE) and text.endswith(_FENCE):
        first, _, rest = text.strip("`").partition("\n")
        text = (rest if first.isalnum() else f"{first}\n{rest}").strip()
    if text[:1] not in {"{", '"'} or len(text) > _LONGEST_JSON:
        return text
    try:
        value: object = json.loads(text)
    except (ValueError, RecursionError):
        return text
    if isinstance(value, dict) and len(cast("dict[str, object]", value)) == 1:
        (value,) = cast("dict[str, object]", value).values()
    return value.strip() if isinstance(value, str) else text
