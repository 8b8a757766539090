"""Tune under an alert: `tune` answers its presses, `tune_view` draws its panel."""
