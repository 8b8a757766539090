"""Names that universities, institutes and laboratories go by, reviewed by hand, for `org:`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

# Each name of a line finds the others. No name stands within that of another organization: NJU is missing, as
# "Nanjing University" would find that of Aeronautics.
_SAME = """
MIT, Massachusetts Institute of Technology
CMU, Carnegie Mellon, Carnegie Mellon University
UC Berkeley, University of California Berkeley, UCB
UCLA, University of California Los Angeles
UCSD, UC San Diego, University of California San Diego
UCSB, UC Santa Barbara, University of California Santa Barbara
UCSC, UC Santa Cruz, University of California Santa Cruz
UCSF, UC San Francisco, University of California San Francisco
UCI, UC Irvine, University of California Irvine
UC Davis, University of California Davis
UIUC, University of Illinois Urbana Champaign, University of Illinois at Urbana Champaign
USC, University of Southern California
UPenn, University of Pennsylvania
NYU, New York University
UNC, University of North Carolina, UNC Chapel Hill
UMD, UMCP, University of Maryland
UT Austin, University of Texas at Austin, University of Texas Austin
UW Madison, University of Wisconsin Madison
UMass Amherst, University of Massachusetts Amherst
Georgia Tech, Georgia Institute of Technology
Virginia Tech, Virginia Polytechnic Institute
Caltech, California Institute of Technology
JHU, Johns Hopkins, Johns Hopkins University
Penn State, Pennsylvania State University
UBC, University of British Columbia
UofT, University of Toronto
Mila, Quebec AI Institute, Montreal Institute for Learning Algorithms
ETH, ETHZ, ETH Zurich, Swiss Federal Institute of Technology Zurich, Eidgenössische Technische Hochschule
EPFL, École polytechnique fédérale de Lausanne, Swiss Federal Institute of Technology Lausanne
TUM, TU Munich, TU München, Technical University of Munich, Technische Universität München
LMU, Ludwig Maximilian University, Ludwig Maximilians Universität
TU Berlin, Technical University of Berlin, Technische Universität Berlin
TU Darmstadt, Technical University of Darmstadt, Technische Universität Darmstadt
KIT, Karlsruhe Institute of Technology, Karlsruher Institut für Technologie
University of Tübingen, Universität Tübingen
Max Planck, MPI, Max Planck Institute, Max Planck Society, Max Planck Gesellschaft, Max Planck Institut
DFKI, German Research Center for Artificial Intelligence
CNRS, Centre national de la recherche scientifique, French National Centre for Scientific Research
ENS, École normale supérieure
KU Leuven, Katholieke Universiteit Leuven
TU Delft, Delft University of Technology
KTH, Royal Institute of Technology
DTU, Technical University of Denmark
UCL, University College London
KCL, King's College London
HKU, The University of Hong Kong
CUHK, Chinese University of Hong Kong
HKUST, Hong Kong University of Science and Technology
PolyU, Hong Kong Polytechnic University
CityU, City University of Hong Kong
NUS, National University of Singapore
SUTD, Singapore University of Technology and Design
PKU, Peking University
THU, Tsinghua, Tsinghua University
SJTU, Shanghai Jiao Tong University
FDU, Fudan, Fudan University
USTC, University of Science and Technology of China
UESTC, University of Electronic Science and Technology of China
HUST, Huazhong University of Science and Technology
BUPT, Beijing University of Posts and Telecommunications
BUAA, Beihang, Beihang University
RUC, Renmin University, Renmin University of China
XJTU, Xi'an Jiaotong University
HIT, Harbin Institute of Technology
ECNU, East China Normal University
SYSU, Sun Yat sen University
SUSTech, Southern University of Science and Technology
CAS, Chinese Academy of Sciences
UCAS, University of Chinese Academy of Sciences
CASIA, Institute of Automation Chinese Academy of Sciences
BAAI, Beijing Academy of Artificial Intelligence
BIGAI, Beijing Institute for General Artificial Intelligence
Shanghai AI Lab, Shanghai AI Laboratory, Shanghai Artificial Intelligence Laboratory
NYCU, National Yang Ming Chiao Tung University
KAIST, Korea Advanced Institute of Science and Technology
POSTECH, Pohang University of Science and Technology
UNIST, Ulsan National Institute of Science and Technology
UTokyo, University of Tokyo
AIST, National Institute of Advanced Industrial Science and Technology
KAUST, King Abdullah University of Science and Technology
MBZUAI, Mohamed bin Zayed University of Artificial Intelligence
TII, Technology Innovation Institute
HUJI, Hebrew University, Hebrew University of Jerusalem
TAU, Tel Aviv University
Technion, Israel Institute of Technology
ANU, Australian National University
UTS, University of Technology Sydney
UNSW, University of New South Wales
AI2, Allen AI, Allen Institute for AI, Allen Institute for Artificial Intelligence
BAIR, Berkeley AI Research, Berkeley Artificial Intelligence Research
Meta AI, AI at Meta, Meta Research, Meta FAIR, FAIR, Facebook AI, Facebook AI Research
Google DeepMind, DeepMind
MSR, Microsoft Research
NASA, National Aeronautics and Space Administration
LLNL, Lawrence Livermore National Laboratory
LBNL, Lawrence Berkeley National Laboratory
ORNL, Oak Ridge National Laboratory
PNNL, Pacific Northwest National Laboratory
"""

# The first name means the others, but each of them alone: they do not find it.
_ONE_WAY = """
NTU, Nanyang Technological University, National Taiwan University
SMU, Singapore Management University, Southern Methodist University
UW, University of Washington
IIT, Indian Institute of Technology
"""

Words = tuple[str, ...]


def other_names(term_keys: Callable[[str], Words]) -> Mapping[Words, tuple[Words, ...]]:
    """What else an organization is called, by each of its names, as words; `term_keys` makes them of a text."""
    found: dict[Words, tuple[Words, ...]] = {}
    for line in _SAME.strip().splitlines():
        names = tuple(map(term_keys, line.split(",")))
        found |= {name: tuple(other for other in names if other != name) for name in names}
    for line in _ONE_WAY.strip().splitlines():
        name, *others = map(term_keys, line.split(","))
        found[name] = tuple(others)
    return found
