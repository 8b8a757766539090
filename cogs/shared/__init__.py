"""What several cogs need: who may do what, choices while typing, forms, lines of lists, pages."""
