"""`python -m tests.abuse`: prints the list."""

from __future__ import annotations

from tests.abuse.listing import held_by, lines

print("\n".join(lines(held_by())))
