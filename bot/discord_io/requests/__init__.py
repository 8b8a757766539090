"""Requests to Discord: held back by the breaker and the pacer, bounded, traced, their failures named.

Begin with `calls`. Limits are kept by `pacer` (all requests) and `rate_limits` (one channel, and all while Discord
limits everything); `failures` says what an answer means.
"""
