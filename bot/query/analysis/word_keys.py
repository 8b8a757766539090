"""The keys under which words are compared."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.query.analysis.phrases import FUNCTION_WORDS
from bot.query.analysis.spellings import american

BREAK = "\n"  # a key that parts sentences and clauses: no phrase goes across it
GUARD = "_"  # ends the key of a word that, joined with a neighbour, must not make another one
_SHORT_NAME = 2

# Singular and plural that no rule below brings together.
_IRREGULAR_TABLE: str = """
analyses:analysis axes:axis bases:base hypotheses:hypothesis theses:thesis syntheses:synthesis
crises:crisis diagnoses:diagnosis prognoses:prognosis oases:oasis ellipses:ellipsis emphases:emphasis
parentheses:parenthesis metamorphoses:metamorphosis metastases:metastasis matrices:matrix vertices:vertex
indices:index simplices:simplex apices:apex vortices:vortex appendices:appendix cortices:cortex
codices:codex helices:helix criteria:criterion phenomena:phenomenon automata:automaton
polyhedra:polyhedron spectra:spectrum corpora:corpus genera:genus optima:optimum minima:minimum
maxima:maximum extrema:extremum quanta:quantum momenta:momentum continua:continuum strata:stratum
errata:erratum bacteria:bacterium equilibria:equilibrium memoranda:memorandum symposia:symposium
stimuli:stimulus nuclei:nucleus loci:locus foci:focus radii:radius moduli:modulus tori:torus
curricula:curriculum calculi:calculus fungi:fungus alumni:alumnus formulae:formula antennae:antenna larvae:larva
nebulae:nebula supernovae:supernova novae:nova schemata:schema stigmata:stigma lemmata:lemma
children:child people:person men:man women:woman mice:mouse feet:foot teeth:tooth geese:goose halves:half
leaves:leaf lives:life knives:knife wolves:wolf shelves:shelf selves:self loaves:loaf thieves:thief
wives:wife calves:calf viruses:virus focuses:focus biases:bias gases:gas lenses:lens buses:bus
statuses:status corpuses:corpus campuses:campus consensuses:consensus censuses:census bonuses:bonus
canvases:canvas atlases:atlas aliases:alias irises:iris nexuses:nexus apparatuses:apparatus quizzes:quiz
surpluses:surplus syllabuses:syllabus octopuses:octopus geniuses:genius hiatuses:hiatus
versus:vs heroes:hero potatoes:potato tomatoes:tomato echoes:echo vetoes:veto zeroes:zero torpedoes:torpedo
"""
_IRREGULAR = {pair.partition(":")[0]: pair.partition(":")[2] for pair in _IRREGULAR_TABLE.split()}

# Words that end in s without being plurals, where taking the s away would give another word of the field.
_SINGULAR_TABLE: str = """
as is us its was has his yes bus gas bias gps tts pos ops dns aws os ros gis ips ics sos mds mcts
nms rms css rss bfs dfs cas dds sms ems ces tps fps news lens chaos atlas canvas
uts nus ens ucas alias pandas bayes adams williams james charles las pls ols gls wms cps des aes mas mars
"""
# Fields of study, beside which there is an adjective: `genetic` algorithms are not genetics.
_FIELD_TABLE: str = """
physics mathematics ethics optics acoustics haptics robotics mechatronics mechanics kinematics dynamics statics
biomechanics thermodynamics electrodynamics hydrodynamics aerodynamics neurodynamics electronics photonics
genetics genomics proteomics informatics bioinformatics cybernetics linguistics semantics pragmatics phonetics
economics econometrics psychometrics biometrics analytics numerics logistics politics aesthetics athletics
astrophysics geophysics biophysics metaphysics
"""
_SINGULAR = frozenset(_SINGULAR_TABLE.split() + _FIELD_TABLE.split())

_SOFT_E = re.compile(r"(?:ch|sh|ss|[xz])e$")  # `caches` and `boxes` cannot be told apart by rule: both lose the e


def word_key(spelling: str) -> str:
    """The key of a word that stands alone."""
    return spelling + GUARD if spelling in FUNCTION_WORDS else _plain_key(spelling)


def part_key(spelling: str) -> str:
    """The key of a part of a compound."""
    return spelling if spelling in FUNCTION_WORDS else _plain_key(spelling)


def bare(key: str) -> str:
    """A key without its guard."""
    return key.removesuffix(GUARD)


def guarded(key: str) -> str:
    """The key of a word before a bracket: O(1) is not the model o1."""
    return key + GUARD if key not in FUNCTION_WORDS and may_be_guarded(key) else key


def may_be_guarded(word: str) -> bool:
    """Whether the key of a word can have a guard."""
    return word in FUNCTION_WORDS or (len(word) <= _SHORT_NAME and word.isascii() and word.isalpha())


@lru_cache(maxsize=8192)  # 1 MB
def _plain_key(word: str) -> str:
    """The key under which a casefolded word, its plural and its other spelling meet."""
    word = american(singular(word))
    if word.endswith("ie") and len(word) > 3:  # noqa: PLR2004 - `lie` and `tie` keep their shape
        return word[:-2] + "y"
    if len(word) > 3 and _SOFT_E.search(word):  # noqa: PLR2004 - `axe` must not meet `ax`
        return word[:-1]
    return word


def singular(word: str) -> str:
    """A casefolded word without the -s of a plural; `movie`, `box` and others are not whole yet."""
    word = _IRREGULAR.get(word, word)
    if word.endswith("lyses"):  # reanalyses
        return word[:-2] + "is"
    return word[:-1] if _may_be_plural(word) else word


def _may_be_plural(word: str) -> bool:
    """Whether the word may be a plural in -s: `models`, not `loss`, `is`, `gps` or `1990s`."""
    if len(word) < 3 or word[-1] != "s" or word[-2] == "s" or word in _SINGULAR:  # noqa: PLR2004 - as above
        return False
    return not word[:-1].isdigit()
