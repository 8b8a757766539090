"""Who subscribes: what a subscription asks for, and how it is changed while alerts wait."""
