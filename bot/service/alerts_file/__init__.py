"""Export and import of alerts as a JSON file.

`document` writes the file and describes its format, `reader` parses and validates it, `mistakes` formats its
errors, `importer` plans and carries out the changes, and `starter_packs` are files that come with Paperboy.
"""
