"""The answer of `/papers why`: `answering` asks for who may know, `layout` lays it out.

The subscription is named, if it is one. Then come the `result`, what kept the paper back and what to do about it
(`blockers`), and what matched (`term_sentences`).
"""
