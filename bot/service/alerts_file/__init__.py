"""Alerts as a file: `document` writes it, `reader` checks it, and `importer` compares it with what there is.

`mistakes` tells what the reader found wrong. `imports` does what the importer found, `taking_back` undoes it, and
`imported` is what is remembered for that.
"""
