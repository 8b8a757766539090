"""The answer of `/papers why`: `answering` asks for a person and lays it out, `term_sentences` words terms."""
