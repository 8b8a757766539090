"""The harness's people: their subscriptions, and changes while alerts are pending."""
