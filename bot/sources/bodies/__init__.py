"""Bodies that strangers send: `json_values`, `xml_body` and `xml_values` read them, `markup` makes HTML a text."""
