"""Read the files of reference managers: BibTeX and BibLaTeX, RIS, CSL-JSON.

Begin with `reader`. `bibtex`, `ris` and `csl` split a text into entries; `entry` says which paper an entry is.
Nothing is looked up and nothing in a file is executed, not even BibTeX's `@string`.
"""
