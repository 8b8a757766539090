"""What a text is about, as terms to compare texts by: its words, and words that stand side by side."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from bot.query.analysis.document import tied_chunks
from bot.query.analysis.phrases import FUNCTION_WORDS
from bot.query.analysis.segments import is_aside
from bot.query.analysis.word_keys import GUARD
from bot.query.analysis.words import tokenize_chunk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.query.analysis.words import Word


# What abstracts of any subject say, as keys; found by reading the 420 commonest words of the recorded months.
_FILLER_TABLE: str = """
introduce across demonstrate achieve based method existing high however address show approach result work remain
enable real level two more via diverse challenge further present often only provide novel using enabling improve
yet extensive between strong process time new complex also single recent without gap efficient outperform
available significantly generate multiple analysi including key paper improvement effective prior current critical
ability under three toward use comprehensive efficiency require within research unified stage reveal challenging
enhance significant limitation specific limited designed robust aware rely during gain study scenario achieving
general problem up leverage most consistently setting lack due support advance like effectively finding due one
cross low beyond exhibit driven even compared different directly pre furthermore building insight potential
identify leading simple practical integrate core capture progress standard effectiveness free improving despite
fundamental maintaining guided construct offer future well reduce establish produce superior fail substantial
full point leveraging issue better employ variou suffer remarkable making moreover systematically need validate
promising target yield substantially highlight used ensure still other spanning range demonstrating capable lead
next providing four advanced built largely additional serve fully rather relative second proposed previou zero
particularly propose performance state framework consider several known good main employing devise along
report technical per through over upon among against vs
"""
_FILLER = frozenset(_FILLER_TABLE.split())

# What research on any subject is described with, as keys, mostly without the endings below. Found among what one
# of 100 abstracts has (recorded months, and 10,000 of arXiv) as the words that are said once and dropped: of a
# subject one speaks again (Church and Gale, "Poisson mixtures", 1995). Then read one by one.
_GENERAL_TABLE: str = """
ablation able above absence absolute accelerate acceleration access accessibility accessible according account
accumulation accuracy accurate achieved acquire action active activity actual adapt adaptability adaptation
adaptive adaptivity add addition additionally addressed addressing adjust adjustment adopt adoption advancement
advancing advantage affect after aggregate aggregation agnostic ahead ai aim al algorithm align allow alone
alongside already alternative although ambiguity amount analyz anchored anew annotated another answer appear
applicability application apply appropriate approximately arbitrary architectural architecture area argue arise
around artificial aspect assess assessment assign assignment associated association assume assumption attain
attempt augment auto automate automatic automatically automation availability avenue average avoid awareness back
backbone background balance barrier base baseline basi basic because become before behavior behind being below
bench benchmark benefit beside best biased billion binary black block boost bottleneck bound boundary box break
bridge broad broader budget build called candidate cannot capability capacity capturing carefully carry case
category centered central centric certain change characteristic characteriz characterization check choice claim
clarify class classical classify clean clear clock close coarse coefficient coherence coherent collected collection
combination combine come common compact comparative compare comparison competitive complementary complete
completion complexity component composed composition comprise computation computational computing conceptual
concern concise conclusion concrete condition conditional conduct confidence configuration confirm conflict
connection consequently consideration consist consistent constant constrained constraint constructed constructing
construction consumption contain content contextual continue continuou continuously contrast contribute
contribution control controllability conventional converge convergence coordinate correct correction correctness
correlated correlation corresponding cost costly count counterpart coupled cover coverage craft crafted create
criterion crucial curate curation currently customized cutting cycle daily data database dataset date day decision
decompose decomposition decouple dedicated deep deeper deficiency define definition degradation degrade degree
deliver demand demo demonstrated demonstration dense density depend dependency dependent deployed deployment depth
derive describe description designing desired detail detecting determine developed developing deviation differ
difference difficult difficulty dimension dimensional direct direction discover discrepancy discuss distance
distinct distinguish distribution distributional diversity dominant dominated don down downstream dramatically drop
dual dynamic dynamically early easy ecosystem effect efficacy efficiently effort eight either element elicit
eliminate embedded emerge emergence emphasiz empirical employed empower enabled encourage end endtoend enforce
engineering enhanced enhancement enhancing enough ensuring entire entity environment equipped equivalent era error
especially essential established establishing estimate estimation et evaluate evaluation every everyday evidence
exact examine example exceed excel execute execution exist expand expansion expected expensive experience
experiment experimental expertise explicit exploit exploration exploratory explore expose expression expressive
extend extension external extract extraction extreme facilitate factor failing failure faithful fall family far
fast faster feasibility feasible feature feedback few fewer fidelity field figure final find fine finetuning finite
first fit five fix flexibility flexible focu focused focusing follow force formal formaliz format forming formulate
formulation forward foster found foundation foundational frequency frequently front frontier function functional
fundamentally generaliz generalizability generalization generally generated generating generation generative
generator generic genuine given global goal grained granularity great greater ground group grow growth guarantee
guidance guide guideline handle hard harness heavily heavy held help heterogeneou heuristic hierarchical hierarchy
higher highest highlighting highly hinder hoc hold holistic hope hour http hybrid hypothesi idea identical
identification identified identifying ii iii imbalance impact implement implementation implication implicit
importance important impressive improved include incomplete inconsistent incorporate incorrect increase incremental
incur independent index indicate individual induce inefficiency infer inference influence information informative
inherent initial initialization innovation input inspired instability instance instead instruction insufficient
integrated integrating integration intelligence intelligent intended intensity intensive interacting interaction
interest interface intermediate internal interpretation intra intrinsic introduced introducing intuitive
investigate investigation involve irrelevant isolated isolation item iteration iterative itself joint keep kind
know knowledge label lag landscape language large larger largest last latency latent later layer learn least
leaving led length less lesson let lie life lightweight likelihood likely limit line linear list literature little
live llm load local location log long longer look loss lower machine macro made magnitude mainly maintain major
majority make manage management manner manual many map margin massive matter maximiz maximum mean meaningful
measure measurement mechanism mechanistic median meet merely metadata methodology metric mid million minded minimal
minimiz minimum minute misalignment mismatch missing mitigate mixed mixture modal mode model modern modification
modular module monitor motivated move much multi must naive name narrow native natural nature near necessary
necessity needed negative net network neural newly nine noise noisy non normalized notably note now number numerou
object objective observation observe obtain occur off offering offline once online open opensource operate
operation operational opportunity optimal optimiz optimization order organiz organization original out outcome
outline outperforming output overall overcome overhead overlook overview own page pair paradigm parallel parameter
parameterized part partial participant particular party pass passive past path pathway pattern perceive percent
percentage perform persist persistent person perspective phase phenomenon pipeline place platform plausible
plugandplay poor popular position positive possible potentially power powerful practice practitioner precise
precision predefined predict prediction predictive predominantly preliminary presence presented preservation
preserve pretrain prevent previously primarily primary principle prioritiz pro probabilistic probability procedure
processing produced producing product production profile progressive prohibitive project promise prompting prone
property proprietary protocol prove provided public published pure purpose push qualitative quality quantify
quantitative question raise random ranging rapid rare rate ratio raw re reach ready realism realistic reality
reason recently recipe recognition record recover reduced reducing redundancy redundant refer reference refine
refinement reflect regime region related relation relationship release relevance relevant reliability reliable
reliably reliance relying remaining remove repeated replace reported represent representation representative
reproduce reproducibility reproducible request required requirement requiring resolve resource respectively
response responsible resulting retain rethink rethinking retrain return reuse revealing review revisit rich right
rigid rigorou rigorously rise robustness role room root round rule run runtime same sample satisfy scalability
scale scarce scarcity schema scheme scope score scratch seamlessly see seen select selection selective
selfsupervised semantic semantically sense sensitive sensitivity separate separation sequence service set setup
seven severe shallow shape share shift short shot should showed showing shown side sign signal similar similarity
simpler simply simulate simulation simultaneously since six siz size slow small smaller smart smooth solely
solution solve solver sonnet sophisticated sota source space span sparse sparsity special specialist specialized
specifically specification specified speed speedup split stability stable standardized start stateoftheart static
statistic statistical step storage straight strategic strategy strength strengthen strict stronger strongest
strongly structural structure struggle studied sub subject subjective suboptimal subsequent subset subtle success
successful sufficient suggest suite summary super superficial superiority supervised supervision supported
supporting surface surpass surrogate survey synergistic synergy synthesi synthesiz system systematic tackle
tailored take targeted task taxonomy technique technology ten tendency term test testbed theoretical theory thereby
therefore third though thousand threshold throughout throughput thu together top topic total trace trade tradeoff
traditional train transfer transform transformation transition transparent treat treatment trend trial true tune
type typically ultimately ultra uncertain unclear uncover underexplored underlying underscore understand unexplored
uniform unify unique unit universal unlabel unlike unlock unreliable unseen unstructured unsupervised update url
usage useful user usually utility utilization valid validated validating validation validity value vanilla
variability variable variance variant variation variety vary vast verified versatile version view viewpoint volume
wall way weak weakness website weight wherea whether white whole why wide widespread width wise word workflow
working worst year yielding
"""
_ENDINGS = ("ing", "ed", "ly", "able", "d")
_SHORTEST_STEM = 3

_OPENING = "([{\"'“‘"  # what a word may stand behind

_ALSO_SMALL = frozenset(
    {"about", "also", "i", "just", "me", "more", "most", "my", "need", "only", "very", "you", "your"}
)


class Topic(NamedTuple):
    """One term: the key to compare, and how the text writes it."""

    key: str
    written: str


def topics(text: str) -> Iterator[Topic]:
    """The words of a text and the pairs of neighbours, as queries read them, each as often as it occurs.

    Function words, what every abstract says, bare numbers and single letters count for nothing and part their
    neighbours, as the end of a sentence does. An abbreviation in brackets has no neighbours: `models (LLMs)`.
    """
    for run in runs(text):
        yield from run
        for before, topic in pairwise(run):
            yield Topic(f"{before.key} {topic.key}", f"{before.written} {topic.written}")


def runs(text: str) -> Iterator[list[Topic]]:
    """The words that say something and stand side by side, by what parts them."""
    run: list[Topic] = []
    for chunk in tied_chunks(text):
        aside = is_aside(chunk, names=False)
        if aside and run:
            yield run
            run = []
        parted = True  # nothing but fillers came in this chunk so far
        for word in tokenize_chunk(chunk).split:
            if not _is_filler(word):
                run.append(Topic(word.key, _written(chunk, word, parted=parted)))
                parted = False
            elif run:
                yield run
                run = []
        if aside and run:
            yield run
            run = []
    if run:
        yield run


def _written(chunk: str, word: Word, *, parted: bool) -> str:
    """As the text writes it, with what a hyphen ties to it and counts for nothing: in-context, on-policy."""
    before = chunk[: word.start].lstrip(_OPENING)
    tied = parted and before.endswith("-") and before.replace("-", "").isalpha()
    return f"{before}{chunk[word.start : word.end]}" if tied else chunk[word.start : word.end]


def is_topic(key: str) -> bool:
    """Whether a plain key says what a text is about: no function word, nothing that every abstract says."""
    return len(key) > 1 and not key.isdigit() and key not in _FILLER and not is_function_word(key)


def is_general(key: str) -> bool:
    """Whether a plain key tells no subject, neither alone nor among its like: `scalable training frameworks`.

    Beside a word that does tell one it may be part of a phrase: `image generation`.
    """
    return not is_topic(key) or not _general().isdisjoint(_stems(key))


@cache
def _general() -> frozenset[str]:
    """Split when first asked for: a start does without."""
    return frozenset(_GENERAL_TABLE.split())


def _stems(key: str) -> Iterator[str]:
    """A key, and what it may have been made of: `tagg`, `tagge` and `tag` of tagged."""
    yield key
    for ending in _ENDINGS:
        stem = key.removesuffix(ending)
        if stem != key and len(stem) >= _SHORTEST_STEM:
            yield stem
            yield f"{stem}e"
            if stem[-1] == stem[-2]:
                yield stem[:-1]


def coined_name(title: str) -> str:
    """The name that a paper gives to what it makes, the word before a colon; or ""."""
    name, colon, _ = title.partition(":")
    coined = bool(colon) and len(name.split()) == 1 and looks_like_a_name(name)
    return name.strip() if coined else ""


def looks_like_a_name(word: str) -> bool:
    """Whether a word as it is written is a name or an abbreviation: LoRA, RoPE, 4D."""
    return any(char.isupper() or char.isdigit() for char in word[1:])


def is_function_word(key: str) -> bool:
    """Whether a plain key is of a word that queries take over from titles, and that is in no paper's way."""
    return key in FUNCTION_WORDS or key in _ALSO_SMALL


def _is_filler(word: Word) -> bool:
    key = word.key
    return (
        len(key) == 1  # a letter, a digit, the end of a sentence
        or key.isdigit()
        or key.endswith(GUARD)
        or key in _FILLER
        or word.spelling in FUNCTION_WORDS  # within a compound: in-the-wild
    )
