"""`facilitator` without hardening: a test looks into the memory of the server too. Only tests start it."""

from __future__ import annotations

from facilitator import serve
from facilitator.cli import main

if __name__ == "__main__":
    serve.harden = lambda: None
    main()
