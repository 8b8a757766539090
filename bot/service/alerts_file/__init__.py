"""Alerts as a file: `document` writes it, `reader` checks it, and `importer` compares it with what there is."""
