"""E-mail through the host's SMTP server: `settings` for it, and its client in `smtp`."""
