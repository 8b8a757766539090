"""Pure text functions: safe Discord text, TeX to Unicode, clipping and gists."""
