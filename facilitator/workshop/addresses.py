"""To what side each item of a part is addressed, as the tables said in the part that its items come from. Pure."""

from __future__ import annotations

from facilitator.activities import addressing
from facilitator.activities.base import PartConfig
from facilitator.activities.registry import activity
from facilitator.workshop.state import Workshop


def addresses(w: Workshop, part: PartConfig) -> dict[str, str]:
    """{text id: side} of everything that was addressed for `part`; empty where its items are for everybody."""
    links = activity(part).links(part)
    source = w.plan.part(links.items_from) if links.items_from is not None else None
    if source is None or links.addressed_by is None:
        return {}
    return addressing.addresses(source, w.parts[source.id].results, links.addressed_by)


def addressed(w: Workshop, part: PartConfig) -> tuple[str, ...]:
    """For each item of `part` the side it is addressed to, "" where that is no longer known; empty where none is."""
    to = addresses(w, part)
    return tuple(to.get(item, "") for item in w.parts[part.id].items) if to else ()
