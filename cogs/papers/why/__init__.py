"""The answer of `/papers why`: `answering` asks for a person, `layout` draws it, `term_sentences` words terms."""
