"""How alerts come to a channel: first read `catalogue`, which lists every setting.

`setting` says what one is made of, `parse` reads values, `preferences` holds what is chosen, `outlook` tells what
comes next.
"""
