"""Requests to Discord: rate-limited, time-limited, traced, with their failures explained.

Begin with `calls`. `pacer` keeps the limits of all requests, `rate_limits` those of one channel and Discord's
global pause; `failures` says what an answer means.
"""
