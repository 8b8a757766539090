"""Cite papers in BibTeX, RIS and CSL-JSON, which `references/` reads back.

`citation` chooses what a citation says, with authors split by `names`; `formats` writes it, and `latex` makes text
fit for BibTeX. Texts are those of the sources, cleaned; nothing is looked up.
"""
