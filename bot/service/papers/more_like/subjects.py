"""What papers are about, as their titles say it: known without a store, and so where a store is small, too.

Most were found among the phrases that stand in titles as often as a subject does: in those of three papers at
least, and of one in eight of all that have it ("anomaly detection" in 27 of 45, "human judgment" in 1 of 41, "F1
score" in none of 108). They were counted in the recorded months of Hugging Face and in half of 10,000 papers of
arXiv, then read one by one; subjects of earlier years and of other sciences were added.
"""

from __future__ import annotations

from enum import Enum, auto
from functools import cache
from typing import TYPE_CHECKING

from bot.query.analysis.frequencies import is_common
from bot.query.analysis.topics import is_general
from bot.service.papers.more_like.rows import keys_of, rows

if TYPE_CHECKING:
    from collections.abc import Sequence


class Known(Enum):
    """How much a phrase is known to tell."""

    BASIC = auto()  # what any field uses
    FIELD = auto()  # a whole field: of a hundred papers, one or more
    WIDE = auto()  # a subject of more than a few of a thousand
    SUBJECT = auto()
    PART = auto()  # how something is, or is done: it says little without what it stands beside
    NOTHING = auto()


_BASIC_TABLE: str = """
agent, AI, AI agent, artificial intelligence, deep learning, deep neural network, fine-tuning, foundation model,
generative AI, generative model, language model, large language model, large multimodal model, large
vision-language model, LLM, LLM reasoning, machine learning, natural language processing, neural network, NLP,
post-training, pre-training, reasoning, reasoning model, vision-language model, VLM
"""
_FIELD_TABLE: str = """
3D, agentic AI, audio, chain of thought, code, code generation, computer vision, contrastive learning, data
augmentation, deep reinforcement learning, diffusion, diffusion model, game, graph, image, image generation,
knowledge graph, large reasoning model, LLM agent, long context, mathematical reasoning, memory, MLLM, multi-agent
system, multimodal, multimodal large language model, multimodal model, planning, policy optimization, privacy,
question answering, RAG, reinforcement learning, retrieval, retrieval-augmented generation, reward, reward model,
robot, robotics, safety, speech, synthetic data, text generation, text-to-image, time series, tool use,
transformer, video, video generation, visual reasoning, world model
"""
_WIDE_TABLE: str = """
3D scene, adversarial attack, agent learning, anomaly detection, ASR, autoencoder, automatic speech recognition,
autonomous driving, biomarker, cancer, captioning, chart, circuit, CNN, coding agent, continual learning,
convolutional neural network, credit assignment, cybersecurity, data mining, data preparation, data science, data
selection, decision support, deep research, dialogue generation, diffusion language model, diffusion transformer,
direct preference optimization, distribution shift, domain adaptation, drug, embodied agent, embodied AI, emotion,
ensemble learning, event prediction, explainable AI, fairness, feature selection, federated learning, flow
matching, forecasting, graph neural network, guardrail, hallucination, image analysis, image detection, image
editing, image reconstruction, image synthesis, imitation learning, information extraction, information retrieval,
information seeking, instruction tuning, interpretability, jailbreak, knowledge distillation, knowledge transfer,
KV cache, language modeling, latent diffusion model, learning dynamics, LLM as a judge, long video, LoRA, low-rank
adaptation, low-resource language, machine translation, medical image, medical imaging, memory management, memory
system, mental health, mixture of experts, multimodal reasoning, music, object detection, OCR, ontology, optimizer,
parametric knowledge, persona, personalization, physics, point cloud, policy gradient, policy learning, preference
learning, preference optimization, prompt engineering, prompt injection, property prediction, pruning,
quantization, quantum, recommendation, recommendation system, recommender system, report generation, representation
learning, reranking, reward modeling, risk assessment, robotic manipulation, safety alignment, scaling law, scene
generation, scheduling, scientific discovery, security, segmentation, self-consistency, self-improvement,
self-training, sentiment, small language model, social media, software engineering, spatial reasoning, speculative
decoding, speech recognition, style transfer, summarization, test-time scaling, text detection, text-to-image
generation, text-to-video, theorem, tokenization, traffic, transfer learning, uncertainty estimation, uncertainty
quantification, unlearning, video diffusion, video diffusion model, video understanding, vision language action,
vision-language-action model, visual grounding, visual question answering, VLA, VLA model, world modeling
"""
_SUBJECT_TABLE: str = """
3D editing, 3D Gaussian splatting, 3D grounding, 3D reconstruction, 3D scene generation, 3D tracking, academic
writing, action recognition, activation steering, active learning, activity recognition, adversarial example,
adversarial robustness, adversarial training, agent memory, agent safety, agent skill, agentic coding, agentic
memory, agentic reasoning, agentic reinforcement learning, agentic search, agentic web, AI audit, AI governance, AI
safety, AI scientist, AI-generated image, AI-generated video, Alzheimer's disease, aspect-based sentiment analysis,
audio generation, audio language model, audio-video generation, autoformalization, autonomous vehicle, backdoor,
backdoor attack, bandit, batch size, Bayesian inference, Bayesian optimization, bearing fault, bias mitigation,
bilevel optimization, blockchain, blood glucose, brain decoding, brain-computer interface, CAD, camera pose, cancer
detection, case-based reasoning, causal discovery, causal inference, causal reasoning, causal representation
learning, change detection, chemical reaction, class imbalance, class-incremental learning, click-through rate,
climate model, clinical note, clinical reasoning, clinical trial, co-evolution, code completion, code intelligence,
code retrieval, code review, code search, collaborative filtering, combinatorial optimization, community detection,
composed image retrieval, computed tomography, computer use, computer-use agent, concept erasure, confidence
calibration, confidence estimation, conformal prediction, consistency distillation, consistency model, constrained
optimization, context compression, context engineering, contrastive decoding, conversational agent, convex
optimization, copyright, coreference resolution, counterfactual explanation, CRISPR, crop yield, cross-domain
generalization, cross-entropy, cross-lingual retrieval, crowd counting, cryo-EM, curriculum learning, cyber threat,
cyber threat intelligence, cyber-physical system, dark matter, data annotation, data contamination, data fusion,
data poisoning, data pruning, dataset distillation, decision tree, deep research agent, deep search, deepfake,
deepfake detection, demand forecasting, dementia, dense retrieval, dependency parsing, depression, depth
estimation, dialogue state tracking, dialogue system, differential privacy, diffusion large language model, digital
twin, discourse analysis, discrete diffusion model, distribution matching, document retrieval, document
understanding, domain generalization, drug discovery, dynamic graph, early exit, edge computing, EEG, egocentric
video, embodied intelligence, emergent misalignment, emotion recognition, energy-based model, entity linking,
episodic memory, epistemic uncertainty, exoplanet, face recognition, facial expression, fact checking, fair
representation, fake news, fault diagnosis, feature attribution, few-shot learning, fingerprinting, flow map,
formal verification, fraud detection, fuzzing, galaxy, Gaussian process, Gaussian splatting, gender bias, gene
expression, gene regulation, generalization bound, generative adversarial network, generative recommendation,
generative reward model, genome, genomics, gradient descent, grammatical error correction, graph attention, graph
foundation model, graph learning, graph reasoning, graph representation learning, gravitational wave, GUI agent,
GUI grounding, hallucination detection, hardware accelerator, hate speech, hierarchical attention, homomorphic
encryption, human mobility, human-AI collaboration, human-robot interaction, humanoid, hypergraph, hyperparameter
optimization, hyperspectral, image animation, image captioning, image compression, image denoising, image
inpainting, image quality assessment, image restoration, image retrieval, image segmentation, image-text retrieval,
implicit bias, implicit neural representation, implicit regularization, imputation, in-context learning,
inference-time scaling, influence maximization, information bottleneck, instance retrieval, instance segmentation,
interatomic potential, intrusion detection, inverse reinforcement learning, IoT, jailbreak attack, jailbreaking,
keyphrase extraction, knowledge conflict, knowledge editing, knowledge graph construction, knowledge injection,
knowledge tracing, Kolmogorov-Arnold network, KV cache compression, label noise, land cover, language agent, large
audio language model, large language model safety, latent action, latent reasoning, learning analytics, learning
rate, legal reasoning, lesion segmentation, LiDAR, lifelong learning, linear attention, link prediction, LLM
alignment, LLM evaluation, LLM safety, LLM serving, LLM unlearning, LLM-as-a-judge, locomotion, logic gate, logic
programming, logical reasoning, logistic regression, long video reasoning, long video understanding, long-context
modeling, long-context reasoning, machine reading, machine unlearning, machine-generated text, Mamba, Markov
decision process, math word problem, mathematical problem solving, matrix multiplication, mechanistic
interpretability, medical AI, medical diagnosis, medical education, medical image analysis, medical image
segmentation, medical reasoning, medical report generation, membership inference, membership inference attack,
meme, meta-learning, metabolic, metal-organic framework, metric learning, microbiome, microscopy, mirror descent,
mixed precision, mixture of LoRA, mobile agent, modality gap, model compression, model editing, model extraction,
model merging, model predictive control, model routing, MoE inference, molecular dynamics, molecule, monocular
video, Monte Carlo tree search, moral reasoning, motion generation, MRI, MRI reconstruction, multi-agent
collaboration, multi-agent reinforcement learning, multi-armed bandit, multi-hop reasoning, multi-label
classification, multi-task learning, multi-turn conversation, multimodal embedding, multimodal learning, multimodal
RAG, multimodal recommendation, multimodal retrieval, multimodal sentiment analysis, multiple instance learning,
multivariate time series, music analysis, music generation, naive Bayes, named entity recognition, natural language
inference, neighborhood search, NeRF, neural architecture search, neural operator, neural radiance field,
neuro-symbolic, node classification, noisy label, normalizing flow, novel view synthesis, object tracking, offline
reinforcement learning, offline RL, online learning, optical flow, optimal transport, out-of-distribution
detection, oversmoothing, overthinking, parallel decoding, partial observability, patent, path planning, patient
care, PDE, peer review, person re-identification, phase transition, phishing, phylogenetics, physical AI,
physics-informed neural network, plagiarism, podcast, poisoning attack, policy alignment, political science, pose
estimation, position embedding, positional encoding, post-training quantization, preference alignment, procedural
content generation, process reward model, program repair, program synthesis, prompt compression, prompt learning,
prompt optimization, prompt tuning, protein, protein folding, protein language model, protein structure, quality
estimation, quantum circuit, quantum computing, quantum machine learning, query expansion, question generation,
radiology, radiology report, re-ranking, reading comprehension, rectified flow, red teaming, reinforcement
fine-tuning, relation extraction, remote sensing, reservoir computing, reward hacking, reward learning,
ride-hailing, robot learning, robot manipulation, role-playing, rotary position embedding, satellite, scientific
reasoning, score matching, search agent, secure aggregation, segmentation mask, self-awareness, self-distillation,
self-evolution, self-evolving agent, self-supervised learning, semantic communication, semantic ID, semantic
parsing, semantic segmentation, semi-supervised learning, sensor fusion, sentiment analysis, sequential
recommendation, sign language, single cell, skin lesion, SLAM, smart contract, social network, social reasoning,
social robot, soft prompt, sparse attention, sparse autoencoder, sparse training, spatial intelligence, speaker
diarization, speaker verification, speech emotion recognition, speech enhancement, speech foundation model, speech
separation, speech synthesis, speech translation, speech-to-speech translation, spiking neural network, spoken
language model, spurious correlation, state space model, stereotype, stochastic gradient descent, storytelling,
streaming video, student modeling, super-resolution, supply chain, surface reconstruction, surgical video, survey
methodology, survival analysis, sycophancy, tabular data, tabular foundation model, task planning, task-oriented
dialogue, temporal graph, temporal reasoning, test-time adaptation, test-time compute, test-time reinforcement
learning, test-time training, text annotation, text classification, text embedding, text summarization, text-to-3D,
text-to-audio, text-to-image diffusion model, text-to-image personalization, text-to-speech, text-to-SQL,
text-to-video diffusion model, text-to-video generation, theorem proving, theory of mind, time series analysis,
time series classification, time series forecasting, time series foundation model, time series reasoning, token
compression, token pruning, token selection, tool-integrated reasoning, topic model, toxicity, trajectory
optimization, trajectory planning, trajectory prediction, transcriptomics, turn-taking, tutoring, UAV, uncertainty
calibration, unsupervised learning, user simulation, variance reduction, variational autoencoder, vector retrieval,
vector search, Verilog, vibe coding, video captioning, video editing, video foundation model, video reasoning,
video segmentation, video super-resolution, video world model, view synthesis, vision transformer, vision-language
alignment, visual chain of thought, visual document, visual generation, visual odometry, voice conversion,
vulnerability detection, watermarking, wearable device, weather, weather forecasting, web agent, web browsing, web
crawling, web search, whole slide image, word embedding, world simulation, world simulator, zero-shot learning
"""
_PART_TABLE: str = """
action, adversarial, agentic, alignment, asynchronous, attack, attention, autonomous, autoregressive, bayesian,
bias, chain, character, classification, clinical, closed-loop, collaborative, compression, consistency, continual,
contrastive, conversation, conversational, cooperative, cross-domain, cross-lingual, cultural, decentralized,
decoding, denoising, detection, dialogue, discovery, distillation, editing, egocentric, embedding, embodied,
engineering, enterprise, evolving, expert, explainable, financial, flow, fusion, gaussian, generalist, generation,
geometric, gradient, head, horizon, human, human-AI, hybrid, interactive, interpretable, inverse, language, layer,
legal, lifelong, linguistic, long-horizon, loss, low-rank, matrix, medical, memory-augmented, mind, mobile,
molecular, multi-agent, multi-hop, multi-task, multi-turn, multi-view, multilingual, noisy, optimization,
orchestration, personalized, policy, preference, proactive, prompt, reconstruction, recursive, regularization,
representation, retrieval-augmented, risk, routing, scientific, search, self-evolving, self-supervised, sequential,
social, software, space, spatial, spatio-temporal, spectral, speculative, stochastic, streaming, structural,
student, tabular, teacher, temporal, textual, thinking, thought, token, tool, tool-augmented, trajectory, tree,
uncertainty, user, variational, vision, vision-language, visual, web
"""

# What is done with models: "LLM inference", not `LLM Home`, for a paper about that on home clusters. Training is
# not among it: most papers that name it are about something beside it.
_DONE_TABLE: str = """
alignment, compression, distillation, editing, evaluation, inference, interpretability, optimization, pruning,
quantization, regularization, routing, unlearning
"""
_MODELS = frozenset({"llm", "model", "network", "vlm"})


@cache
def _kinds() -> dict[tuple[str, ...], Known]:
    tables = (
        (_PART_TABLE, Known.PART),
        (_SUBJECT_TABLE, Known.SUBJECT),
        (_WIDE_TABLE, Known.WIDE),
        (_FIELD_TABLE, Known.FIELD),
        (_BASIC_TABLE, Known.BASIC),
    )
    return {
        keys_of([unit for row in rows(phrase) for unit in row]): kind
        for table, kind in tables
        for phrase in " ".join(table.split()).split(", ")
    }


@cache
def _beginnings() -> frozenset[tuple[str, ...]]:
    return frozenset(keys[:end] for keys in _kinds() for end in range(2, len(keys)))


def begins_known(keys: tuple[str, ...]) -> bool:
    """Whether several words are the beginning of something known: `graph neural`, `deep reinforcement`."""
    return keys in _beginnings()


def known(keys: Sequence[str]) -> Known:
    """How much a phrase is known to tell."""
    return _kinds().get(tuple(keys), Known.NOTHING)


def is_done_with_models(keys: Sequence[str]) -> bool:
    """Whether it is what any field uses, and what is done with that: `LLM inference`, `neural network pruning`."""
    *models, done = keys
    uses_models = bool(models) and models[-1] in _MODELS and known(models) is Known.BASIC
    return uses_models and done in _done()


@cache
def _done() -> frozenset[str]:
    return frozenset(key for row in rows(_DONE_TABLE) for unit in row for key in unit.keys)


def is_weak(key: str) -> bool:
    """Whether a word tells no subject beside others of its kind: `agent design`, `development tools`."""
    kind = known((key,))
    if kind is Known.NOTHING:
        return is_general(key) or is_common(key)
    return kind in {Known.BASIC, Known.PART}
