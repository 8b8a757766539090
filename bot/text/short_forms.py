"""Short forms that an abstract explains: "state-space chart (SSC)", where a sentence of it says SSC alone.

Found as Schwartz and Hearst do (Pacific Symposium on Biocomputing 2003, "A simple algorithm for identifying
abbreviation definitions in biomedical text"): the letters of the short form stand, from the last to the first, in
the words before its bracket, and the first one begins a word.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_DEFINED: Final = re.compile(
    r"(?<![\w’'/-])(?P<before>(?:[A-Za-z][\w’'/-]* ){1,10})\((?P<short>[A-Z][A-Za-z\d-]{1,9})\)"
)
_MORE_WORDS: Final = 2  # "of" and "for" have no letter
_LEAST_CAPITALS: Final = 2
_KINDS: Final = ("-based", "-driven", "-aware", "-guided", "-free")  # "a lattice-based (LB) framework" is no noun
# What every reader of such papers knows.
_KNOWN: Final = frozenset(
    word
    for words in (
        "AI ML DL NLP CV RL LLM LLMs LM LMs VLM VLMs MLLM MLLMs VLA VLAs LVLM LVLMs RAG CoT SFT RLHF DPO GRPO PPO",
        "MoE KV CNN CNNs GNN GNNs GAN GANs RNN RNNs LSTM LSTMs MLP MLPs ViT ViTs DiT DiTs SSM SSMs VAE VAEs SGD",
        "SVM SVMs PCA GPU GPUs CPU CPUs API APIs QA VQA ASR TTS OCR IR LiDAR SLAM NeRF NeRFs PDE PDEs ODE ODEs",
        "MRI CT EEG ECG SOTA BERT GPT CLIP LoRA SHAP UAV UAVs IoT HCI STEM AGI XAI FL GUI GUIs DNN DNNs SQL HTTP",
        "PDF USA EU UK",
    )
    for word in words.split()
)


def spelled_out(text: str, abstract: str, title: str, most: int) -> str:
    """The text with what its short forms stand for, where the abstract alone says that; up to `most` characters.

    Each is told once, before the short form where there is room, else in its place; what the title has is known.
    """
    for short, long in _explained(abstract):
        if short in _KNOWN or re.search(rf"\b{re.escape(short)}s?\b", title) or long.lower() in text.lower():
            continue
        match = re.search(rf"(?<![\w(-]){re.escape(short)}(?![\w)-])", text)
        if match is None:
            continue
        before, after = text[: match.start()], text[match.end() :]
        begins = not before or before.endswith(". ")
        said = long[0].upper() + long[1:] if begins else long
        able = [f"{before}{said} ({short}){after}"]
        if text.count(short) == 1:
            able.append(f"{before}{said}{after}")
        text = next((one for one in able if len(one) <= most), text)
    return text


def with_known_short_forms(text: str) -> str:
    """The text with the short forms alone that every reader knows: "LLMs" for "large language models (LLMs)"."""
    for short, long in _explained(text):
        if short in _KNOWN and len(re.split("[ -]", long)) >= sum(map(str.isupper, short)):
            text = re.sub(rf"(?<!\ba ){re.escape(long)} \({short}\)", short, text, flags=re.IGNORECASE)
    return text


def _explained(abstract: str) -> Iterator[tuple[str, str]]:
    for match in _DEFINED.finditer(abstract):
        short, words = match["short"], match["before"].split()
        if sum(map(str.isupper, short)) >= _LEAST_CAPITALS and (long := _long(short, words)):
            began = match.end("before") - len(long) - 1
            yield short, long if began and not abstract[:began].endswith(". ") else _uncapitalized(long)


def _long(short: str, words: list[str]) -> str:
    """The last words that the letters of a short form are found in; "" where they are not."""
    letters = [letter for letter in short.removesuffix("s").lower() if letter.isalnum()]
    near = " ".join(words[-(len(letters) + _MORE_WORDS) :])
    at = len(near)
    for number, letter in enumerate(reversed(letters), start=1):
        first = number == len(letters)
        before = range(at - 1, -1, -1)
        at = next(
            (i for i in before if near[i].lower() == letter and (not first or not i or near[i - 1] in " -/")), -1
        )
        if at < 0:
            return ""
    return "" if near.endswith(_KINDS) else near[at:]


def _uncapitalized(long: str) -> str:
    """Of what began a sentence, unless other words have capitals, too, or it is named after somebody."""
    first, _, rest = long.partition(" ")
    named = first.endswith("ian") or first[1:] != first[1:].lower()  # Gaussian, Hamilton-Jacobi
    return long if rest != rest.lower() or named else long[0].lower() + long[1:]
