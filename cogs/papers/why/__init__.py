"""The reply of `/papers why`: `handler` builds it, `term_sentences` words the terms of a query."""
