"""`facilitator` without its hardening, so that a test can look into the memory of the server too: only tests start it."""

from __future__ import annotations

from facilitator import serve
from facilitator.cli import main

if __name__ == "__main__":
    serve.harden = lambda: None
    main()
