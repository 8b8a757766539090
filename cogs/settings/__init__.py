"""`/alerts settings`: `actions` answers and has the forms; `panel` is what people see."""
