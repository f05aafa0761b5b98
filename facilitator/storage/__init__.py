"""Tables and the one thread that writes them."""
