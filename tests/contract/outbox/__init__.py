"""Cases of the outbox that the random sequences of `tests/contract/model` seldom reach."""
