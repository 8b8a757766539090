"""Decode untrusted bodies: `json_values` for JSON, `xml_body` and `xml_values` for XML, `markup` for HTML."""
