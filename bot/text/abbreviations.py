"""Short forms that a text defines, such as "state-space chart (SSC)": find them, spell them out, or use them.

The algorithm is Schwartz and Hearst's (Pacific Symposium on Biocomputing 2003, "A simple algorithm for identifying
abbreviation definitions in biomedical text"): the letters of the short form are found, from the last to the first,
in the words before its bracket, and the first letter starts a word.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_BRACKETED_SHORT_FORM = re.compile(r"\(([A-Z][A-Za-z\d-]{1,9})\)")
_WORDS_BEFORE = re.compile(r"(?<![\w’'/-])(?:[A-Za-z][\w’'/-]* ){1,10}$")
_MAX_READ_BEFORE = 200  # characters before a bracket that are read
# Before "SSC" it is "an", before "state-space chart (SSC)" it is "a".
_ARTICLE = re.compile(r"(?<=\b[Aa])n? $")
# What "an" stands before: "unseen", but not "user", "one-class" and "Euclidean"
_VOWEL = re.compile(r"[ai]|e(?!u)|o(?!ne\b)|un(?!i)", re.IGNORECASE)
_NO_SIMPLE_PLURAL = re.compile(r"(?:ss|sh|ch|x|z|i|ys|ic)es$|[^s]$")  # a plural in more than -s, or no plural
_MAX_EXTRA_WORDS = 2  # such as "of" and "for", which have no letter in the short form
_MIN_CAPITALS = 2  # of a short form
_MIN_INITIALS = 3  # of a name
# Of a short form whose long form has half as many words: "ARC-AGI" is not "artificial general intelligence"
_MAX_CAPITALS_IF_HALF = 4
# Endings of long forms that are not spelled out: "lattice-based (LB)"
_ADJECTIVE_ENDINGS = ("-based", "-driven", "-aware", "-guided", "-free")
# Abbreviations that every reader of such papers knows.
_WELL_KNOWN = frozenset(
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
    """Spell out the short forms in a text that only the abstract defines, within `most` characters.

    The long form is put before the short form if there is room, else in its place if it stands there once. Short
    forms in the title and well-known ones stay.
    """
    for defined, words in definitions(abstract):
        # "UT" of "Universal transformers (UTs)"
        in_singular = defined.endswith("s") and defined not in text and not _NO_SIMPLE_PLURAL.search(words)
        short, long = (defined[:-1], words.removesuffix("s")) if in_singular else (defined, words)
        if short in _WELL_KNOWN or re.search(rf"\b{re.escape(short)}s?\b", title) or long.lower() in text.lower():
            continue
        match = re.search(rf"(?<![\w(-]){re.escape(short)}(?![\w)-]| \()", text)
        if match is None:
            continue
        before = _ARTICLE.sub("n " if _VOWEL.match(long) else " ", text[: match.start()])
        after = text[match.end() :]
        begins = not before or before.endswith(". ")
        spelled = long[0].upper() + long[1:] if begins else long
        options = [f"{before}{spelled} ({short}){after}"]
        if text.count(short) == 1:
            options.append(f"{before}{spelled}{after}")
        text = next((option for option in options if len(option) <= most), text)
    return text


def with_known_short_forms(text: str) -> str:
    """Replace definitions of well-known short forms: "LLMs" for "large language models (LLMs)"."""
    for short, long in definitions(text):
        if short in _WELL_KNOWN and len(re.split("[ -]", long)) >= sum(map(str.isupper, short)):
            # Not after "a": "a large language model (LLM)" would need another article.
            text = re.sub(rf"(?<!\ba ){re.escape(long)} \({short}\)", short, text, flags=re.IGNORECASE)
    return text


def definitions(text: str) -> Iterator[tuple[str, str]]:
    """Yield the short forms that a text defines, each with its long form."""
    for match in _BRACKETED_SHORT_FORM.finditer(text):
        short, end = match[1], match.start()
        before = _WORDS_BEFORE.search(text, max(end - _MAX_READ_BEFORE, 0), end)
        if (
            before
            and sum(map(str.isupper, short)) >= _MIN_CAPITALS
            and (long := _long_form(short, before[0].split()))
        ):
            start = end - len(long) - 1
            yield short, long if start and not text[:start].endswith(". ") else _uncapitalized(long)


def initials(name: str) -> Iterator[tuple[str, str]]:
    """Yield a name's initials with the name, if they are much shorter: `HKUST`, Hong Kong University of …."""
    words = re.findall(r"[^\W\d_][\w’'.]*", name.removeprefix("The "))
    short = "".join(word[0] for word in words if word[0].isupper())
    if len(short) >= _MIN_INITIALS and len(short) < len(name) / 4:
        yield short, " ".join(words)


def _long_form(short: str, words: list[str]) -> str:
    """Return the last words that contain the letters of a short form; "" if there are none."""
    letters = [letter for letter in short.removesuffix("s").lower() if letter.isalnum()]
    near = " ".join(words[-(len(letters) + _MAX_EXTRA_WORDS) :])
    at = len(near)
    for number, letter in enumerate(reversed(letters), start=1):
        first = number == len(letters)
        before = range(at - 1, -1, -1)
        at = next(
            (i for i in before if near[i].lower() == letter and (not first or not i or near[i - 1] in " -/")), -1
        )
        if at < 0:
            return ""
    long = near[at:]
    few = 2 * len(re.split("[ -]", long)) <= sum(map(str.isupper, short)) > _MAX_CAPITALS_IF_HALF
    return "" if few or near.endswith(_ADJECTIVE_ENDINGS) else long


def _uncapitalized(long: str) -> str:
    """Lower the first letter of a sentence's start, unless other words have capitals or it is a person's name."""
    first, _, rest = long.partition(" ")
    named = first.endswith("ian") or first[1:] != first[1:].lower()  # Gaussian, Hamilton-Jacobi
    return long if rest != rest.lower() or named else long[0].lower() + long[1:]
