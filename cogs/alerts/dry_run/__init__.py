"""What a draft would have brought lately, and its buttons. Begin with `texts`, which has all that is said of that.

`waiting` holds those that nobody has decided yet, `saved` has what is said after Save.
"""
