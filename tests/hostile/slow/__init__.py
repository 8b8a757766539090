"""What a stranger may write to take much of the processor: of patterns, of bodies, of what is rendered."""
