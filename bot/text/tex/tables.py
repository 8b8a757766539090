"""What TeX names mean in Unicode. Data only; the rules that use it are in `tex_commands` and `tex_repair`."""

from __future__ import annotations

from typing import Final


def _pairs(text: str) -> dict[str, str]:
    words = text.split()
    return dict(zip(words[::2], words[1::2], strict=True))


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


GREEK: Final = _pairs(
    "alpha α beta β gamma γ delta δ epsilon ε varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ "
    "lambda λ mu μ nu ν xi ξ pi π varpi ϖ rho ρ varrho ϱ sigma σ varsigma ς tau τ upsilon υ phi φ varphi φ "
    "chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω"
)
LETTERS: Final = GREEK | _pairs("ell ℓ hbar ℏ partial ∂ nabla ∇ imath ı jmath ȷ Re ℜ Im ℑ aleph ℵ wp ℘ eth ð")
INFIX: Final = _pairs(
    "times × cdot · pm ± mp ∓ div ÷ ast ∗ star ⋆ circ ∘ bullet • oplus ⊕ ominus ⊖ otimes ⊗ odot ⊙ wedge ∧ "
    "land ∧ vee ∨ lor ∨ cup ∪ cap ∩ setminus ∖ leq ≤ le ≤ leqslant ≤ geq ≥ ge ≥ geqslant ≥ neq ≠ ne ≠ ll ≪ "
    "gg ≫ sim ∼ simeq ≃ approx ≈ cong ≅ equiv ≡ propto ∝ lesssim ≲ gtrsim ≳ lesseqgtr ⋚ prec ≺ succ ≻ "
    "preceq ⪯ succeq ⪰ in ∈ ni ∋ notin ∉ subset ⊂ supset ⊃ subseteq ⊆ supseteq ⊇ subsetneq ⊊ to → "
    "rightarrow → longrightarrow ⟶ gets ← leftarrow ← leftrightarrow ↔ Rightarrow ⇒ Longrightarrow ⟹ "
    "implies ⟹ Leftarrow ⇐ Leftrightarrow ⇔ iff ⟺ mapsto ↦ hookrightarrow ↪ rightsquigarrow ⇝ xrightarrow → "
    "uparrow ↑ downarrow ↓ mid | parallel ∥ perp ⊥ vdash ⊢ models ⊨ triangleq ≜ coloneqq ≔ asymp ≍ doteq ≐ "
    "bowtie ⋈ colon : ltimes ⋉ rtimes ⋊ vDash ⊨"
)
SIGNS: Final = _pairs(
    "infty ∞ forall ∀ exists ∃ nexists ∄ emptyset ∅ varnothing ∅ neg ¬ lnot ¬ top ⊤ bot ⊥ angle ∠ sum ∑ "
    "prod ∏ int ∫ iint ∬ oint ∮ bigcup ⋃ bigcap ⋂ bigoplus ⨁ bigotimes ⨂ dots … ldots … cdots ⋯ vdots ⋮ "
    "ddots ⋱ textdots … dagger † ddagger ‡ dag † ddag ‡ S § P ¶ copyright © textcopyright © textregistered ® "
    "texttrademark ™ pounds £ texteuro € euro € degree ° textdegree ° prime ′ square □ Box □ blacksquare ■ "
    "triangle △ diamond ⋄ lozenge ◊ checkmark ✓ cmark ✓ xmark ✗ langle ⟨ rangle ⟩ lfloor ⌊ rfloor ⌋ lceil ⌈ "
    "rceil ⌉ lvert | rvert | vert | lVert ‖ rVert ‖ Vert ‖ lbrace { rbrace } lbrack [ rbrack ] backslash \\ "
    "surd √ because ∵ therefore ∴ textgreater > textless < gt > lt < textbar | textbackslash \\ "
    "textasciitilde ~ textasciicircum ^ textunderscore _ textendash – textemdash — textellipsis … "
    "textquoteleft ‘ textquoteright ’ textquotedblleft “ textquotedblright ” textbullet • "
    "textperiodcentered · texttimes × textpm ± textmu µ textrightarrow → aa å AA Å ae æ AE Æ oe œ OE Œ o ø "
    "O Ø l ł L Ł ss ß i ı j ȷ item • sharp ♯ flat ♭ natural ♮ clubsuit ♣ diamondsuit ♦ heartsuit ♥ "
    "spadesuit ♠ euler γ slash /"
)
TEXT_LETTERS: Final = _names("aa AA ae AE oe OE o O l L ss i j slash")
FUNCTIONS: Final = _names(
    "log ln lg exp min max sup inf lim limsup liminf arg argmin argmax det dim ker deg gcd Pr sin cos tan "
    "cot sec csc sinh cosh tanh arcsin arccos arctan mod bmod hom poly polylog rank tr Tr diag sign sgn Var "
    "Cov KL softmax sigmoid supp"
)
FRACTIONS: Final = _names("frac dfrac tfrac nicefrac sfrac cfrac binom dbinom tbinom")
SHORTHANDS: Final = _pairs("R ℝ N ℕ Z ℤ Q ℚ C ℂ E 𝔼 P ℙ reals ℝ Reals ℝ Real ℝ eps ε")  # in a formula
CITING: Final = _names("citet Citet textcite Textcite")  # whose name is part of the sentence
ABBREVIATIONS: Final = {
    "eg": "e.g.",
    "Eg": "E.g.",
    "ie": "i.e.",
    "Ie": "I.e.",
    "etal": "et al.",
    "etc": "etc.",
    "vs": "vs.",
    "wrt": "w.r.t.",
    "aka": "a.k.a.",
    "cf": "cf.",
    "viz": "viz.",
    "iid": "i.i.d.",
    "wlog": "w.l.o.g.",
    "Cpp": "C++",
    "cpp": "C++",
}
SPACES: Final = _names("quad qquad newline par enspace space nobreakspace thinspace linebreak hfill")
ESCAPED: Final = {char: char for char in "%&#_${}*@"} | {
    **dict.fromkeys((" ", "\n", "\t", ",", ";", ":", ">", "\\"), " "),
    **dict.fromkeys(("!", "-", "/", "(", ")", "[", "]"), ""),
    "|": "‖",
}
DECLARATIONS: Final = _names(
    "em bf it rm tt sc sf sl bfseries itshape ttfamily scshape rmfamily sffamily mdseries upshape normalfont "
    "displaystyle textstyle scriptstyle limits nolimits xspace allowbreak nobreak noindent indent centering "
    "tiny scriptsize footnotesize small normalsize large Large LARGE huge Huge protect relax left right "
    "middle big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr bigm maketitle clearpage newpage "
    "nonumber notag footnotemark nobreakdash boldmath unboldmath ensuremath strut smallskip medskip bigskip"
)
WRAPPERS: Final = _names(
    "textbf textit textsl textsc texttt textsf textrm textup textmd textnormal emph underline uline text "
    "mbox hbox fbox mathrm mathbf mathit mathsf mathtt mathnormal boldsymbol bm pmb operatorname mathop "
    "mathbin mathrel url path nolinkurl texorpdfstring underbrace overbrace smash boxed title section "
    "subsection paragraph overrightarrow overleftarrow substack sout lowercase uppercase ul hl"
)
PROSE_WRAPPERS: Final = _names("text mbox hbox textbf textit textrm textsc texttt textsf emph url")
SECOND_ONLY: Final = _names("textcolor colorbox href stackrel overset underset resizebox hyperref")
DISCARDED: Final = _names(
    "ref eqref cref Cref autoref pageref label footnote footnotetext thanks vspace hspace includegraphics "
    "ding index begin end color phantom vphantom hphantom bibliography bibliographystyle input tag caption nocite"
)
STRIPPED_WRAPPERS: Final = _names(
    "textbf textit texttt textsc textsf textrm emph text mathcal mathbb mathbf mathrm mathfrak mathscr "
    "mathsf boldsymbol bm operatorname sqrt tilde hat widehat widetilde overline bar vec frac underline uline "
    "textcolor colorbox color cite citep citet ref eqref footnote label url href texorpdfstring"
)
# Names of signs that are English too: x_{in} is a label, but x_{i in S} is not; and x_{top} never is a sign.
WORD_SIGNS: Final = _names(
    "in to mid models sim times partial parallel sum prod int prec succ div colon gets implies because"
)
LABEL_SIGNS: Final = _names(
    "top bot star prime square box Box triangle diamond natural sharp flat item angle therefore degree"
)
_PLACEHOLDERS: Final = {  # what authors call their own work, until they give it a name
    "method": "our ours ourshort oursname method methodname mymethod ourmethod fullmethod name ourname",
    "approach": "approach ourapproach",
    "algorithm": "alg algo algorithm ouralg",
    "model": "model modelname ourmodel mymodel",
    "tool": "tool toolname ourtool",
    "framework": "framework frameworkname framename ourframework",
    "system": "sys sysname system systemname oursystem",
    "benchmark": "bench benchname benchmark benchmarkname ourbench ourbenchmark thisbench",
    "dataset": "dataname dataset datasetname ourdata ourdataset",
}
PLACEHOLDERS: Final = {name: noun for noun, names in _PLACEHOLDERS.items() for name in names.split()}
FONTS: Final = {
    "mathbb": (0x1D538, 0x1D552, _pairs("C ℂ H ℍ N ℕ P ℙ Q ℚ R ℝ Z ℤ 1 𝟙 0 𝟘")),
    "mathcal": (0x1D49C, 0x1D4B6, _pairs("B ℬ E ℰ F ℱ H ℋ I ℐ L ℒ M ℳ R ℛ e ℯ g ℊ o ℴ")),
    "mathfrak": (0x1D504, 0x1D51E, _pairs("C ℭ H ℌ I ℑ R ℜ Z ℨ")),
}
FONT_ALIASES: Final = {name: name for name in FONTS} | _pairs(
    "mathscr mathcal cal mathcal Bbb mathbb mathbbm mathbb mathds mathbb frak mathfrak"
)
ACCENTS: Final = {
    name: chr(int(code, 16))
    for name, code in _pairs(
        "' 301 ` 300 ^ 302 \" 308 ~ 303 = 304 . 307 c 327 v 30c u 306 H 30b r 30a k 328 d 323 b 331 hat 302 "
        "widehat 302 tilde 303 widetilde 303 bar 304 overline 304 vec 20d7 dot 307 ddot 308 check 30c acute 301 "
        "grave 300 breve 306 mathring 30a Tilde 303 Hat 302 Bar 304 Vec 20d7 Dot 307"
    ).items()
}
SUPERSCRIPTS: Final = dict(
    zip(
        "0123456789+-=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWβγδθφχ∘°′*∗⊤†‡",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵝᵞᵟᶿᵠᵡ°°′**ᵀ†‡",
        strict=True,
    )
)
SUBSCRIPTS: Final = dict(
    zip("0123456789+-=()aehijklmnoprstuvxβγρφχ", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ", strict=True)
)
SCRIPT_SIGNS: Final = "".join({*SUPERSCRIPTS.values(), *SUBSCRIPTS.values()} - {"*"})
