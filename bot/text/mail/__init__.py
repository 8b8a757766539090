"""Mails and their pages as text and HTML, in the current language; pure.

`papers` makes the payload that the outbox stores, `frame` the rest, when it is sent. All of it reads without
pictures, style sheets and scripts, and in a dark mailbox: no colour is set but that of a line.
"""
