"""From reading to subscribing, and to others, in one press: `buttons` show it, the other files answer."""
