"""`/alerts settings`: `actions` answers; `panel`, `forms` and `warnings` are what people see."""
