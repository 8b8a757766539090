"""Alerts as a file: `document` writes it, `reader` checks it, `importer` compares it with what there is.

`mistakes` tells what the reader found wrong, `imports` does what the importer found.
"""
