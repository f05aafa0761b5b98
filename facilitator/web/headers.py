"""Headers of every answer: no store, no referrer, and a content policy without inline script or style."""

from __future__ import annotations

import base64
import hashlib

from flask import Response, request

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self' ws://{host} wss://{host}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types facilitator-frames"
)
REPORT_POLICY = "default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
FEATURES = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()"


def own_policy(css: str) -> str:
    """The policy that a report carries in itself, for when it is opened as a file: its one style by its hash."""
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    return REPORT_POLICY.format(digest=digest)


def report_policy(html: str) -> str:
    """The policy of a report that we serve: its own, and no frame around it, which only a header can say."""
    return own_policy(html.split("<style>", 1)[-1].split("</style>", 1)[0]) + "; frame-ancestors 'none'"


def protect(response: Response) -> Response:
    """Adds the headers; the host in the policy was checked against the allow-list before."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", POLICY.format(host=request.host))
    headers["Referrer-Policy"] = "no-referrer"
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Permissions-Policy"] = FEATURES
    if request.is_secure or request.host.split(":")[0] in ("127.0.0.1", "localhost"):
        # Browsers ignore it elsewhere on plain http, and say so in the console.
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers.setdefault("Cache-Control", "no-store")
    return response
