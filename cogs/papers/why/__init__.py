"""The answer of `/papers why`: `answering` asks for who may know, `layout` lays it out.

First comes the `result`, then what kept the paper back and what to do about it (`blockers`), then what matched
(`term_sentences`).
"""
