"""One module per activity kind."""
