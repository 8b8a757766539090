"""Pausing and resuming one subscription or a whole channel.

`actions` handles the commands, the form and the buttons; `buttons` has the *Resume* buttons for other replies.
"""
