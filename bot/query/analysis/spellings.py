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
adaptor:adapter advisor:adviser aeroplane:airplane ageing:aging aluminium:aluminum antiageing:antiaging
calliper:caliper cueing:cuing disc:disk enrol:enroll fulfil:fulfill goedel:godel gramme:gram groebner:grobner
hoelder:holder instil:instill jewellery:jewelry kerb:curb kerbside:curbside kilogramme:kilogram learnt:learned
likeable:likable liveable:livable loveable:lovable mediaeval:medieval moebiu:mobiu mollusc:mollusk
moveable:movable naevi:nevi naevu:nevu nameable:namable programme:program queueing:queuing rateable:ratable
reuseable:reusable saleable:salable sampleable:samplable scaleable:scalable schroedinger:schrodinger
segmentor:segmenter shareable:sharable sizeable:sizable speciality:specialty transferrability:transferability
transferrable:transferable tuebingen:tubingen tuneable:tunable tyre:tire unlearnt:unlearned unmoveable:unmovable
upgradeability:upgradability useable:usable
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


# The same for beginnings of words.
_DOUBLED_BEGINNING = re.compile(rf"([a-z]*(?:{'|'.join(_DOUBLING.split())}))(l?)((?:[eio].*)?)")
_ISE_BEGINNING = re.compile(
    r"(?P<stem>[a-z]+(?:[bcdfghjklmnpqrstvwxz](?=i)|l(?=y)))(?P<vowel>[iy])(?P<sign>[sz])"
    r"(?P<rest>|e[drs]*|in?g?s?|a(?:t(?:i(?:on?.*)?)?)?|ab(?:[li].*)?)"
)


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


def other_beginnings(stem: str) -> tuple[str, ...]:
    """How words that begin so may begin when they are spelled otherwise: `colou` as `color`, and the reverse."""
    found = [
        *(stem.replace(british, usual) for british, usual in _PARTS.items() if british in stem),
        *(stem.replace(usual, british) for british, usual in _PARTS.items() if usual in stem),
        *(
            stem[: 1 - len(part)] + _PARTS[part]
            for part in _PARTS
            if part.endswith("our") and stem.endswith(part[:-1])
        ),
        *(usual + stem[len(british) :] for british, usual in _BEGINNINGS.items() if stem.startswith(british)),
        *(british + stem[len(usual) :] for british, usual in _BEGINNINGS.items() if stem.startswith(usual)),
        *_with_one_l_or_two(stem),
        *_with_s_or_z(stem),
    ]
    return tuple(dict.fromkeys(other for other in found if not other.startswith(stem)))


def _with_one_l_or_two(stem: str) -> list[str]:
    """`modell` as `modele` and `modeli`, which leaves models out; `modelli` as `modeli`, and the reverse."""
    begun = _DOUBLED_BEGINNING.fullmatch(stem)
    if begun is None:
        return []
    word, after, rest = begun.groups()
    if not rest:
        return [word + ending for ending in "eio"] if after else []
    return [word + ("" if after else "l") + rest]


def _with_s_or_z(stem: str) -> list[str]:
    """`optimis` as `optimiz`; `optimiz` as `optimise`, `optimisa` and `optimisin`, which leaves optimists out."""
    begun = _ISE_BEGINNING.fullmatch(stem)
    if begun is None or not (begun["vowel"] == "y" or _takes_ize(begun["stem"])):
        return []
    start, rest = begun["stem"] + begun["vowel"], begun["rest"]
    if begun["sign"] == "s":
        return [f"{start}z{rest}"]
    if len(rest) > 1:
        return [f"{start}s{rest}"]
    endings = ("e", "a", "in") if begun["vowel"] == "i" else ("ed", "er", "a", "in")  # without the noun `analyses`
    return [f"{start}s{ending}" for ending in endings if ending.startswith(rest)]


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    """The longest of the words that stands somewhere; by first letters, which lets most places be passed."""
    by_first: dict[str, list[str]] = {}
    for word in sorted(words, key=len, reverse=True):
        by_first.setdefault(word[0], []).append(word[1:])
    return re.compile("|".join(f"{first}(?:{'|'.join(rests)})" for first, rests in by_first.items()))


_PART = _any_of(_PARTS)
