"""Everything that speaks Discord: the client, rendering, posting and error handling."""
