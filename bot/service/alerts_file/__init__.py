"""Alerts as a file: `document` writes it, `reader` checks it, and `importer` compares it with what there is.

`imports` does what that found, and takes it back; `imported` is what it remembers for that.
"""
