"""One sentence about a paper."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.gist import gist
from bot.text.gist.trim import trimmed
from bot.text.sentences import sentences
from tests.support.fakes import paper


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("One. Two! Three? Four", 4),
        ("We use tools, e.g. SAM, i.e. Segment Anything, cf. Fig. 2 and Eq. (3). Then more.", 2),
        ("As Smith et al. (2020) and Jones et al. showed. Next.", 2),
        ("This was shown by Smith et al. We extend it.", 2),
        ("It gains 3.5 points vs. 2.1 for v1.5. J. R. Smith agrees.", 2),
        ("Code is at https://a.b/c.d?e=f. Models are at www.x.org/y.z.", 2),
        ("He asked “why?” Nobody knew. (Nor did she.) [End.]", 4),
        ("We show that: 1. Heads die. 2. Graphs grow. It is 2. More follows.", 4),
        ("It is proved on 𝕊ᵈ⁻¹.Our finding is new.", 2),
        ("Trained on ImageNet-1K. 3D data follow. τ-bench too.", 3),
        ("GPT-4 is large. o3 is larger.", 1),
        ("Wait... what? Yes.", 2),
        ("It needs depth estimators.We propose none. See node.js. In short, it works.", 4),
        ("An agent learns from.To address this, we act.See node.js and ASP.Net now.", 3),
        ("We train it. ssToken is new. Then vLLM runs. iPhone users too.", 4),
        ("Speeches of the U.S. Senate were read. They came from the U.S. We parsed them.", 3),
        ("", 0),
        ("  \n ", 0),
    ],
)
def test_sentences(text: str, count: int) -> None:
    """Abbreviations, initials, decimals and addresses end no sentence; a lower-case word begins none."""
    found = sentences(text)
    assert len(found) == count
    assert "".join(found).replace(" ", "") == "".join(text.split())


@given(st.text(st.sampled_from(".!? aAe.g\n\"'()h:/1")))
def test_sentences_lose_nothing(text: str) -> None:
    """Joined again, the sentences are the text with its white space folded."""
    assert " ".join(sentences(text)) == " ".join(text.split())


@pytest.mark.parametrize("text", [".", "…", "?!", "x.", ".)", "https://.", "www.", '."', ". (", "a.b"])
def test_sentences_take_time_by_length(text: str) -> None:
    """Eight times as much of a nasty text takes about eight times as long to split, not sixty-four times."""

    def taken(times: int) -> float:
        rounds: list[float] = []
        for _ in range(3):
            start = time.process_time_ns()
            sentences(text * times)
            rounds.append(time.process_time_ns() - start)
        return min(rounds)

    assert taken(4000) < 24 * max(taken(500), 1)


def test_given_gist_wins() -> None:
    """A source's own gist is used, as Unicode on one line."""
    assert gist(paper(tldr=" It is\n $2\\times$ faster. ", abstract="Other.")) == "It is 2× faster."


def test_blank_gist_is_none() -> None:
    """A gist of white space is no gist."""
    assert gist(paper(tldr=" \n", abstract="First one. Second one.")) == "First one."


def test_chosen_sentence() -> None:
    """Without a gist a sentence of the abstract speaks, TeX repaired and filler trimmed."""
    abstract = "In this paper, we speed up\n ImageNet 64times 64 sampling, e.g. for DiT. More follows."
    assert gist(paper(abstract=abstract)) == "We speed up ImageNet 64×64 sampling, e.g. for DiT."


def test_nothing_to_say() -> None:
    """Without gist and abstract there is none."""
    assert gist(paper(abstract="")) == ""


def test_choice_is_open() -> None:
    """Another chooser may pick another sentence, knowing the paper."""
    chosen = gist(paper(title="Two", abstract="One is. Two is."), lambda found, paper: found[1] + paper.title)
    assert chosen == "Two is.Two"


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("In this work we present a new thing.", "We present a new thing."),
        ("However, k-means is slow on graphs.", "k-means is slow on graphs."),
        ("However, slow things are slow.", "Slow things are slow."),
        ("In this paper, LoRA is extended further.", "LoRA is extended further."),
        ("In this paper, we win.", "In this paper, we win."),
        ("In this paper the authors are tired.", "In this paper the authors are tired."),
        ("Thus spoke the model at length.", "Thus spoke the model at length."),
        ("Here be dragons and other beasts.", "Here be dragons and other beasts."),
        ("To this end, in this paper, we present a thing.", "We present a thing."),
        ("Finally, to address these issues, we present a thing.", "We present a thing."),
        ("Motivated by this observation, we prune every head.", "We prune every head."),
        ("Inspired by their work, we prune every head.", "We prune every head."),
        ("Considering this issue, we introduce a task.", "We introduce a task."),
        ("In these settings, SGD fails to converge.", "In these settings, SGD fails to converge."),
        ("Inspired by the brain, we prune every head.", "We prune every head."),
        ("We then proceed to introduce a new task.", "We introduce a new task."),
        ("We also show that pruning works.", "We show that pruning works."),
        ("We first (and last) show that pruning works.", "We first show that pruning works."),
        ("We propose a method, FedSpeed, to lessen and fix the harm of these problems.",) * 2,
        (
            "We propose a method, FedSpeed, to alleviate the harm of these problems.",
            "We propose a method, FedSpeed.",
        ),
        ("We propose FedSpeed to address this issue.", "We propose FedSpeed to address this issue."),
        ("We propose the method FedSpeed to address this issue.", "We propose the method FedSpeed."),
        ("We show in detail how to address this issue.", "We show in detail how to address this issue."),
        ("We prune heads (Smith et al., 2020) and layers [12, 13].", "We prune heads and layers."),
        ("However, in this work, finally, we train a model.", "We train a model."),
        ("However, in this work, finally, moreover, we train a model.", "Moreover, we train a model."),
        ("In this paper, iPhone, a phone, is looked at.", "iPhone, a phone, is looked at."),
        ("We prune heads (2020) and layers (L2) [all].", "We prune heads (2020) and layers (L2) [all]."),
        (
            "VISTA (Video Agent) and closed (Jordan) curves (random 50%).",
            "VISTA (Video Agent) and closed (Jordan) curves.",
        ),
        (
            "We investigate two strategies to address these issues: pruning and growth.",
            "We investigate two strategies: pruning and growth.",
        ),
        (
            "We release Parts, a dataset addressing these gaps with 3 million models.",
            "We release Parts, a dataset with 3 million models.",
        ),
        ("Contrary to this belief, we show that pruning works.", "We show that pruning works."),
        ("With models such as CLIP, we show that pruning works.",) * 2,
        ("To close this gap, We show that pruning works.", "We show that pruning works."),
        ("To address those challenges we show that pruning works.", "We show that pruning works."),
        ("We tackle this problem by proposing MIRA, a light agent.", "We propose MIRA, a light agent."),
        ("We tackle this problem by walking far away.",) * 2,
        ("We bridge this gap with MIRA, a light agent.", "We present MIRA, a light agent."),
        ("We attempt to close this gap through a survey of labs.", "We present a survey of labs."),
        ("We tackle this problem with love and care.",) * 2,
        ("We present , a light agent for all.", "We present a light agent for all."),
        (
            "We develop ShowUI, a light agent, featuring the following designs.",
            "We develop ShowUI, a light agent.",
        ),
        (
            "We introduce Ditto, a framework designed to solve this problem.",
            "We introduce Ditto, a framework.",
        ),
        (
            "We introduce a framework that closes this gap for consistency models.",
            "We introduce a framework for consistency models.",
        ),
        ("We propose ConfSpec, a cascade that resolves this trade-off.", "We propose ConfSpec, a cascade."),
        (
            "We present X, which effectively addresses these issues by learning.",
            "We present X that works by learning.",
        ),
        ("We build a proof that resolves this conjecture.", "We build a proof that resolves this conjecture."),
        (
            "We introduce InstantStyle, a framework designed to address these issues through two key strategies.",
            "We introduce InstantStyle, a framework.",
        ),
        (
            "We introduce Ditto, a framework designed to address these issues through two key ideas: 1) A parser.",
            "We introduce Ditto, a framework with a parser.",
        ),
        ("We challenge this assumption and introduce MIRA, a light agent.", "We introduce MIRA, a light agent."),
        ("We close this gap by care and time and introduce MIRA.",) * 2,
        ("We bridge this gap, proposing MIRA, a light agent.", "We propose MIRA, a light agent."),
        ("These insights motivate MIRA, a light agent.", "We present MIRA, a light agent."),
        ("These insights lead us to propose MIRA, a light agent.", "We present MIRA, a light agent."),
        ("These insights are new and rather light.",) * 2,
        ("To fill the research gap, this paper presents MIRA.", "This paper presents MIRA."),
        ("To address this gap, this study introduces MIRA.", "This study introduces MIRA."),
        ("To design a protocol for its use, we present MIRA to all.", "We present MIRA to all."),
        ("In particular, fine-grained pruning works well.", "Fine-grained pruning works well."),
        ("We present MIRA this https URL, a light agent.", "We present MIRA, a light agent."),
        ("We present MIRA at this https URL for all.",) * 2,
        ("We prune heads under such odd circumstances without loss.", "We prune heads without loss."),
        ("We aim to answer this question: do heads die?",) * 2,
        ("We show that: 1. Heads die when graphs grow.", "We show that heads die when graphs grow."),
        ("We prune graphs through two key steps: First, MIRA folds heads.", "We prune graphs: MIRA folds heads."),
        ("We prune via two steps: First, fold, then roll.",) * 2,
        ("We propose FLAIR for images, which incorporates two key innovations.", "We propose FLAIR for images."),
        (
            "We give ToxiTrace, a method for encoders, with three components.",
            "We give ToxiTrace, a method for encoders.",
        ),
        (
            "We propose MIRA, a light agent to address the aforementioned issue within models.",
            "We propose MIRA, a light agent.",
        ),
        (
            "This report presents a system for games through four coupled ideas.",
            "This report presents a system for games.",
        ),
        ("We propose HomeFlow, a data flywheel for this domain.", "We propose HomeFlow, a data flywheel."),
        ("As a fix, we propose PKPO for reward.", "We propose PKPO for reward."),
        ("Recognizing its importance, this paper presents a survey.", "This paper presents a survey."),
        ("This work addresses this by studying how models write.", "This work studies how models write."),
        (
            "We propose a planner with two stages to solve the above challenges.",
            "We propose a planner with two stages.",
        ),
        ("And we introduce a tool to achieve the goal.", "We introduce a tool."),
        (
            "This research project addresses this gap by developing a tool.",
            "This research project develops a tool.",
        ),
        ("This paper tackles these issues with a new benchmark.", "This paper presents a new benchmark."),
        ("We propose PoLoRA, an optimizer built from three ingredients.", "We propose PoLoRA, an optimizer."),
        ("We propose CDFA, a fair framework composed of two key parts.", "We propose CDFA, a fair framework."),
        ("We present ELSA, a model that addresses this with anchors.", "We present ELSA, a model with anchors."),
        ("We give DataLab, which solves these issues via teams.", "We give DataLab that works via teams."),
        ("We give PNS, a network that resolves both pathologies.", "We give PNS, a network."),
        ("We give Prune that defends against this attack by pruning.", "We give Prune that works by pruning."),
        ("We propose MAGIC–an inpainting–to resolve all three issues.", "We propose MAGIC–an inpainting."),
        (
            "We give Bench that provides such a framework for agents.",
            "We give Bench that provides a framework for agents.",
        ),
        ("We show that search is just such a fast procedure.",) * 2,
        ("To separate the two, we construct nine claims.", "We construct nine claims."),
        ("To be specific, we construct nine claims.", "We construct nine claims."),
        ("In light of our observation, we present a graph net.", "We present a graph net."),
        ("To address the existing challenges, we present a graph net.", "We present a graph net."),
        ("To address the challenge of depth, we present a net.",) * 2,
        ("We present a deep net, DEEP, to tackle the problem.", "We present a deep net, DEEP."),
        ("We present a deep net, DEEP, to tackle this.", "We present a deep net, DEEP."),
        ("We seek to advance toward bridging this gap, with deep nets.",) * 2,
        ("We present a deep net, featuring three key characteristics.", "We present a deep net."),
        ("We formalize this view as DEEP, which prunes nets.", "We present DEEP, which prunes nets."),
        ("We formalize this task as DEEP, which prunes nets.",) * 2,
        ("We build upon this observation and introduce a graph net.", "We introduce a graph net."),
        ("We present a deep net that closes this gap through four steps.", "We present a deep net."),
        ("We found nine risks and one remedy that works.",) * 2,
        ("We present DEEP,, which prunes nets.", "We present DEEP, which prunes nets."),
    ],
)
def test_filler(sentence: str, expected: str) -> None:
    """Filler, citations and what points out of the sentence go where a whole sentence remains, and only there."""
    assert trimmed(sentence) == expected


LONG = "which keeps what matters of every frame and every caption of a long video in one small store of tokens"
STREAM = "We introduce HiStream, a framework that reduces what is redundant"


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (f"{STREAM}: 1) denoising at low resolution.", f"{STREAM}."),
        (f"{STREAM}: (1) denoising and (2) caching.", f"{STREAM}: (1) denoising and (2) caching."),
        (f"{STREAM}: (1) memory, {LONG}; (2) caches, {LONG}; (3) clocks, {LONG}.", f"{STREAM}."),
        (f"{STREAM} with a memory, {LONG}, {LONG}, {LONG}.", f"{STREAM} with a memory, {LONG}, {LONG}."),
        (
            f"{STREAM}: memory, caches of {'many frames and ' * 9}more; clocks, {'many frames and ' * 9}.",
            f"{STREAM}.",
        ),
        (f"To watch {'all of the many ' * 20}videos to their end, while we sleep, we introduce HiStream.",) * 2,
        (f"{STREAM} via two key ideas: 1) A memory of tokens.", f"{STREAM} with a memory of tokens."),
        (
            f"{STREAM} through the use of three parts: a memory, {LONG}, an odd cache, {LONG}, and a clock.",
            f"{STREAM} with a memory, {LONG}.",
        ),
        (
            f"{STREAM} using two parts: a memory of tokens, and a clock that is wound by {'many ' * 40}hands.",
            f"{STREAM} with a memory of tokens.",
        ),
        (
            f"{STREAM} via two strategies: 1) a memory of tokens, a cache of frames.",
            f"{STREAM} with a memory of tokens and a cache of frames.",
        ),
        (
            f"{STREAM} via two ideas: 1) A memory of {'very many and ' * 6}tokens, which {'keeps ' * 20}them.",
            f"{STREAM} with a memory of {'very many and ' * 6}tokens.",
        ),
        (
            f"{STREAM} via two ideas: 1) A memory {'of very many tokens ' * 9}for all.",
            f"{STREAM} with a memory {'of very many tokens ' * 9}for all.",
        ),
        (f"We introduce parts to: (1) watch {'all of the many ' * 20}videos.",) * 2,
        (f"We introduce HiStream for long videos as a store of: one memory{' of many tokens' * 20}.",) * 2,
        (f"We use a memory for the long videos (A {LONG}, {LONG}, {LONG}).",) * 2,
    ],
)
def test_long_sentences(sentence: str, expected: str) -> None:
    """A list that is incomplete or too long goes whole, and so does what follows a main clause; else all stays."""
    assert trimmed(sentence) == expected
