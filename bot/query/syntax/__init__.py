"""From what was typed to a tree of terms.

`lexer` (with `characters` and `foreign_syntax`) gives tokens, and `parser` makes the `tree` of them: its terms
come from `text_terms` and `comparisons`, as `field_names` decides. `contradictions` finds what no paper can match.
Then `adjacency` joins words that stand side by side.
"""
