"""The query language: text normalisation, syntax, index and explanations."""
