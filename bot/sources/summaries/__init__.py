"""Summaries by a language model, if the host configured a server for them.

`writer` requests summaries and says which posts wait for them. `prompt` makes the request, `chat` sends it,
`answers` parses the answer, `judging` with `checks` decides whether it can be shown. `limits` has the daily budget
and the circuit breaker. docs/summaries.md is for the host.
"""
