"""The outbox where random sequences on the model (`tests/contract/model`) do not reach, or seldom.

Each rule was taken out, one at a time, to see which of them the model misses: moves that find something there,
what is dropped because it is not wanted, who steps aside, what is due after a pause. Those have a test here, and
so has what the model knows nothing of: forums, other servers, wrong clocks, plans of several messages.
"""
