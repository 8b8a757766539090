"""TeX and half-stripped TeX to Unicode."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.tex import unicode_text
from tests.support.data import shared

FORMULAS = {
    r"A $k$-NN graph with $O(n \log n)$ edges": "A k-NN graph with O(n log n) edges",
    r"$\sum_{i=1}^{n} x_i^2 \leq \epsilon$": "∑ᵢ₌₁ⁿ xᵢ² ≤ ε",
    r"$\hat{y} = \arg\max_{y \in \mathcal{Y}} P(y|x)$": "ŷ = arg max_{y ∈ 𝒴} P(y|x)",
    r"$10^{-3}$, $2^{n/2}$, $\mathbb{E}[X]$, $x^*$, $x^{\top}$, $f'(x)$": "10⁻³, 2^{n/2}, 𝔼[X], x*, xᵀ, f′(x)",
    r"$\frac{a+b}{c}$, $x\frac12$, $\sqrt{n}$, $\sqrt[3]{x}$, $\sqrt[n]{x+1}$": "(a+b)/c, x(1/2), √n, ∛x, ⁿ√(x+1)",
    r"$\left(\frac{1}{2}\right)^n$ and $\left. x \right|_0$": "(1/2)ⁿ and x |₀",
    r"$\Delta t$, $2\pi r$, $\alpha x$, $x\in\mathbb{R}^d$, $a \to b$": "Δt, 2πr, αx, x∈ℝᵈ, a → b",
    r"$p_\theta(x \mid y)$, $x_{i,j}$, $W_{QK}$, $h_{\text{out}}$, $x_{ij}y$": (
        "p_θ(x | y), x_{i,j}, W_QK, hₒᵤₜ, xᵢⱼy"
    ),
    r"$\not= $ $\not\in$ $\{0,1\}^n$ $\lVert x\rVert_2$ $a~b\,c\!d$": "≠ ∉ {0,1}ⁿ ‖x‖₂ a b cd",
    r"$\sim 5\%$, $\times 2$, at $\sim$30 FPS, $\pm$0.5": "∼5%, ×2, at ∼30 FPS, ±0.5",
    r"$$E=mc^2$$ \(x\) \[y = 3\]": "E=mc² x y = 3",
    r"\(a $ b\) and c, a \) b \] c": "a b and c, a ) b ] c",  # what has no partner
    r"$x}{y$ here": "xy here",
    r"$^{13}$C and H$_2$O, mAP$^{50}$, $x_{t-1}$": "¹³C and H₂O, mAP⁵⁰, xₜ₋₁",
    r"$\log{n}$, $\min\{a, b\}$, $2\log x$, $\sin^2 x$, $\overline{x_i}$, $\hat{xyz}$": (
        "log n, min{a, b}, 2 log x, sin² x, x̄ᵢ, xyz"
    ),
    r"$\mathfrak{g}$, $\mathbb{1}$, $\mathcal{O}(1)$, $\unicode{x2013}$, $\unicode{zz}$": "𝔤, 𝟙, 𝒪(1), –, ",
}
COMMANDS = {
    r"Poincar\'e, G\"odel, Erd\H{o}s, \v{C}ech, \c{c}a, na\"{\i}ve": "Poincaré, Gödel, Erdős, Čech, ça, naïve",
    r"Stra\ss e, \O rsted, \c c, \'{e}t\'{e}": "Straße, Ørsted, ç, été",
    r"\emph{A \textbf{b} c} \cite[p.~3]{x}, and \citet{y}.": "A b c, and.",
    r"50\% of \$5 \& \#1 \_x \{y\}": "50% of $5 & #1 _x {y}",
    r"\begin{itemize}\item one \item two\end{itemize}": "• one • two",
    r"{\bf Foo} {\it bar, baz} {bf qux} \underline{x}": "Foo bar, baz qux x",
    r"\url{http://a.b/c_d} \href{http://a.b}{here} \href{http://a.b}": "http://a.b/c_d here http://a.b",
    r"\alg{} is good, \ours{}'s \xspace end, \ie. so, \etal": (
        "Our algorithm is good, our method's  end, i.e. so, et al."
    ),
    r"\cut{We study} this, \model{7B}, $\norm{x}$, $\ours{}$ ": "We study this, model 7B, norm(x), ours ",
    r"about $\approx \text{$33$ million}$ of them, \LaTeX.~ so": "about ≈33 million of them, LaTeX. so",
    r"MAE~\cite{he}, Fig.~3, eqn~(2), 1M~4M, ~5%, a~ b, x~https://a.b": (
        "MAE, Fig. 3, eqn (2), 1M~4M, ~5%, a b, x https://a.b"
    ),
    r"\textcolor{red}{x} \color{blue}y \quad\quad z\\w \~8B \" \frac": 'x y z w ~8B " frac',
    r"a \times b, 3.6\times faster, \mathbb R^n, \hat x, \textgreater 96\%": "a × b, 3.6× faster, ℝⁿ, x̂, > 96%",
}
STRIPPED = {
    "15timessim50times, 3times3, 360^circtimes180^circ, R^2times": "15×∼50×, 3×3, 360°×180°, R²×",
    "2 times 2 and H times W": "2 × 2 and H × W",
    "1sim4 steps, zsim1, sim543K, D_f approx 1.71": "1∼4 steps, z∼1, ∼543K, D_f ≈ 1.71",
    "eta_2propto d^{-1} scales as eta/lambdacdot d^{0.75}": "η₂∝d⁻¹ scales as η/λ·d^0.75",
    "pi_0, pi_{0.5}, pi_{RL} and pi-Flow": "π₀, π_0.5, π_RL and π-Flow",
    "ell_2 and infty-RoPE, (rho > 0.6), rho": "ℓ₂ and ∞-RoPE, (ρ > 0.6), ρ",
    "A^2Search, DA^{2}, O(N^2 cdot T), 10^-3, pass^k, x^*": "A²Search, DA², O(N² · T), 10⁻³, passᵏ, x*",
    "mathcal{O}(T^{-1/3}), R^{d times d}, x!in!{4,8}": "𝒪(T^{-1/3}), R^{d × d}, x∈{4,8}",
    "at https://a.b/c_1{GitHub}, https://a.b/x{a.b/x}, https://a.b{this https URL}": (
        "at GitHub (https://a.b/c_1), https://a.b/x, https://a.b"
    ),
    "{-1, 0, 1} and {when} and Orchestrator} and {}": "{-1, 0, 1} and when and Orchestrator and {}",
    "any different}interpretations and \\textbf{A}gentic": "any different interpretations and Agentic",
    'the ``disky", then "``I do"': 'the “disky”, then "“I do”',
    "`a word' and ''quoted'' pages 3--5---really": "‘a word’ and “quoted” pages 3–5—really",
    "x_{in} and x_{i in S} and D{to}infty": "xᵢₙ and x_{i ∈ S} and D→∞",
}
PROSE = [
    "at times, sometimes 2, multiple times 3, 4 times faster, in order to, one in two",
    "costs $3 to $5 per run, from $5M-$10M, US$5 vs US$10, and 10$",
    "sim2real and sim-to-real, at 3 pm 20 people, 5pm, approx. 10, Ineq-Comp, greedy, single",
    "Mem-alpha, beta testing, muP, the delta rule, alpha approximately 0.57",
    "unique_references, ibm_fez, model_v_1, https://a.b/~x_1/pi_0--y",
    "CLI --flag and so on, don't 'quote' it, 5'' wide, {a: 1}",
    "x^2.5 and 2^100.5, snake_case, a_B",
]
NASTY = [
    *("$", "{", "}", "{a", "_{", "x^{", "\\(", "$a", "\\frac", "\\hat", "``", "`a", "“``", "~", "\\cite["),
    *(
        "--",
        "x!in!",
        "sim1",
        "\\textbf{",
        "1times",
        "\\frac{",
        "\\hat{",
        "left(",
        "pi_",
        "https://a{b}",
        "\\'",
        " ",
        "a{",
        "\\sqrt[",
        "$a$$",
        "$$a",
        "\\ours ",
        "\\b{",
    ),
]


def test_labelled_cases() -> None:
    """Every labelled case comes out as one of its accepted readings."""
    cases = json.loads(shared("latex_cases.json").read_bytes())
    wrong = {
        c["input"]: out for c in cases if (out := unicode_text(c["input"])) not in [c["desired"], *c["also_ok"]]
    }
    assert not wrong


@pytest.mark.parametrize(("given", "expected"), {**FORMULAS, **COMMANDS}.items())
def test_tex(given: str, expected: str) -> None:
    """Formulas and commands become what TeX would have set, as far as Unicode can."""
    assert unicode_text(given) == expected


@pytest.mark.parametrize(("given", "expected"), STRIPPED.items())
def test_stripped_tex(given: str, expected: str) -> None:
    """What has lost its backslashes is repaired where it is certain."""
    assert unicode_text(given) == expected


@pytest.mark.parametrize("text", PROSE)
def test_prose_stays(text: str) -> None:
    """Prose, money, names, identifiers and addresses are not touched."""
    assert unicode_text(text) == text


@pytest.mark.parametrize(
    "text", ["\\", "$", "{", "}", "$$", "_{", "^", "a_{", r"\(", r"\sqrt[", r"$\frac{$", "\\'"]
)
def test_fragments(text: str) -> None:
    """A lone piece of syntax ends nothing and hides nothing of what follows."""
    assert unicode_text(f"{text} word").endswith("word")


@given(st.text(st.one_of(st.sampled_from("\\${}^_~`'-[]() abltimes01"), st.characters()), max_size=60))
def test_never_raises(text: str) -> None:
    """Any text has a reading."""
    assert isinstance(unicode_text(text), str)


@pytest.mark.parametrize("piece", NASTY)
def test_time_is_linear(piece: str) -> None:
    """A hundred thousand characters of a nasty piece are read; a quadratic pass would not end today."""
    assert isinstance(unicode_text(piece * (100_000 // len(piece))), str)
