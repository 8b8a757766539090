"""Alerts as a file: `document` writes it, `reader` checks it, `importer` finds what it would change, and does it.

`mistakes` tells what the reader found wrong.
"""
