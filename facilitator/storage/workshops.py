"""The runs of a data folder."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select, update

from facilitator.storage.tables import workshops


@dataclass(frozen=True)
class StoredWorkshop:
    """One run: the plan as it was started, and the date, the finest time that is kept."""

    code: str
    plan_yaml: str
    plan_name: str
    title: str
    practice: bool
    created_on: str
    sealed: bool
    seats: str = "open"


def create(conn: Connection, workshop: StoredWorkshop) -> None:
    conn.execute(workshops.insert(), vars(workshop))


def all_workshops(conn: Connection) -> list[StoredWorkshop]:
    """Every run, newest date first."""
    rows = conn.execute(select(workshops).order_by(workshops.c.created_on.desc(), workshops.c.code))
    return [StoredWorkshop(**row._mapping) for row in rows]


def mark_sealed(conn: Connection, code: str) -> None:
    conn.execute(update(workshops).where(workshops.c.code == code).values(sealed=True))


def keep_plan(conn: Connection, code: str, plan_yaml: str) -> None:
    """Keeps another wording of a run's plan: without what only the evening itself needed."""
    conn.execute(update(workshops).where(workshops.c.code == code).values(plan_yaml=plan_yaml))


def take_up(conn: Connection, workshop: StoredWorkshop) -> None:
    """Writes the plan and the day of a workshop that has not begun: tickets are printed ahead, plans edited after."""
    words = {name: getattr(workshop, name) for name in ("plan_yaml", "plan_name", "title", "created_on")}
    conn.execute(update(workshops).where(workshops.c.code == workshop.code).values(**words))
