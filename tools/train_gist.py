"""Learn the weights of the gist ranker from SciTLDR's training split, and measure them on dev.

    python -m tools.train_gist ../shared/data/scitldr            # writes bot/text/gist/gist_weights.json
    python -m tools.train_gist ../shared/data/scitldr --check    # only prints the table of the committed weights
    python -m tools.train_gist ../shared/data/scitldr --folds 5  # cross-validation over both splits

With `--recorded ../shared/data/hf_daily_papers`, it also learns from recorded papers of Hugging Face.

Needs requirements/train.txt. Two runs write the same bytes.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bot.text.gist.ranker import WEIGHTS_FILE, Ranker
from tools import gist_baselines as baselines
from tools.gist_data import Example, Rouge, read_examples, read_recorded
from tools.gist_fit import fit, training_case

if TYPE_CHECKING:
    from collections.abc import Callable

OUTPUT = Path(__file__).resolve().parents[1] / "bot" / "text" / "gist" / WEIGHTS_FILE
_FILE_COMMENT = (
    "The gist ranker's weights (bot/text/gist/features.py names the features). Made by tools/train_gist.py."
)
_DIGITS = 3


def learn(examples: list[Example], rouge: Rouge) -> dict[str, float]:
    """Return learned weights by feature, rounded as in the file."""
    weights = fit([training_case(example, rouge) for example in examples])
    return {name: round(weight, _DIGITS) + 0.0 for name, weight in weights.items()}


def chooser(weights: dict[str, float]) -> Callable[[Example], str]:
    """Return a function that chooses one sentence with these weights, for ROUGE."""
    ranker = Ranker.of(weights)
    return lambda example: ranker.best_sentence(list(example.sentences), example.title)


def gist_maker(weights: dict[str, float]) -> Callable[[Example], str]:
    """Return a function that makes the whole gist with these weights."""
    ranker = Ranker.of(weights)
    return lambda example: ranker.gist(list(example.sentences), example.title)


def as_json(weights: dict[str, float]) -> str:
    """Return the text of the weights file."""
    return json.dumps({"about": _FILE_COMMENT, "weights": weights}, indent=1) + "\n"


def table(examples: list[Example], weights: dict[str, float], rouge: Rouge) -> list[str]:
    """Return a Markdown table of ROUGE for the ranker and its baselines."""
    ways: dict[str, Callable[[Example], str]] = {
        "first sentence (lead-1)": baselines.lead,
        "last sentence": baselines.last,
        "TextRank": baselines.textrank,
        "LexRank": baselines.lexrank,
        "title overlap": baselines.title_overlap,
        "**our ranker: the chosen sentence**": chooser(weights),
        "oracle: the best possible sentence": baselines.oracle(rouge),
        "our ranker, as shown": gist_maker(weights),
    }
    lines = ["| one sentence, chosen by | ROUGE-1 | ROUGE-2 | ROUGE-L |", "|---|--:|--:|--:|"]
    return lines + [_line(name, rouge.mean(examples, way)) for name, way in ways.items()]


def cross_validated(examples: list[Example], folds: int, rouge: Rouge) -> tuple[float, ...]:
    """Return the mean ROUGE on held-out papers; every `folds`-th paper is one part."""
    cases = [training_case(example, rouge) for example in examples]
    sums = [0.0, 0.0, 0.0]
    for part in range(folds):
        weights = fit([one for at, one in enumerate(cases) if at % folds != part])
        held_out = examples[part::folds]
        sums = [a + b * len(held_out) for a, b in zip(sums, rouge.mean(held_out, chooser(weights)), strict=True)]
    return tuple(total / len(examples) for total in sums)


def _line(name: str, scores: tuple[float, ...]) -> str:
    return f"| {name} | " + " | ".join(f"{score:.2f}" for score in scores) + " |"


def main(arguments: list[str] | None = None) -> None:
    """Train or check, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("data", type=Path, help="folder with train.jsonl and dev.jsonl")
    parser.add_argument("--output", type=Path, default=OUTPUT, help="file of the weights")
    parser.add_argument("--check", action="store_true", help="only measure the weights in the file")
    parser.add_argument(
        "--folds", type=int, default=0, help="only cross-validate over both splits, with this many parts"
    )
    parser.add_argument(
        "--recorded", type=Path, help="folder with recorded days of Hugging Face, also to learn from"
    )
    options = parser.parse_args(arguments)
    rouge = Rouge()
    recorded = read_recorded(options.recorded) if options.recorded else []
    dev = read_examples(options.data / "dev.jsonl")
    if options.folds:
        both = [*read_examples(options.data / "train.jsonl"), *dev]
        lines = [_line(f"{options.folds}-fold, train and dev", cross_validated(both, options.folds, rouge))]
    elif options.check:
        lines = table(dev, json.loads(options.output.read_text("utf-8"))["weights"], rouge)
    else:
        weights = learn([*read_examples(options.data / "train.jsonl"), *recorded], rouge)
        options.output.write_text(as_json(weights), "utf-8")
        lines = table(dev, weights, rouge)
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
