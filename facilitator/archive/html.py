"""The report as a page: one file to read and print. No script, nothing fetched, one style."""

from __future__ import annotations

from facilitator.archive.copies import Copy
from facilitator.archive.pages import page, spoken
from facilitator.archive.view import report_view


def report(copy: Copy) -> str:
    """The report in the language of the plan."""
    return page("archive/report.html", spoken(copy.record.plan.language), **report_view(copy))
