"""Training and comparison of the gist ranker."""

import gzip
import json
import re
from typing import cast

import pytest

from tests.support.paths import ROOT

pytest.importorskip("rouge_score", reason="requirements/train.txt is not installed (make soak does)")

from collections.abc import Callable
from pathlib import Path

from bot.text.gist.features import FEATURES
from tests.support.data import shared
from tools import gist_baselines, train_gist
from tools.gist_data import Example, Rouge, read_examples, read_recorded
from tools.gist_fit import fit, training_case

EXAMPLE = Example(
    title="Fast sampling of graphs",
    sentences=(
        "Many models are slow.",
        "We propose fast sampling of graphs by caching.",
        "Sampling graphs is slow for many models.",
        "Code is available.",
    ),
    references=("We cache to sample graphs fast.", "Nothing alike"),
)


ABSTRACT = "Many models are slow. We propose fast sampling of graphs by caching."


@pytest.mark.parametrize(
    ("way", "at"),
    [
        (gist_baselines.lead, 0),
        (gist_baselines.last, 3),
        (gist_baselines.title_overlap, 1),
        (gist_baselines.lexrank, 2),
        (gist_baselines.textrank, 2),
        (gist_baselines.oracle(Rouge()), 1),
    ],
)
def test_rivals(way: Callable[[Example], str], at: int):
    """Each rival chooses by its own rule: position, title, centrality, or the reference itself."""
    assert way(EXAMPLE) == EXAMPLE.sentences[at]


@pytest.mark.parametrize("way", [gist_baselines.lexrank, gist_baselines.textrank, gist_baselines.title_overlap])
def test_rivals_choose_from_any_sentences(way: Callable[[Example], str]):
    """Rivals choose a sentence even if none has words, or there is only one."""
    empty = Example(title="", sentences=("?", "!"), references=("x",))
    assert way(empty) == "?"
    assert way(Example(title="", sentences=("One.",), references=("x",))) == "One."


def test_rouge_takes_the_reference_with_the_best_rouge_1():
    """All three numbers are from one reference, even if another one has a better ROUGE-L."""
    rouge = Rouge()
    both = rouge.of("a b c d", ["d c b a", "a b x y"])
    assert both == rouge.of("a b c d", ["d c b a"])
    assert both[0] == 1.0
    assert both[1] == 0.0


def test_rouge_stems():
    """Forms of a word count as equal."""
    assert Rouge().of("models quickly sampled", ["model sampling"])[0] == pytest.approx(0.8)


def test_training_learns_the_best_sentence():
    """Weights fitted on one paper choose its best sentence, and another fit gives equal numbers."""
    cases = [training_case(EXAMPLE, Rouge())]
    weights = fit(cases, steps=30)
    assert tuple(weights) == FEATURES
    assert weights == fit(cases, steps=30)
    assert train_gist.chooser(weights)(EXAMPLE) == EXAMPLE.sentences[1]


def lines(examples: list[Example]) -> str:
    rows = [{"title": e.title, "source": e.sentences, "target": e.references} for e in examples]
    return "".join(json.dumps(row) + "\n" for row in rows)


def test_the_script_writes_the_same_bytes(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """Two runs write equal files, `--check` writes none, and `--folds` learns from the other papers."""
    (tmp_path / "train.jsonl").write_text(lines([EXAMPLE] * 2), "utf-8")
    (tmp_path / "dev.jsonl").write_text(lines([EXAMPLE]), "utf-8")
    output = tmp_path / "weights.json"
    run = [str(tmp_path), "--output", str(output)]
    train_gist.main(run)
    first, told = output.read_bytes(), capsys.readouterr().out
    train_gist.main(run)
    assert output.read_bytes() == first
    assert capsys.readouterr().out == told
    train_gist.main([*run, "--check"])
    assert capsys.readouterr().out == told
    assert told.count("\n") == 10
    assert "the chosen sentence" in told
    assert "as shown" in told
    train_gist.main([*run, "--folds", "3"])
    assert capsys.readouterr().out.startswith("| 3-fold, train and dev | ")
    assert output.read_bytes() == first


def test_recorded_summaries_are_learnt_from(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """Recorded papers with a summary are read once each, from the newest snapshot; others are skipped."""
    days = tmp_path / "days"
    for day, summary in (("2025-10-01", "We cache."), ("2025-10-02", "We cache graphs.")):
        (days / day).mkdir(parents=True)
        papers = [
            {"paper": {"id": f"2510.0000{n}", "title": "Graphs", "summary": abstract, "ai_summary": told}}
            for n, (abstract, told) in enumerate([(ABSTRACT, summary), (ABSTRACT, ""), ("", summary)], 1)
        ]
        (days / day / "T1.json.gz").write_bytes(gzip.compress(json.dumps(papers).encode()))
    (found,) = read_recorded(days)
    assert found.references == ("We cache graphs.",)
    assert len(found.sentences) == 2
    (tmp_path / "train.jsonl").write_text(lines([EXAMPLE]), "utf-8")
    (tmp_path / "dev.jsonl").write_text(lines([EXAMPLE]), "utf-8")
    output = tmp_path / "weights.json"
    train_gist.main([str(tmp_path), "--output", str(output)])
    without = output.read_bytes()
    train_gist.main([str(tmp_path), "--output", str(output), "--recorded", str(days)])
    assert output.read_bytes() != without
    assert capsys.readouterr().out


FLOOR = (42.5, 20.5, 34.5)  # what ROUGE is asked of the chosen sentence


def documented(way: str) -> tuple[float, ...]:
    """Return ROUGE-1, -2 and -L of our ranker in docs/gist.md."""
    text = (ROOT / "docs/gist.md").read_text("utf-8")
    row = re.search(rf"our ranker{way}[* ]+\| ([\d.]+) \| ([\d.]+) \| ([\d.]+)", text)
    assert row
    return tuple(map(float, row.groups()))


def test_the_documented_figures_hold():
    """The shipped weights reach the numbers in docs/gist.md on SciTLDR's dev split, and those are good enough."""
    dev = read_examples(shared("scitldr") / "dev.jsonl")
    weights = cast("dict[str, float]", json.loads(train_gist.OUTPUT.read_text("utf-8"))["weights"])
    chosen = Rouge().mean(dev, train_gist.chooser(weights))
    assert chosen == pytest.approx(documented(": the chosen sentence"), abs=0.006)
    assert Rouge().mean(dev, train_gist.gist_maker(weights)) == pytest.approx(documented(", as shown"), abs=0.006)
    assert all(reached >= floor for reached, floor in zip(chosen, FLOOR, strict=True))


@pytest.mark.soak
def test_the_shipped_weights_are_those_of_the_script():
    """Training from SciTLDR and the recorded days gives the committed file, byte for byte."""
    examples = [*read_examples(shared("scitldr") / "train.jsonl"), *read_recorded(shared("hf_daily_papers"))]
    weights = train_gist.learn(examples, Rouge())
    assert train_gist.as_json(weights) == train_gist.OUTPUT.read_text("utf-8")
