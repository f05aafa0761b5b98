"""`python -m tests.abuse`: prints the list."""

from __future__ import annotations

from tests.abuse.listing import PLACES, held_by, lines
from tests.collected import collected

print("\n".join(lines(held_by(collected(*PLACES)))))
