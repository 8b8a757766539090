"""Well-known acronyms and their long forms, reviewed by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

# The acronym finds the long form and the long form finds the acronym.
_BOTH_WAYS = """
llm: large language model
mllm: multimodal large language model
vlm: vision language model
lvlm: large vision language model
lmm: large multimodal model
slm: small language model
vla: vision language action
rag: retrieval augmented generation
rl: reinforcement learning
drl: deep reinforcement learning
marl: multi agent reinforcement learning
rlhf: reinforcement learning from human feedback
rlvr: reinforcement learning with verifiable rewards
dpo: direct preference optimization
ppo: proximal policy optimization
grpo: group relative policy optimization
sft: supervised fine tuning
peft: parameter efficient fine tuning
lora: low rank adaptation, low rank adapter, low rank adaption
icl: in context learning
cot: chain of thought
moe: mixture of experts
gnn: graph neural network
gcn: graph convolutional network
cnn: convolutional neural network
rnn: recurrent neural network
dnn: deep neural network
snn: spiking neural network
pinn: physics informed neural network
lstm: long short term memory
mlp: multilayer perceptron, multi layer perceptron
vit: vision transformer
dit: diffusion transformer
gan: generative adversarial network
vae: variational autoencoder, variational auto encoder
ddpm: denoising diffusion probabilistic model
ddim: denoising diffusion implicit model
ebm: energy based model
ssm: state space model
gmm: gaussian mixture model
hmm: hidden markov model
svm: support vector machine
pca: principal component analysis
mcmc: markov chain monte carlo
mcts: monte carlo tree search
mdp: markov decision process
ode: ordinary differential equation
sde: stochastic differential equation
pde: partial differential equation
sgd: stochastic gradient descent
erm: empirical risk minimization
nerf: neural radiance field
3dgs: 3d gaussian splatting
slam: simultaneous localization and mapping
t2i: text to image
t2v: text to video
i2v: image to video
tts: text to speech
asr: automatic speech recognition
ocr: optical character recognition
qa: question answering
vqa: visual question answering
ner: named entity recognition
nlp: natural language processing
nlu: natural language understanding
nlg: natural language generation
nli: natural language inference
nmt: neural machine translation
ood: out of distribution
uda: unsupervised domain adaptation
xai: explainable ai, explainable artificial intelligence
agi: artificial general intelligence
ai: artificial intelligence
ml: machine learning
nas: neural architecture search
kl: kullback leibler
fid: frechet inception distance
mri: magnetic resonance imaging
eeg: electroencephalography, electroencephalogram
sota: state of the art
e2e: end to end
end2end: end to end
"""

# The acronym finds the long forms, but it means other things too: the long form does not find the acronym.
_ONE_WAY = """
sam: segment anything model, segment anything, sharpness aware minimization
tta: test time adaptation, test time augmentation
ttt: test time training
il: imitation learning
ssl: self supervised learning
kd: knowledge distillation
fl: federated learning
dp: differential privacy
cfg: classifier free guidance
ot: optimal transport
kg: knowledge graph
gp: gaussian process
bnn: binary neural network, bayesian neural network
mpc: model predictive control
"""


class Acronyms:
    """The table, by acronym and by long form; `term_keys` turns a text into the words that are compared."""

    def __init__(self, term_keys: Callable[[str], tuple[str, ...]]) -> None:
        both, one = _read(_BOTH_WAYS, term_keys), _read(_ONE_WAY, term_keys)
        self._forms = both | one
        self._names: dict[tuple[str, ...], tuple[str, ...]] = {}
        for name, forms in both.items():
            for form in forms:
                self._names[form] = (*self._names.get(form, ()), name)

    def spelled_out(self, acronym: str) -> tuple[tuple[str, ...], ...]:
        """The long forms of an acronym, as words."""
        return self._forms.get(acronym, ())

    def of(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """The acronyms that have these words as their long form."""
        return self._names.get(words, ())


def _read(table: str, term_keys: Callable[[str], tuple[str, ...]]) -> dict[str, tuple[tuple[str, ...], ...]]:
    rows = (line.partition(":") for line in table.strip().splitlines())
    return {"".join(term_keys(name)): tuple(map(term_keys, forms.split(","))) for name, _, forms in rows}
