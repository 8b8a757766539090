"""The worst bodies of answers, and how long parsing them blocks all other work."""
