"""British and American spellings as one: the American one.

By rule, as new words are made every day (`tokenise`, `vectoriser`), with the exceptions that reading every joined
pair of the recorded abstracts brought up (docs/adr/0009-spellings-as-one.md). A rule may turn a word into what is
none (`promise` would do no harm as `promize`), but never into another word: `prise` and `prize`, `prologue` and
Prolog, `timbre` and timber stay two. Names of models and programs are words too: no rule for `spectre` (SPECTER),
`mitre` (MITRE), `reflexion` (Reflexion), `cypher` (Cypher), `distil` (DistilBERT).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# Whole words, as they are when a plural's s is cut off (`naevu`).
_WORD_TABLE: str = """
adaptor:adapter aeroplane:airplane ageing:aging antiageing:antiaging advisor:adviser aluminium:aluminum
calliper:caliper cueing:cuing disc:disk enrol:enroll fulfil:fulfill gramme:gram instil:instill jewellery:jewelry
kerb:curb kerbside:curbside kilogramme:kilogram learnt:learned unlearnt:unlearned likeable:likable
liveable:livable loveable:lovable mediaeval:medieval mollusc:mollusk moveable:movable naevu:nevu naevi:nevi
nameable:namable programme:program queueing:queuing rateable:ratable reuseable:reusable saleable:salable
sampleable:samplable scaleable:scalable segmentor:segmenter shareable:sharable sizeable:sizable
speciality:specialty transferrable:transferable transferrability:transferability tuneable:tunable tyre:tire
unmoveable:unmovable upgradeability:upgradability useable:usable
"""
_WORDS = {pair.partition(":")[0]: pair.partition(":")[2] for pair in _WORD_TABLE.split()}

# Parts that no other word has, wherever they stand: `colour` in discolouration and watercolour.
_PART_TABLE: str = """
behaviour:behavior candour:candor clamour:clamor colour:color demeanour:demeanor enamour:enamor
endeavour:endeavor favour:favor fervour:fervor flavour:flavor harbour:harbor honour:honor humour:humor
labour:labor neighbour:neighbor odour:odor parlour:parlor rancour:rancor rigour:rigor rumour:rumor
saviour:savior savour:savor splendour:splendor succour:succor tumour:tumor valour:valor vapour:vapor
vigour:vigor armour:armor arbour:arbor
centre:center centred:centered centring:centering fibre:fiber fibred:fibered theatre:theater calibre:caliber
meagre:meager sombre:somber manoeuvre:maneuver manoeuvred:maneuvered manoeuvr:maneuver
catalogue:catalog catalogued:cataloged cataloguing:cataloging dialogue:dialog analogue:analog
homologue:homolog orthologue:ortholog paralogue:paralog
defence:defense offence:offense pretence:pretense licence:license
judgement:judgment acknowledgement:acknowledgment abridgement:abridgment
enrolment:enrollment fulfilment:fulfillment instalment:installment skilful:skillful wilful:willful
marvellou:marvelou pixellat:pixelat crystaliz:crystalliz crystalis:crystallis
parametriz:parameteriz parametris:parameteris heterogenou:heterogeneou homogenou:homogeneou
artefact:artifact mould:mold plough:plow sceptic:skeptic sulph:sulf
focussed:focused focussing:focusing biassed:biased benefitted:benefited benefitting:benefiting
targetted:targeted targetting:targeting
anaesth:anesth kinaesth:kinesth synaesth:synesth archaeolog:archeolog palaeo:paleo paediatr:pediatr
orthopaed:orthoped encyclopaed:encycloped gynaecolog:gynecolog aetiolog:etiolog leukaem:leukem ischaem:ischem
glycaem:glycem haemo:hemo haemat:hemat haemag:hemag caesium:cesium caesarean:cesarean
coeliac:celiac foetal:fetal foetu:fetu homoeo:homeo oedem:edem diarrhoea:diarrhea gonorrhoea:gonorrhea
apnoea:apnea dyspnoea:dyspnea
"""
_PARTS = {pair.partition(":")[0]: pair.partition(":")[2] for pair in _PART_TABLE.split()}

# What doubles its l before an ending in British spelling only; `controlled` and `compelled` are spelled so by all.
_DOUBLING: str = """
barrel bevel cancel channel chisel counsel dial duel enamel equal fuel funnel gravel grovel initial jewel kernel
label level libel marshal medal model panel parcel pedal pencil petal pummel quarrel revel rival shovel shrivel
signal snorkel spiral stencil swivel total towel travel trial tunnel unravel yodel
"""
_DOUBLED = re.compile(rf"(?:{'|'.join(_DOUBLING.split())})l(?=(?:ed|ing|er|or|able)$)")

# `optimise`, `optimisation`, `optimisable`. A consonant stands before: `noise`, `raise`, `disguise` have a vowel.
_ISE = re.compile(
    r"([a-z0-9]+[bcdfghjklmnpqrstvwxz])is(e|ed|er|ing|ation|ational|ationally|able|ability)", re.ASCII
)
_SHORTEST_STEM = 3  # `rise`, `arise`, `wise`, `prise`, `disable`
# What comes before it in words that all spell so: whole stems, and how stems end (`unsupervised`, `compromise`).
_NEVER_IZE = frozenset({"cer", "chem", "dem", "den", "highr", "lowr", "mort", "sunr", "val"})
_NEVER_IZE_ENDS = (
    *("advert", "c", "chast", "desp", "expert", "franch", "merchand", "parad"),
    *("pr", "prem", "prom", "surm", "treat", "v", "w"),
)
_IZE_ENDS = ("ic", "tiv", "siv")  # of those after all: `publicise`, `collectivise`

_OTHERS = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (  # each begins with letters, so that other words are passed quickly
        (r"aem(?=i[ac]$)", "em"),  # septicaemia, glycaemic
        (r"oes(?=oph|troge|tradi)(?:(?<=^oes)|(?<=ooes)|(?<=antioes))", "es"),  # Americans have gastr-o-esophageal
        (r"practis(?=(?:e|ed|er|ing)$)", "practic"),
        (r"lys(?=(?:e|ed|er|ing|able|ability)$)(?<=[a-z]{2}lys)", "lyz"),  # `analyse`; but cells are `lysed`
        (r"re$(?:(?<=metre)|(?<=^litre)|(?<=millilitre)|(?<=microlitre))", "er"),
    )
)
_BEGINNINGS = {"grey": "gray", "enquir": "inquir", "chequer": "checker", "despatch": "dispatch", "faec": "fec"}
_BEGINNING = re.compile("|".join(_BEGINNINGS))


def american(word: str) -> str:
    """The American spelling of a casefolded word in the singular; itself where there is no other."""
    if word in _WORDS:
        return _WORDS[word]
    if _PART.search(word):
        word = _PART.sub(lambda match: _PARTS[match[0]], word)
    if _BEGINNING.match(word):
        word = _BEGINNING.sub(lambda match: _BEGINNINGS[match[0]], word, count=1)
    if "ll" in word:
        word = _DOUBLED.sub(lambda match: match[0][:-1], word)
    for pattern, replacement in _OTHERS:
        word = pattern.sub(replacement, word)
    ise = _ISE.fullmatch(word)
    return f"{ise[1]}iz{ise[2]}" if ise and _takes_ize(ise[1]) else word


def _takes_ize(stem: str) -> bool:
    if len(stem) < _SHORTEST_STEM or stem in _NEVER_IZE:
        return False
    return not stem.endswith(_NEVER_IZE_ENDS) or stem.endswith(_IZE_ENDS)


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    """The longest of the words that stands somewhere; by first letters, which lets most places be passed."""
    by_first: dict[str, list[str]] = {}
    for word in sorted(words, key=len, reverse=True):
        by_first.setdefault(word[0], []).append(word[1:])
    return re.compile("|".join(f"{first}(?:{'|'.join(rests)})" for first, rests in by_first.items()))


_PART = _any_of(_PARTS)
