"""What can be taken back for an hour: changes of subscriptions, and their ends."""
