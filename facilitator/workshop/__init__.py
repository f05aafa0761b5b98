"""The workshop core: requests in, events out, state folded from events. Pure."""
