# ruff: noqa: E501 - a row for each publisher
"""Publishers' own forms of DOIs: three names of one work each, and neighbours that are other works."""

import re
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.identity import paper_id

_ANY = ("doi:{}", "https://doi.org/{}", "{}")
# A DOI in the form that the publisher gives it, and addresses in which its feeds and pages hold it.
_TABLE = """\
A&A: 10.1051/0004-6361/202347123 https://www.aanda.org/10.1051/0004-6361/202347123
Wiley: 10.1002/anie.202400001 https://onlinelibrary.wiley.com/doi/full/10.1002/anie.202400001
Wiley, number alone: 10.1111/1365-2745.14212 https://besjournals.onlinelibrary.wiley.com/doi/epdf/10.1111/1365-2745.14212
Wiley, 1998: 10.1002/(SICI)1097-0258(19980815)17:15<1661::AID-SIM968>3.0.CO;2-2 https://onlinelibrary.wiley.com/doi/10.1002/(SICI)1097-0258(19980815)17:15%3C1661::AID-SIM968%3E3.0.CO;2-2/abstract
ESSOAr: 10.1002/essoar.10501234 https://www.essoar.org/doi/10.1002/essoar.10501234.1 10.1002/essoar.10501234.2
Springer: 10.1007/s00220-021-04001-7 https://link.springer.com/article/10.1007/s00220-021-04001-7/fulltext.html https://link.springer.com/content/pdf/10.1007%2Fs00220-021-04001-7.pdf
BMC: 10.1186/s12859-021-04001-1 https://bmcbioinformatics.biomedcentral.com/articles/10.1186/s12859-021-04001-1
Nature: 10.1038/s41586-021-03819-2 https://www.nature.com/articles/s41586-021-03819-2.pdf https://www.nature.com/articles/s41586-021-03819-2/figures/1
Palgrave at Nature: 10.1057/s41599-018-0127-3 https://www.nature.com/articles/s41599-018-0127-3.pdf
Palgrave at Nature, before: 10.1057/palcomms.2016.1 https://www.nature.com/articles/palcomms.2016.1
Nature, before 2016: 10.1038/nature12373 https://www.nature.com/articles/nature12373
Science: 10.1126/science.abj8754 https://www.science.org/doi/abs/10.1126/science.abj8754?af=R
Elsevier: 10.1016/j.scs.2026.107414 https://linkinghub.elsevier.com/retrieve/doi/10.1016/j.scs.2026.107414
ACM: 10.1145/3395363.3397376 https://dl.acm.org/doi/abs/10.1145/3395363.3397376
TACL: 10.1162/tacl_a_00632 https://direct.mit.edu/tacl/article/doi/10.1162/tacl_a_00632/119276/Title-of-it
Oxford: 10.1093/bioinformatics/btad123 https://academic.oup.com/bioinformatics/article/doi/10.1093/bioinformatics/btad123/7091502 https://academic.oup.com/bioinformatics/article-abstract/doi/10.1093/bioinformatics/btad123/7091502?redirectedFrom=fulltext
Oxford, number at the end: 10.1093/mnras/519.3.3456 https://academic.oup.com/mnras/article-lookup/doi/10.1093/mnras/519.3.3456
AIP: 10.1063/5.0123456 https://pubs.aip.org/aip/jcp/article/doi/10.1063/5.0123456/2868912/A-2D-material-of-2023
ACS: 10.1021/acs.jmedchem.6c00772 https://pubs.acs.org/jmcmar/article/doi/10.1021/acs.jmedchem.6c00772/5287154/A-Subcellular
Karger: 10.1159/000512345 https://karger.com/cde/article/doi/10.1159/000512345 https://karger.com/cde/article/doi/10.1159/000512345/820123/Title
GeoScienceWorld: 10.2113/2021/7866213 https://pubs.geoscienceworld.org/gsw/lithosphere/article/doi/10.2113/2021/7866213 https://pubs.geoscienceworld.org/gsw/lithosphere/article/doi/10.2113/2021/7866213/600999/Title
Company of Biologists: 10.1242/dev.199123 https://journals.biologists.com/dev/article-abstract/doi/10.1242/dev.199123/270001/Title
IOP: 10.1088/1361-6560/ab1234 https://iopscience.iop.org/article/10.1088/1361-6560/ab1234/meta
IOP, conference series: 10.1088/1742-6596/1234/1/012345 https://iopscience.iop.org/article/10.1088/1742-6596/1234/1/012345/pdf
APS: 10.1103/PhysRevLett.134.151401 http://link.aps.org/doi/10.1103/PhysRevLett.134.151401 https://journals.aps.org/prl/abstract/10.1103/PhysRevLett.134.151401
SPIE: 10.1117/12.2654321 https://www.spiedigitallibrary.org/conference-proceedings-of-spie/12345/1234567/Title/10.1117/12.2654321.full
Frontiers: 10.3389/fnins.2020.00001 https://www.frontiersin.org/articles/10.3389/fnins.2020.00001/full https://www.frontiersin.org/journals/neuroscience/articles/10.3389/fnins.2020.00001/pdf
PLOS: 10.1371/journal.pone.0260000 https://journals.plos.org/plosone/article?id=10.1371/journal.pone.0260000 info:doi/10.1371/journal.pone.0260000
MDPI: 10.3390/rs13010123 https://www.mdpi.com/10.3390/rs13010123
eLife: 10.7554/eLife.98765 https://elifesciences.org/articles/98765 10.7554/eLife.98765.2 https://elifesciences.org/reviewed-preprints/98765v1
F1000: 10.12688/f1000research.12345 https://f1000research.com/doi/10.12688/f1000research.12345.2 10.12688/f1000research.12345.1
PeerJ Preprints: 10.7287/peerj.preprints.1234 10.7287/peerj.preprints.1234v1 https://doi.org/10.7287/peerj.preprints.1234v2
Annual Reviews: 10.1146/annurev-astro-052920-103508 https://www.annualreviews.org/content/journals/10.1146/annurev-astro-052920-103508
BMJ: 10.1136/bmjopen-2020-123456 https://bmjopen.bmj.com/content/early/2021/01/08/10.1136/bmjopen-2020-123456.full.pdf
Thieme: 10.1055/s-0040-1701234 https://www.thieme-connect.de/products/ejournals/abstract/10.1055/s-0040-1701234 https://www.thieme-connect.de/products/ejournals/pdf/10.1055/s-0040-1701234.pdf
De Gruyter: 10.1515/crelle-2021-0001 https://www.degruyter.com/document/doi/10.1515/crelle-2021-0001/html
Emerald: 10.1108/JD-01-2021-0001 https://www.emerald.com/insight/content/doi/10.1108/JD-01-2021-0001/full/html
Project Euclid: 10.1214/20-AOS1957 https://projecteuclid.org/journals/annals-of-statistics/volume-49/issue-1/Title/10.1214/20-AOS1957.full
CSHL: 10.1101/gr.275193.120 http://genome.cshlp.org/lookup/doi/10.1101/gr.275193.120
bioRxiv: 10.1101/2025.04.11.648403 https://www.biorxiv.org/content/10.1101/2025.04.11.648403v2.full-text 10.1101/2025.04.11.648403v1
medRxiv: 10.64898/2026.05.07.26352693 https://www.medrxiv.org/content/10.64898/2026.05.07.26352693v2?rss=1
bioRxiv of openRxiv: 10.64898/2026.01.02.123456 http://biorxiv.org/cgi/content/short/2026.01.02.123456v1?rss=1
bioRxiv until 2025: 10.1101/2025.11.18.689040 http://biorxiv.org/cgi/content/short/2025.11.18.689040v1?rss=1
bioRxiv, before 2020: 10.1101/743294 http://biorxiv.org/cgi/content/short/743294v1?rss=1
ChemRxiv: 10.26434/chemrxiv-2024-abcv2 10.26434/chemrxiv-2024-abcv2-v3 https://chemrxiv.org/doi/full/10.26434/chemrxiv-2024-abcv2/v1?af=R
ChemRxiv, before 2021: 10.26434/chemrxiv.12345678 10.26434/chemrxiv.12345678.v1 10.26434/chemrxiv.12345678.v12
PsyArXiv: 10.31234/osf.io/8jmv2 https://doi.org/10.31234/osf.io/8jmv2_v1 10.31234/osf.io/8jmv2_v12
SocArXiv: 10.31235/osf.io/v3v4v https://doi.org/10.31235/osf.io/v3v4v_v2
engrXiv: 10.31224/osf.io/abcv9 10.31224/osf.io/abcv9_v1
Research Square: 10.21203/rs.3.rs-123456 https://www.researchsquare.com/doi/10.21203/rs.3.rs-123456/v1 10.21203/rs.3.rs-123456/v2
Preprints.org: 10.20944/preprints202101.0001 https://www.preprints.org/doi/10.20944/preprints202101.0001.v1
TechRxiv: 10.36227/techrxiv.19123456 10.36227/techrxiv.19123456.v1 10.36227/techrxiv.19123456/v2
Authorea: 10.22541/au.163253123.12345678 https://www.authorea.com/doi/full/10.22541/au.163253123.12345678/v1
Figshare: 10.6084/m9.figshare.1234567 10.6084/m9.figshare.1234567.v3
Dagstuhl: 10.4230/LIPIcs.ITCS.2023.12 https://drops.dagstuhl.de/entities/document/10.4230/LIPIcs.ITCS.2023.12
unknown: 10.99999/a/1234567 https://example.org/10.99999/a/1234567 https://example.org/read/10.99999/a/1234567?x=1
unknown, ends in a v: 10.99999/abc.v2 https://example.org/10.99999/abc.v2
"""
PUBLISHERS = {
    name: tuple(names.split()) for name, _, names in (row.partition(": ") for row in _TABLE.splitlines())
}
_NAMES = [
    pytest.param(found[0], name, id=f"{publisher}: {name}")
    for publisher, found in PUBLISHERS.items()
    for name in (*(form.format(found[0]) for form in _ANY), *found[1:])
]


@pytest.mark.parametrize(("whole", "name"), _NAMES)
def test_every_name_of_a_work_gives_its_doi(whole: str, name: str):
    """Every name of a work gives its DOI; ids that look like versions stay whole."""
    assert paper_id(name) == f"doi:{whole.lower()}"


@given(st.sampled_from(sorted(PUBLISHERS)), st.randoms(use_true_random=False))
def test_a_neighbour_is_another_work(publisher: str, random: Random):
    """With one digit changed, all names give the DOI of the other work."""
    whole, *names = PUBLISHERS[publisher]
    suffix = whole.partition("/")[2]
    digits = [match.start() for match in re.finditer(r"[0-9]", suffix)]
    at = len(whole) - len(suffix) + random.choice(digits)
    other = whole[:at] + random.choice([digit for digit in "2345" if digit != whole[at]]) + whole[at + 1 :]
    for name in (*(form.format(whole) for form in _ANY), *names):
        if whole not in name:  # a part of it alone
            continue
        assert paper_id(name.replace(whole, other)) == f"doi:{other.lower()}"
