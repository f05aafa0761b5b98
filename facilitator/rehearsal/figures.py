"""The figures of a bench as a person reads them: each beside its bar, and two runs side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

SATURATED = 0.9
"""Share of a CPU above which the load may have measured itself."""
MANY = 100
"""With fewer phones it is mostly the load's own turns that take time until all are in: no bar then."""
ALL_IN, CHANGE = 18, 15
"""How many times what the bare server needs: for as many requests at once; for one request and a push to everybody."""


@dataclass(frozen=True)
class Row:
    """A figure, what it may be at most in the same unit, and how that bar came about. No bar: a figure to know."""

    name: str
    figure: float
    unit: str
    bar: float | None = None
    why: str = ""

    @property
    def met(self) -> bool | None:
        return None if self.bar is None else self.figure <= self.bar


def rows(found: Mapping[str, Any]) -> Iterator[Row]:
    """Every figure that has a bar, and those that explain them."""
    phones, burst = found["phones"], found["over"] == 0
    yield Row("phones that did not get in", phones - found["joined"], "", 0)
    at_once = found["floor_all_ms"] / 1000
    most = ALL_IN * at_once if phones >= MANY else None
    yield Row("seconds until all were in", found["join_seconds"], "s", most, f"{ALL_IN} x floor {at_once:.2f}")
    yield Row("sockets dropped", found["dropped"], "", 0)
    yield Row("votes not acknowledged", found["sent"] - found["acked"], "", 0)
    yield Row("acknowledged and not counted", found["lost"], "", 0)
    yield Row("counted and never sent", found["doubled"], "", 0)
    factor, floor = (2 if burst else 4), found["floor_ack_ms"]["p95"]
    yield Row("acknowledged, p50", found["ack_ms"]["p50"], "ms")
    yield Row("acknowledged, p95", found["ack_ms"]["p95"], "ms", factor * floor, f"{factor} x floor {floor:.1f}")
    if found["screen_lag_ms"] is not None:
        yield Row("screen behind the last acknowledgement", found["screen_lag_ms"], "ms")
    yield Row("first frames of a phone, p95", found["first_frames_ms"]["p95"], "ms")
    yield Row("stage change, p50", found["stage_change_ms"]["p50"], "ms")
    bare = found["floor_one_ms"] + found["floor_push_ms"]
    yield Row("stage change, p95", found["stage_change_ms"]["p95"], "ms", CHANGE * bare, f"{CHANGE} x floor {bare:.1f}")
    yield Row("pushes that did not arrive", found["late_pushes"], "", 0)
    yield _ratio("CPU of a vote", found["server_cpu_us_per_vote"], 2.0, found["floor_put_cpu_us"])
    yield _ratio("CPU of a pushed frame", found["push_cpu_us"], 3.0, found["floor_send_cpu_us"])
    yield Row("  of it until phones hold it", found["push_send_cpu_us"], "us")
    yield Row("  of it for their answers", found["ack_cpu_us"], "us")
    yield Row("memory of a phone", found["rss_kib_per_phone"], "KiB", 80)
    yield Row("memory of the server", found["rss_mb"], "MB")
    yield Row("load's share of a CPU", found["load_cpu_share"], "", SATURATED)


def _ratio(name: str, figure: float, factor: float, floor: float) -> Row:
    return Row(name, figure, "us", factor * floor, f"{factor:g} x floor {floor:.1f}")


def table(found: Mapping[str, Any]) -> list[str]:
    """The rows as lines of text."""
    head = f"{found['phones']} phones, {found['votes']} votes " + (
        f"over {found['over']:g} s" if found["over"] else "at once"
    )
    lines = [head, f"{'':40}{'figure':>12}{'bar':>12}"]
    for row in rows(found):
        bar = "" if row.bar is None else f"{_number(row.bar)} {row.unit}".strip()
        verdict = {None: "", True: "met", False: "NOT MET"}[row.met]
        lines.append(f"{row.name:40}{_number(row.figure) + ' ' + row.unit:>12}{bar:>12}  {verdict:8}{row.why}".rstrip())
    return lines


def beside(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Every number of two runs and how many times the first the second is."""
    lines = [f"{'':32}{'then':>14}{'now':>14}{'now/then':>10}"]
    old = dict(_flat(before))
    for name, figure in _flat(after):
        if name in old:
            times = f"{figure / old[name]:.2f}" if old[name] else ""
            lines.append(f"{name:32}{_number(old[name]):>14}{_number(figure):>14}{times:>10}")
    return lines


def _flat(found: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, float]]:
    for name, value in found.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{above}{name}.")
        elif isinstance(value, int | float):
            yield f"{above}{name}", float(value)


def _number(value: float) -> str:
    places = 0 if value == int(value) or abs(value) >= 1000 else 1 if abs(value) >= 10 else 2
    return f"{value:.{places}f}"
