"""The arithmetic of agreement and of what may be published. Pure."""
