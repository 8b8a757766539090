"""Parse a typed query into a tree of terms.

`lexer` (with `characters` and `foreign_syntax`) splits it into tokens, and `parser` makes a `tree` of them, with
`terms` for each kind of field. `repairs` mends a wrong sign. `contradictions` finds queries that no paper can
match. Then `adjacency` lets neighbouring words also match as one word.
"""
