"""A server with one thing wrong: `sabotage.py NAME run PLAN …`. Only tests start it."""

from __future__ import annotations

from gevent import monkey

monkey.patch_all()

import os  # noqa: E402
import re  # noqa: E402
import sys  # noqa: E402
from collections.abc import Callable  # noqa: E402
from html import escape  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from facilitator.activities import tally  # noqa: E402
from facilitator.archive import build  # noqa: E402
from facilitator.ballots.box import Box  # noqa: E402
from facilitator.ballots.seats import Seats  # noqa: E402
from facilitator.cli import main  # noqa: E402
from facilitator.errors import Refused  # noqa: E402
from facilitator.live import closing, intake  # noqa: E402
from facilitator.live.room import Room  # noqa: E402
from facilitator.web import frames, screen, socket  # noqa: E402
from facilitator.workshop import events, moderation, rules, verdicts  # noqa: E402
from tests.rehearsal.patching import replace, say  # noqa: E402


def loses_a_vote() -> None:
    """One ballot fewer is released than was acknowledged."""
    honest = closing.release
    fewer = lambda part, ballots, *more: honest(part, ballots[1:] if hasattr(part, "votes") else ballots, *more)  # noqa: E731
    replace(closing, "release", fewer)


def loses_a_tap() -> None:
    """The same where no script expects a number: a question that is not secret."""
    honest = closing.release
    fewer = lambda part, ballots, *more: honest(part, ballots[1:] if part.anonymity == "none" else ballots, *more)  # noqa: E731
    replace(closing, "release", fewer)


def names_authors_in_the_archive() -> None:
    """session.json says which seat a text came from."""
    written, honest = _written_by(), build.contents

    def contents(*given: Any) -> dict[str, Any]:
        found = honest(*given)
        for part in found["parts"]:
            for text in part["texts"]:
                text["by"] = written.get(text["body"], "")
        return found

    replace(build, "contents", contents)


def names_authors_on_the_console() -> None:
    """The card of a text carries the number of its author's seat in the order of joining."""
    written = _written_by()
    seats: list[str] = []

    def told(audience: str, html: str) -> str:
        for words, seat in written.items():
            if seat not in seats:
                seats.append(seat)
            body = f'<p class="sheet__text" dir="auto">{escape(words, quote=False)}</p>'
            html = html.replace(body, f'<p class="quiet">{seats.index(seat)}</p>{body}')
        return html

    _pages(told)


def names_authors_on_the_wall() -> None:
    """The order of votes on the screen has the place of its author beside each text."""
    places = iter(range(1000))

    def told(audience: str, html: str) -> str:
        return re.sub(r"</bdi></li>", lambda m: f"</bdi> {next(places)}</li>", html) if audience == "screen" else html

    _pages(told)


def shows_a_cell_of_two() -> None:
    honest = tally.pool_sides
    replace(tally, "pool_sides", lambda sizes, k: honest(sizes, 2))


def counts_a_side() -> None:
    """The names of cells on the wall carry how many stand there."""

    def told(audience: str, html: str) -> str:
        return html.replace("</li>", " <b>5</b></li>") if 'class="wall-cells' in html else html

    _pages(told)


def shows_a_declined_text() -> None:
    """What was declined stays in the pages of the screen, where nobody looks."""
    gone: list[str] = []
    honest = Room.follow

    def follow(self: Room, events: Any, writes: Any = ()) -> None:
        gone.extend(self.words[write.text].body for write in writes if write.do == "forget")
        honest(self, events, writes)

    replace(Room, "follow", follow)
    _pages(lambda audience, html: html + "".join(f"<!--{escape(t)}-->" for t in gone if audience == "screen"))


def keeps_a_declined_text() -> None:
    """The words of a declined text are still in the database after the seal."""
    from facilitator.storage import texts

    replace(texts, "forget", lambda *given: None)


def counts_a_retry_twice() -> None:
    seen: set[tuple[Any, ...]] = set()
    honest = Box.put

    def put(self: Box, part: str, round_: int, subject: str, slot: int, version: int, *rest: Any) -> Any:
        again = (part, subject, slot, version) in seen
        seen.add((part, subject, slot, version))
        return honest(self, part, round_, f"{subject}+" if again else subject, slot, version, *rest)

    replace(Box, "put", put)


def refuses_a_retry() -> None:
    seen: set[tuple[Any, ...]] = set()
    honest = Box.put

    def put(self: Box, part: str, round_: int, subject: str, slot: int, version: int, *rest: Any) -> Any:
        if (part, subject, slot, version) in seen:
            return Refused("closed")
        seen.add((part, subject, slot, version))
        return honest(self, part, round_, subject, slot, version, *rest)

    replace(Box, "put", put)


def sends_a_text_back() -> None:
    """A phone that asks for its own ballots gets the words with them."""
    written = _written_by()

    def told(audience: str, html: str) -> str:
        return html + "".join(f"<i>{escape(t)}</i>" for t in list(written)[:1] if audience == "phone")

    _pages(told)


def shows_a_merged_text() -> None:
    """The words of a text that another stands for are on every phone, where nobody looks."""
    merged: list[str] = []
    honest = Room.follow

    def follow(self: Room, happened: Any, writes: Any = ()) -> None:
        merged.extend(self.words[event.text].body for event in happened if isinstance(event, events.TextMerged))
        honest(self, happened, writes)

    replace(Room, "follow", follow)
    _pages(lambda audience, html: html + "".join(f"<!--{escape(t)}-->" for t in merged if audience == "phone"))


def merges_nothing() -> None:
    """A merged text is only kept aside."""

    def merge(request: Any, w: Any, at: Any) -> Any:
        say("reached", "merge")
        return moderation.hold(verdicts.Hold(name="hold", texts=(request.text,)), w, at)

    honest = rules._decide.dispatch(verdicts.Merge)
    rules._decide.register(verdicts.Merge, merge)
    if honest not in (merge, rules._decide.dispatch(object)):
        say("replaced", "merge")


def gives_a_seat_twice() -> None:
    """Who comes when twelve are there gets the seat of the first, with all that was sent from it."""
    honest, who = Seats.join, Seats.who
    seen: list[str] = []

    def remembered(self: Seats, token: str) -> Any:
        seen.append(token)
        return who(self, token)

    def join(self: Seats, token: str | None = None) -> Any:
        return honest(self, seen[0] if len(self._by_hash) >= 12 and not token else token)

    replace(Seats, "join", join)
    replace(Seats, "who", remembered)


def leaves_the_note_out() -> None:
    """The safeguarding note is taken and stands on no phone."""
    _pages(lambda audience, html: html.replace("I am at the back of the room", "") if audience == "phone" else html)


def dies() -> None:
    """The process ends while people answer, and nobody starts it again."""
    honest, taken = intake.put, [0]

    def put(*given: Any) -> Any:
        taken[0] += 1
        if taken[0] == 20:
            os._exit(1)
        return honest(*given)

    replace(intake, "put", put)


def prints() -> None:
    """Something is said of a ballot on standard error."""
    honest = intake.put

    def put(*given: Any) -> Any:
        if given[2] == "dilemmas":
            print("a ballot", file=sys.stderr, flush=True)
        return honest(*given)

    replace(intake, "put", put)


def _written_by() -> dict[str, str]:
    """Which seat sent which words, filled as they come."""
    written: dict[str, str] = {}
    honest = intake.put

    def put(room: Any, seat: str, part: str, round_: int, slot: int, version: int, body: Any, side: Any) -> Any:
        if isinstance(body, dict) and "text" in body:
            written[str(body["text"])] = seat
        return honest(room, seat, part, round_, slot, version, body, side)

    replace(intake, "put", put)
    return written


def _pages(told: Callable[[str, str], str]) -> None:
    """Lets `told` change every page of every audience; one that is never changed is a sabotage without effect."""
    honest = frames.frame_set
    say("replaced", "pages")

    def changed(audience: str, html: str) -> str:
        found = told(audience, html)
        if found != html:
            say("reached", "pages")
        return found

    def frame_set(flask: Any, here: Any, audience: str, *rest: Any) -> dict[str, Any]:
        found = honest(flask, here, audience, *rest)
        return {**found, "frames": {name: changed(audience, html) for name, html in found["frames"].items()}}

    holders = [vars(frames), vars(screen), socket.encoded.__globals__]
    if any(holder.get("frame_set") is not honest for holder in holders):
        sys.exit("The pages are made elsewhere now: this sabotage patches nothing.")
    for holder in holders:
        holder["frame_set"] = frame_set


def misses() -> None:
    """Only to show that it is found out: replaces what no evening reaches."""
    replace(moderation, "unmerge", lambda *given: None)


def misnames() -> None:
    """Only to show that it is found out: the product has nothing of this name."""
    replace(closing, "no_such_function", lambda *given: None)


if __name__ == "__main__":
    if sys.argv[1] not in globals():
        sys.exit(f"There is no sabotage {sys.argv[1]}.")
    globals()[sys.argv[1]]()
    main(sys.argv[2:])
