"""Parse the answers of a model's server: the text without reasoning, template tokens and JSON around it."""

from __future__ import annotations

import json
import re
from typing import NamedTuple, cast

from bot.domain.errors import SourceError
from bot.sources.bodies.json_values import as_count, decode, mapping, sequence
from bot.sources.http.responses import RETRY_HINT, find_complaint, refusal_error

_UNSUITED_ADVICE = (
    "it does not accept this request: compare `model`, `url` and `extra` of [summaries] with its documentation"
)
_FORBIDDEN_ADVICE = "check the key in `key_file` of [summaries], and what it is allowed to use"
_OVERLOADED_ADVICE = f"it is overloaded: {RETRY_HINT}"
ADVICE = {  # by status; some servers say 200 and mean an error
    200: f"{RETRY_HINT}; check [summaries] in the settings if this continues",
    400: _UNSUITED_ADVICE,
    401: _FORBIDDEN_ADVICE,
    402: "its account has no credit left: top it up, or set another server in [summaries]",
    403: _FORBIDDEN_ADVICE,
    404: (
        "check `model` and `url` of [summaries]; a server without /v1/chat/completions needs its whole "
        "address there"
    ),
    405: _UNSUITED_ADVICE,
    415: _UNSUITED_ADVICE,
    422: _UNSUITED_ADVICE,
    429: f"too many requests were made, or a quota is used up: {RETRY_HINT}; lower `per_day` if this continues",
    503: _OVERLOADED_ADVICE,
    529: _OVERLOADED_ADVICE,
}
_OK_STATUS, _ERROR_STATUSES = 200, range(400, 600)
_UNFINISHED_REASONS = frozenset({"length", "max_tokens"})
# Everything before the end of a thought belongs to it: some templates put its beginning into the prompt.
_THOUGHT_ENDS = re.compile(
    r"</(?:think|thinking|thought|thoughts|reasoning)>|\[/THINK\]|\N{WHITE LEFT-POINTING TRIANGLE}/think"
    r"\N{WHITE RIGHT-POINTING TRIANGLE}",
    re.IGNORECASE,
)
# gpt-oss writes OpenAI's "harmony" (https://cookbook.openai.com/articles/openai-harmony): the answer is in the
# channel `final`. If the server strips the marks, the words between them remain.
_FINAL_CHANNEL = re.compile(r"<\|channel\|>final[^<]*<\|message\|>")
_ANALYSIS_START, _FINAL_START = "analysis", "assistantfinal"
_TURN_ENDS = re.compile(
    r"<\|(?:end|return|im_end|im_start|eot_id|eom_id|end_of_text|endoftext|end_of_turn)\|>|</s>|<end_of_turn>|<eos>"
    "|<\N{FULLWIDTH VERTICAL LINE}end\u2581of\u2581sentence\N{FULLWIDTH VERTICAL LINE}>"
)
_FENCE = "```"
_MAX_JSON_LENGTH = 8_000  # characters
_TEXT_PARTS = frozenset({"text", "output_text"})


class Answer(NamedTuple):
    """A model's text without wrappers ("": none); `cut` if it hit a token limit. Tokens are the server's count."""

    text: str
    cut: bool = False
    prompt_tokens: int = 0
    completion_tokens: int = 0


def read_answer(body: bytes, host: str) -> Answer:
    """Parse the body of an answer. Raises RefusalError if it has an error, SourceError if it is no answer."""
    decoded = decode(body, host)
    document = mapping(decoded)
    choices = sequence(document.get("choices"))
    choice = mapping(choices[0] if choices else None)
    error = choice.get("error") or document.get("error")
    if complaint := find_complaint({"error": error} if choices else decoded):
        code = as_count(mapping(error).get("code")) or _OK_STATUS
        raise refusal_error(host, code if code in _ERROR_STATUSES else _OK_STATUS, complaint, ADVICE)
    if not choices:
        raise SourceError(
            f"{host} answered, but not with a chat completion; check the address of [summaries] in the "
            "settings if this continues."
        )
    usage = mapping(document.get("usage"))
    return Answer(
        text=text_of(mapping(choice.get("message")).get("content")),
        cut=str(choice.get("finish_reason")).lower() in _UNFINISHED_REASONS,
        prompt_tokens=as_count(usage.get("prompt_tokens")) or 0,
        completion_tokens=as_count(usage.get("completion_tokens")) or 0,
    )


def text_of(content: object) -> str:
    """Return the answer in a message's `content`, a text or a list of parts, without reasoning; "" for none."""
    text = content if isinstance(content, str) else "".join(map(_text_of_part, sequence(content)))
    for mark in (_FINAL_CHANNEL, _THOUGHT_ENDS):
        for found in [*mark.finditer(text)][-1:]:
            text = text[found.end() :]
    if text.startswith(_ANALYSIS_START) and _FINAL_START in text:
        text = text.rpartition(_FINAL_START)[2]
    return _unwrapped(_TURN_ENDS.split(text, maxsplit=1)[0].strip())


def _text_of_part(value: object) -> str:
    part = mapping(value)
    text = part.get("text")
    return text if isinstance(text, str) and part.get("type") in _TEXT_PARTS else ""


def _unwrapped(text: str) -> str:
    """Remove a code fence around the text, and JSON that contains only one string."""
    if text.startswith(_FENCE) and text.endswith(_FENCE):
        first, _, rest = text.strip("`").partition("\n")
        # `first` can be the name of the fence's language, such as json
        text = (rest if first.isalnum() else f"{first}\n{rest}").strip()
    if text[:1] not in {"{", '"'} or len(text) > _MAX_JSON_LENGTH:
        return text
    try:
        value: object = json.loads(text)
    except (ValueError, RecursionError):
        return text
    if isinstance(value, dict) and len(cast("dict[str, object]", value)) == 1:
        (value,) = cast("dict[str, object]", value).values()
    return value.strip() if isinstance(value, str) else text
