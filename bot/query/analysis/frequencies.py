"""How common words are in abstracts, to file queries under what is rare."""

from __future__ import annotations

from functools import cache

from bot.query.analysis.word_keys import bare

# Keys in order of the number of abstracts that have them (Hugging Face, 2025-10 to 2026-01).
_COMMONEST = """
and we a to the of that in model for with on this by as from is our language introduce large task across
benchmark an while training performance framework these are propose demonstrate achieve based reasoning which
method generation experiment at existing data high learning through llm both or into however capability address
their can approach show multi quality result dataset it visual such work evaluation fine first scale world code
but remain over image stateoftheart real enable level diverse have two via challenge more further present often
only human provide agent enabling novel its using video yet open improve extensive strong text reinforcement
system strategy step time complex process long design between has paradigm where single recent new gap vision
also without multimodal baseline understanding efficient be token outperform dynamic domain accuracy source
context trained inference generate significantly key multiple available pipeline including information paper
analysi improvement critical effective prior tuning not ability reward current under each three toward
diffusion comprehensive when interaction research efficiency within than unified require optimization use stage
reveal they all semantic architecture e limitation limited mechanism challenging representation knowledge
specific designed enhance aware significant robust rely evaluate environment policy gain during scenario
alignment general achieving study generalization leverage consistency trajectory up rl most problem self
scalable foundation consistently struggle scaling grained advance support space g due parameter then generative
question tool setting effectively modeling lack like finding cross test ai how cost specifically user low
beyond input application output attention fidelity driven action consistent one feature perform signal
supervised prompt exhibit even generated them temporal control building structured insight directly compared
pre identify different integrate leading core potential furthermore practical metric i capture object agentic
simple instruction progress spatial synthesi expert improving free effectiveness standard fundamental structure
maintaining computational guided post construct offer despite future memory learn score latent solution produce
behavior perception sample grounded chain reduce generating prediction scene establish fail average transformer
substantial explicit train project content well superior success component sequence retrieval objective
typically set full vlm preserving exploration rate planning leveraging mllm reliable focu employ natural
supervision remarkable lightweight answer will suffer error endtoend thought making systematically state
grounding pair distribution bridge adaptive point substantially moreover issue better frame promising layer
yield develop systematic pattern spanning validate query variou target highlight demonstrating sampling range
need horizon ensure gpt lead non find capable coherent providing still advanced next guidance static built
stable response four synthetic curated ii largely motion evaluating modality editing bench annotation diversity
accurate
"""

_RARE = 0.002


def share(key: str) -> float:
    """Roughly the share of papers that have a key; only for comparing keys with one another."""
    return _shares().get(bare(key), _RARE)


@cache
def _shares() -> dict[str, float]:
    """Zipf's law: the share falls with the rank."""
    return {word: 1 / (1 + rank / 20) for rank, word in enumerate(_COMMONEST.split())}
