"""The consoles of a room: who holds the clicker, and what is watched for tonight. In memory and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass, field

from facilitator.activities.watch import Watched
from facilitator.errors import Refused
from facilitator.plans.model import Plan
from facilitator.workshop import requests as rq
from facilitator.workshop import verdicts as vd
from facilitator.workshop.roles import TERMINAL, Console, permitted


@dataclass
class Consoles:
    """After a restart the terminal's console holds the clicker, and the list of tonight is empty."""

    holder: str = TERMINAL.id
    tonight: Watched = field(default_factory=Watched)

    def permitted(self, request: rq.Command, by: Console) -> Refused | None:
        return permitted(request, by, self.holder)

    def come_back(self) -> None:
        """A fresh link from the terminal was opened: whoever stands at the laptop has the clicker."""
        self.holder = TERMINAL.id

    def watched(self, plan: Plan) -> Watched:
        """The plan's names and words, and those of tonight."""
        return Watched(plan.moderation.names, plan.moderation.words).and_also(self.tonight)

    def carry_out(self, request: vd.Watch | vd.Take | vd.Give, by: Console, leads: set[str]) -> Refused | None:
        """Does what leaves no event; None when it is done. `leads` are the consoles of leads that are connected."""
        match request:
            case vd.Watch(names=names, words=words):
                self.tonight = Watched(names, words)
            case vd.Take():
                self.holder = by.id
            case vd.Give(to=to):
                if to not in leads:
                    return Refused("nobody_there")
                self.holder = to
        return None
