"""TeX as abstracts use it, kind by kind, as a careful typesetter without TeX would write it."""

from __future__ import annotations

import pytest

from bot.text.tex import unicode_text

GREEK = {
    r"H$\alpha$ emitters, $\Lambda$CDM, a 5 $\mu$m pixel": "Hα emitters, ΛCDM, a 5 μm pixel",
    r"$(\epsilon,\delta)$-DP, $\tildeΘ(n)$, $\eps$": "(ε,δ)-DP, Θ̃(n), ε",
    "the lambda_1 penalty with lambda = 0.5": "the λ₁ penalty with λ = 0.5",
    "p_theta(x), pi_theta(a|s), q_phi": "p_θ(x), π_θ(a|s), qᵩ",
    "Omega(n log n), Theta(1), O(kappa log(1/epsilon))": "Ω(n log n), Θ(1), O(κ log(1/ε))",
    "beta in [0,1) and beta geq 2, equal to 2/eta": "β ∈ [0,1) and β ≥ 2, equal to 2/η",
}
SCRIPTS = {
    r"$x^{2^n}$, $a_{n_k}$, $2^{O(n)}$, $e^{-x^2}$": "x^{2ⁿ}, a_{nₖ}, 2^{O(n)}, e^{-x²}",
    r"$x_{i+1}^{(k)}$, $A^{-1}$, $x'_i$, $f''(x)$": "xᵢ₊₁⁽ᵏ⁾, A⁻¹, x′ᵢ, f′′(x)",
    r"$|U_{e3}|^2$, $\|x\|_2^2$, $A^\star$": "|Uₑ₃|², ‖x‖₂², A^⋆",
    "|U_{e3}|^2, ||x||_2^2": "|Uₑ₃|², ||x||₂²",
    r"\textsuperscript{2}H, CO\textsubscript{2}, SO$_4^{2-}$": "²H, CO₂, SO₄²⁻",
    r"$\mathbf{x}_i$, mathbf{x}_i, mathcal{D}_t": "xᵢ, xᵢ, 𝒟ₜ",
}
FORMULAS = {
    r"$\frac12k^2$, $\tfrac{1}{2}\|x\|^2$, $\frac{1}{2}\left(a+b\right)$": "(1/2)k², 1/2‖x‖², 1/2(a+b)",
    r"$\frac{1}{2n}$, $\frac{SA}{\epsilon^2}$, $\frac{\sqrt{n}}{m}$": "1/(2n), SA/ε², √n/m",
    r"$\frac{\partial L}{\partial w}$, $\frac{\log n}{n}$, $\binom{n}{k}$": "∂L/∂w, (log n)/n, (n choose k)",
    r"functions $f:\R^n\to\R$, $\E[X]$, $n\polylog n$": "functions f:ℝⁿ→ℝ, 𝔼[X], n polylog n",
    r"$\neg p \lor q$, $a\bmod b$, $a \equiv b \pmod{n}$": "¬p ∨ q, a mod b, a ≡ b (mod n)",
    r"$\sum_{k\in S} x_k$, $\int_0^1 f(x)\,dx$": "∑_{k∈S} xₖ, ∫₀¹ f(x) dx",
    r"\begin{equation} y = \alpha x + \beta \end{equation} holds": "y = α x + β holds",
    r"$\langle x \rangle$, $\lceil \log_2 n \rceil$, $|\psi\rangle$": "⟨x⟩, ⌈log₂ n⌉, |ψ⟩",
    r"$\sim$100, $>$10, ($<$600M), $<5\%$": "∼100, >10, (<600M), <5%",
    r"we use $\frac{a}{b without an end": "we use $a/b without an end",
}
SPACES = {
    r"km\,s$^{-1}$\,Mpc$^{-1}$, 5\,kHz": "km s⁻¹ Mpc⁻¹, 5 kHz",
    r"10~GB, 90$~$K, $T\!\approx\!90$~K, 1~N, L1~L5": "10 GB, 90K, T≈90 K, 1~N, L1~L5",
    r"i.e.\@ this, a\ b, $10\,000$, $1{,}000$, 2{,}000": "i.e. this, a b, 10 000, 1,000, 2,000",
}
MONEY = {
    r"$1 vs. $2: a $\sim$50% saving": "$1 vs. $2: a ∼50% saving",
    r"\$5--\$10, $\$3.50$, $\$$5, US\$ 10": "$5–$10, $3.50, $5, US$ 10",
    r"valued at \1 million, for \0.1. \3) is third": "valued at $1 million, for $0.1. 3) is third",
    r"under \$0.01 per $10^6$ tokens with $k=5$": "under $0.01 per 10⁶ tokens with k=5",
    "for \\0.1. Code on the https://x.y/z/{page}$.": "for $0.1. Code on the page (https://x.y/z/).",
}
TEXT = {
    r"responds to \citet{zhang2016deep}, \citet{a-2017,x}": "responds to Zhang (2016), A (2017)",
    r"as in \citet{BDJP17}.": "as in.",
    "Q&amp;A, a &lt; b, it&#39;s 5&nbsp;GB": "Q&A, a < b, it's 5 GB",
    r"\~{}, \^{}, in \Cpp and C\texttt{++}": "~, ^, in C++ and C++",
    r"K\=oan, \.Zak, \c{S}ahin, P. Erd{\H o}s, Mar\'{\i}a": "Kōan, Żak, Şahin, P. Erdős, María",
    r"\textbf{A}daptive $\mathbf{B}$atch, $\textbf{51.2\%}$": "Adaptive Batch, 51.2%",
    "{alpha}-divergence, n{-}gram, {COMPANY}11K": "alpha-divergence, n-gram, COMPANY11K",
}
STRIPPED = {
    "x in mathbb{R}^{n times d}, xin mathbb{R}": "x ∈ ℝ^{n × d}, x∈ℝ",
    "mathcal O(n), sum_{i=1}^{n} x_i, T_{c}!approx!90": "𝒪(n), ∑ᵢ₌₁ⁿ xᵢ, T_c≈90",
    "P neq NP, ineq j": "P ≠ NP, i≠j",
    "62.27% rightarrow 67.04%, langle x rangle, cdots": "62.27% → 67.04%, ⟨ x ⟩, ⋯",
}
TORN = {  # a name whose first letter has become an accent
    r"$\b{eta}$ and \b{eta}_1, (\r{ho} > 0.7), weighted \k{appa}, \t{imes}": "β and β₁, (ρ > 0.7), weighted κ, ×",
    r"\b{o}, \d{j}, \c{c}, \r{a}, \v{C}ech": "o̱, j̣, ç, å, Čech",
    r"$a$$b$, $\sim$$98.7\%$, $1\times$$10^3$$x$": "ab, ∼98.7%, 1×10³x",
    "$$a$$ $$b$$, $a$ $$b$$ $c$, from $5 to $$x$$ for $6": "a b, a b c, from $5 to x for $6",
    "rho_{partial}, x_{top}, x_{mid}, A^{top}, x_{y mid z}, y_{sim}": "ρₚₐᵣₜᵢₐₗ, xₜₒₚ, x_mid, Aᵀ, x_{y | z}, yₛᵢₘ",
}
COLOURS = {
    r"\textcolor{red}{x}, \red{a word}, \softred{x}, {\color{blue} y}": "x, a word, x, y",
    "one textcolor{red}{x y}": "one x y",
    "color{blue}x, colorbox{red}{x}, introduces{a new way}, the red{Dog": "x, x, introduces a new way, the redDog",
}
MACROS = {
    r"an \gls{DRL} agent, the \role{user} turn, \icode{a\_b}, \enquote{so}": (
        "an DRL agent, the user turn, a_b, “so”"
    ),
    r"We propose \ours, a thing. \ours{} wins; \textbf{\model} too": (
        "We propose our method, a thing. Our method wins; our model too"
    ),
    r"our held-out \thisbench, the \emph{\tool}, superiority of \method, \ours framework, {\bf \ours} is": (
        "our held-out benchmark, the tool, superiority of our method, our framework, our method is"
    ),
    r"$k$\nobreakdash-means, A\nobreakdash-B": "k-means, A-B",
    r"\ding{182} one, \ding{173} two": "one, two",
    r"safety\slash security\slash compliance, $\Tilde{\Delta}$, $S\ltimes G \rtimes H$": (
        "safety/security/compliance, Δ̃, S⋉G ⋊ H"
    ),
}
FONTS = {
    r"$\boldsymbol{\rho}$, $\boldsymbolπ$, $boldsymbol{x}$, $hat{x}$": "ρ, π, x, x̂",
    "boldsymbol{x}, boldsymbol x, mathbf x": "x, x, x",
}
PROSE = [
    "IneqMath, AleqBench, Ineq is a set, (Ineq), Ineq.",
    "exists-forall, for-forall, an exists-forall game",
    "noting that, denoting x, footnoting, le 5 mai, y le 5, I ll, gg ez, dgeqp3",
    "lie in ℝ³, from ℝⁿ to ℝᵐ, results in [3,4], as in [0]",
    "the left(right) hand, left (or right) side, left(or right)",
    "alpha_convert, delta_from, sum_total, int_8, sqrt(x), for-all, forall-style",
    "alpha-beta pruning in AlphaZero and DeltaNet, epsilon-greedy, sigma-algebra, omega-3",
    "the tau protein, Cohen's kappa, Spearman's rho, chi-square tests, lambda calculus",
    "pm2.5, 3 pm, from 2pm to 5 pm, 10 pm EST, rpm 3000",
    "the sim environment, a sim card, times new roman, The New York Times",
    "subset selection, a cap on cost, max pooling, log files, bar charts, hat tricks, dot products",
    "between $5 and $10 per month, $0.02/query, from $10k to $20k, $20-$30 an hour",
    "R&D, Q&A, a && b, x &y; z, p ~ N(0,1), X~N(0,1), x~y",
    "a <- b, a -> b, x--, --help, -v, 5'10\", rock 'n' roll, the models' and authors'",
    "<think>x</think>, <eos>, <|im_start|>, [MASK], </s>, **bold**, __init__",
]


@pytest.mark.parametrize(
    ("given", "expected"),
    {
        **GREEK,
        **SCRIPTS,
        **FORMULAS,
        **SPACES,
        **MONEY,
        **TEXT,
        **STRIPPED,
        **TORN,
        **COLOURS,
        **MACROS,
        **FONTS,
    }.items(),
)
def test_cases(given: str, expected: str) -> None:
    """Each kind of TeX, whole or stripped, reads as its author meant it."""
    assert " ".join(unicode_text(given).split()) == expected


@pytest.mark.parametrize("text", PROSE)
def test_prose(text: str) -> None:
    """Words, names, identifiers and money that look like TeX stay as they are."""
    assert unicode_text(text) == text
