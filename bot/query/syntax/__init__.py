"""From what was typed to a tree of terms.

`lexer` (with `characters` and `foreign_syntax`) gives tokens, and `parser` makes the `tree` of them: its terms
come from `terms`, as their field decides. `contradictions` finds what no paper can match.
Then `adjacency` joins words that stand side by side.
"""
