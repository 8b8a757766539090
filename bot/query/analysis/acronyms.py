"""Well-known acronyms and their long forms, reviewed by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

Words = tuple[str, ...]

# The acronym finds the long forms, and each of them the acronym and the others.
_BOTH_WAYS: str = """
llm: large language model; mllm: multimodal large language model; vlm: vision language model;
lvlm: large vision language model; lmm: large multimodal model; slm: small language model;
dllm: diffusion large language model, diffusion language model, diffusion llm;
llmasajudge: llm as a judge, llm as judge, llm judge; vla: vision language action;
rag: retrieval augmented generation; rl: reinforcement learning; drl: deep reinforcement learning;
marl: multi agent reinforcement learning; rlaif: reinforcement learning from ai feedback;
rlhf: reinforcement learning from human feedback; rlvr: reinforcement learning with verifiable rewards;
dpo: direct preference optimization; ppo: proximal policy optimization;
grpo: group relative policy optimization; sft: supervised fine tuning; peft: parameter efficient fine tuning;
lora: low rank adaptation, low rank adapter, low rank adaption; icl: in context learning; cot: chain of thought;
kv: key value; ffn: feed forward network; mha: multi head attention; ptq: post training quantization;
qat: quantization aware training; moe: mixture of experts; gnn: graph neural network, graph neural net;
gcn: graph convolutional network; cnn: convolutional neural network, convolutional neural net, convnet;
rnn: recurrent neural network; dnn: deep neural network, deep neural net; neuralnet: neural network, neural net;
snn: spiking neural network; pinn: physics informed neural network; lstm: long short term memory;
mlp: multilayer perceptron, multi layer perceptron; vit: vision transformer; dit: diffusion transformer;
gan: generative adversarial network; vae: variational autoencoder, variational auto encoder;
ddpm: denoising diffusion probabilistic model; ddim: denoising diffusion implicit model;
ebm: energy based model; ssm: state space model; gmm: gaussian mixture model; hmm: hidden markov model;
svm: support vector machine; pca: principal component analysis; mcmc: markov chain monte carlo;
mcts: monte carlo tree search; mdp: markov decision process;
pomdp: partially observable markov decision process, partially observed markov decision process;
ode: ordinary differential equation; sde: stochastic differential equation; pde: partial differential equation;
sgd: stochastic gradient descent; erm: empirical risk minimization; knn: k nearest neighbor;
hmc: hamiltonian monte carlo; elbo: evidence lower bound; ntk: neural tangent kernel;
kan: kolmogorov arnold network; automl: automated machine learning, automatic machine learning;
gbdt: gradient boosted decision tree, gradient boosting decision tree;
mse: mean squared error, mean square error; rmse: root mean squared error, root mean square error;
auc: area under the curve; snr: signal to noise ratio; psnr: peak signal to noise ratio;
iou: intersection over union; wer: word error rate; ctr: click through rate; vrp: vehicle routing problem;
2d: two dimensional; 3d: three dimensional; spatiotemporal: spatial temporal;
behaviorcloning: behavior cloning, behavioral cloning; recsys: recommender system, recommendation system;
nerf: neural radiance field; 3dgs: 3d gaussian splatting; slam: simultaneous localization and mapping;
t2i: text to image; t2v: text to video; i2v: image to video; img2img: image to image; vid2vid: video to video;
seq2seq: sequence to sequence; nl2sql: natural language to sql, text to sql; asr: automatic speech recognition;
ocr: optical character recognition; qa: question answering, q and a; hle: humanity last exam;
vqa: visual question answering; ner: named entity recognition; nlp: natural language processing;
nlu: natural language understanding; nlg: natural language generation; nli: natural language inference;
nmt: neural machine translation; ood: out of distribution; uda: unsupervised domain adaptation;
xai: explainable ai, explainable artificial intelligence; agi: artificial general intelligence;
ai: artificial intelligence; ml: machine learning; nas: neural architecture search; kl: kullback leibler;
fid: frechet inception distance; mri: magnetic resonance imaging;
fmri: functional magnetic resonance imaging, functional mri; ecg: electrocardiogram, electrocardiography;
ehr: electronic health record; emr: electronic medical record; icu: intensive care unit; wsi: whole slide image;
bci: brain computer interface; hci: human computer interaction; imu: inertial measurement unit;
uav: unmanned aerial vehicle, uncrewed aerial vehicle; iot: internet of things;
eeg: electroencephalography, electroencephalogram; sota: state of the art; e2e: end to end; end2end: end to end;
lm: language model; lrm: large reasoning model; lalm: large audio language model; alm: audio language model;
vfm: vision foundation model, visual foundation model; umm: unified multimodal model;
tsfm: time series foundation model; lclm: long context language model; ldm: latent diffusion model;
vdm: video diffusion model; prm: process reward model; orm: outcome reward model; grm: generative reward model;
mas: multi agent system; mcp: model context protocol; cua: computer use agent, computer using agent;
hitl: human in the loop; genai: generative ai, generative artificial intelligence;
aigc: ai generated content, artificial intelligence generated content; uq: uncertainty quantification;
ece: expected calibration error; ttrl: test time reinforcement learning; irl: inverse reinforcement learning;
ctde: centralized training with decentralized execution, centralized training decentralized execution;
dqn: deep q network; maml: model agnostic meta learning; mtl: multi task learning; mtp: multi token prediction;
ewc: elastic weight consolidation; cil: class incremental learning; cbm: concept bottleneck model;
cbf: control barrier function; gcl: graph contrastive learning; gdl: geometric deep learning;
pfl: personalized federated learning; vfl: vertical federated learning; gru: gated recurrent unit;
tcn: temporal convolutional network; crf: conditional random field; inr: implicit neural representation;
qml: quantum machine learning; ema: exponential moving average; svd: singular value decomposition;
dag: directed acyclic graph; pmi: pointwise mutual information; cvar: conditional value at risk;
milp: mixed integer linear programming, mixed integer linear program; pso: particle swarm optimization;
dtw: dynamic time warping; dwt: discrete wavelet transform; dct: discrete cosine transform;
stft: short time fourier transform; pgd: projected gradient descent; fgsm: fast gradient sign method;
ltl: linear temporal logic; fol: first order logic; bpe: byte pair encoding; ttft: time to first token;
poi: point of interest; roi: region of interest;
vln: vision and language navigation, vision language navigation; nvs: novel view synthesis;
rvos: referring video object segmentation; har: human activity recognition, human action recognition;
avsr: audio visual speech recognition; absa: aspect based sentiment analysis; htr: handwritten text recognition;
mcq: multiple choice question; kbqa: knowledge base question answering;
kgqa: knowledge graph question answering; kge: knowledge graph embedding; tkg: temporal knowledge graph;
ltr: learning to rank; pii: personally identifiable information; cti: cyber threat intelligence;
mooc: massive open online course; gui: graphical user interface; hpc: high performance computing;
npu: neural processing unit; hdl: hardware description language; rtl: register transfer level;
dsl: domain specific language; qos: quality of service; qoe: quality of experience;
opd: on policy distillation; opsd: on policy self distillation; irt: item response theory;
api: application programming interface; gpu: graphics processing unit; jit: just in time; ui: user interface;
kpi: key performance indicator; rul: remaining useful life; iiot: industrial internet of things;
cxr: chest x ray; mci: mild cognitive impairment; tcm: traditional chinese medicine; fpr: false positive rate;
"""

# The acronym finds the long forms, but it means other things too: the long form does not find the acronym.
_ONE_WAY: str = """
sam: segment anything model, segment anything, sharpness aware minimization;
tta: test time adaptation, test time augmentation; ttt: test time training; il: imitation learning;
ssl: self supervised learning; kd: knowledge distillation; fl: federated learning; dp: differential privacy;
cfg: classifier free guidance; ot: optimal transport; kg: knowledge graph; gp: gaussian process;
bnn: binary neural network, bayesian neural network; mpc: model predictive control; asr: speech recognition;
tts: text to speech, speech synthesis, test time scaling; smc: sequential monte carlo;
hpo: hyperparameter optimization, hyper parameter optimization;
tsp: traveling salesman problem, traveling salesperson problem; fft: fast fourier transform;
cfd: computational fluid dynamics; hri: human robot interaction; dl: deep learning;
ann: artificial neural network, approximate nearest neighbor; nn: neural network;
mae: masked autoencoder, mean absolute error; mle: maximum likelihood estimation; em: expectation maximization;
vi: variational inference; bo: bayesian optimization; dg: domain generalization; mt: machine translation;
gqa: grouped query attention; rope: rotary position embedding, rotary positional embedding;
sar: synthetic aperture radar; dft: density functional theory, discrete fourier transform;
ct: computed tomography; fm: foundation model, flow matching;
cl: continual learning, contrastive learning, curriculum learning; rm: reward model; kb: knowledge base;
ir: information retrieval; dt: digital twin, decision transformer; sd: speculative decoding, stable diffusion;
ar: augmented reality, autoregressive; vr: virtual reality; cv: computer vision; md: molecular dynamics;
cp: conformal prediction; mi: mutual information, mechanistic interpretability;
ad: alzheimer disease, autonomous driving, anomaly detection; av: autonomous vehicle; tom: theory of mind;
dlm: diffusion language model; plm: protein language model, pretrained language model;
rlm: reasoning language model; mlm: masked language model, masked language modeling;
gfm: graph foundation model; mdm: masked diffusion model, motion diffusion model;
rft: reinforcement fine tuning, rejection fine tuning; cpt: continual pretraining, continued pretraining;
bon: best of n; sae: sparse autoencoder; mia: membership inference attack;
lda: latent dirichlet allocation, linear discriminant analysis; mil: multiple instance learning;
ast: abstract syntax tree, audio spectrogram transformer; mos: mean opinion score; stl: signal temporal logic;
oct: optical coherence tomography; cps: cyber physical system;
eda: electronic design automation, exploratory data analysis;
apr: automated program repair, automatic program repair;
hrl: hierarchical reinforcement learning, high resource language; mip: mixed integer programming;
ilp: integer linear programming, inductive logic programming; sac: soft actor critic;
mmd: maximum mean discrepancy; gr: generative recommendation, generative retrieval; vsr: video super resolution;
cam: class activation map, class activation mapping; kt: knowledge tracing; asd: autism spectrum disorder;
ev: electric vehicle; dmd: distribution matching distillation; dra: deep research agent;
tir: tool integrated reasoning; mab: multi armed bandit; scm: structural causal model;
fsm: finite state machine; cir: composed image retrieval; ser: speech emotion recognition;
gec: grammatical error correction; lrl: low resource language; ugc: user generated content;
mgt: machine generated text; ipi: indirect prompt injection; csi: channel state information;
swa: sliding window attention, stochastic weight averaging; imo: international mathematical olympiad;
qnn: quantum neural network, quantized neural network; sla: service level agreement; cer: character error rate;
mrl: matryoshka representation learning; crs: conversational recommender system; tag: text attributed graph;
asp: answer set programming; se: software engineering; cf: collaborative filtering; sr: super resolution;
wm: world model; al: active learning; ie: information extraction; rs: recommender system, remote sensing;
msa: modern standard arabic; tsc: traffic signal control; cdr: cross domain recommendation;
dsc: dice similarity coefficient; mape: mean absolute percentage error;
"""


class Acronyms:
    """The tables; `term_keys` turns a text into the words that are compared."""

    def __init__(self, term_keys: Callable[[str], Words]) -> None:
        both, one = _read(_BOTH_WAYS, term_keys), _read(_ONE_WAY, term_keys)
        self._others: dict[Words, tuple[Words, ...]] = dict(one)
        for name, forms in both.items():
            for words in (name, *forms):
                others = (other for other in (name, *forms) if other != words)
                self._others[words] = (*self._others.get(words, ()), *others)

    def others(self, words: Words) -> tuple[Words, ...]:
        """What else stands for these words: the long forms of an acronym, or its name and its other long forms."""
        return self._others.get(words, ())


def _read(table: str, term_keys: Callable[[str], Words]) -> dict[Words, tuple[Words, ...]]:
    rows = (row.partition(":") for row in table.split(";") if row.strip())
    return {("".join(term_keys(name)),): tuple(map(term_keys, forms.split(","))) for name, _, forms in rows}
