"""The preview of a draft, with its buttons. Begin with `texts`, which has all that is said of it.

`kept` keeps the draft and finds it again, `changes` has what is said of a change, and after Save.
"""
