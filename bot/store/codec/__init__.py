"""Domain objects as JSON documents, and back.

`documents` has a function for each kind of object, `records` the field-by-field conversion that they use, and
`ascii_json` the form in which documents are written.
"""
