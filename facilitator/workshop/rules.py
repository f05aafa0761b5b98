"""`decide`: what a request makes happen in a workshop, or why it is refused. Nothing here knows a clock or a disk."""

from __future__ import annotations

from functools import singledispatch

from facilitator.activities.registry import activity, steps_in
from facilitator.clock import Moment
from facilitator.errors import Refused
from facilitator.workshop import choosing, controls, cuts, moderation, moves
from facilitator.workshop import events as ev
from facilitator.workshop import requests as rq
from facilitator.workshop import verdicts as vd
from facilitator.workshop.decision import Decision, just
from facilitator.workshop.moves import asks as asks
from facilitator.workshop.moves import opening as opening
from facilitator.workshop.revise import edited_part
from facilitator.workshop.state import Phase, Workshop


def decide(w: Workshop, request: rq.Command, at: Moment) -> Decision | Refused:
    """What `request` does to `w` at run minute `at`. `Seal` and `ShowUnflagged` need more than `w`: see `live.room`."""
    if w.sealed:
        return Refused("sealed")
    return _decide(request, w, at)


def closed(
    w: Workshop, part: str, received: int, withheld: bool, results: dict[str, object] | None, texts: tuple[str, ...],
    rough: bool = False, agreed: tuple[str, ...] = (),
) -> tuple[ev.Event, ...]:  # fmt: skip
    """The events of a finished close: closed, what a group agreed to show, and revealed at once where the plan says
    so."""
    config = w.plan.part(part)
    if config is None:
        raise ValueError(part)
    done: tuple[ev.Event, ...] = (ev.PartClosed(part, w.parts[part].round, received, withheld, results, texts, rough),)
    if agreed:
        done = (*done, ev.TextsShown(agreed))
    if config.reveal in ("never", "on_tap"):
        return done
    return (*done, ev.PartRevealed(part, activity(config).steps(config) if withheld else 1))


@singledispatch
def _decide(request: rq.Command, w: Workshop, at: Moment) -> Decision | Refused:
    raise TypeError(f"no rule for {type(request).__name__}")


@_decide.register
def _(request: rq.Close, w: Workshop, at: Moment) -> Decision | Refused:
    if w.now.phase is Phase.CLOSING:
        return Refused("closing")
    if w.now.phase is not Phase.OPEN or not asks(w, w.part):
        return Refused("not_open")
    return controls.close_part(w)


@_decide.register
def _(request: rq.Undo, w: Workshop, at: Moment) -> Decision | Refused:
    if w.now.phase is not Phase.CLOSING:
        return Refused("not_closing")
    return just(ev.ClosingUndone(w.part.id, w.now.round))


@_decide.register
def _(request: rq.Reveal, w: Workshop, at: Moment) -> Decision | Refused:
    if w.now.phase not in (Phase.CLOSED, Phase.REVEALED) or w.part.reveal == "never":
        return Refused("nothing_to_reveal")
    if w.now.step >= steps_in(w.part, w.now.results):
        return Refused("nothing_to_reveal")
    return just(ev.PartRevealed(w.part.id, w.now.step + 1))


@_decide.register
def _(request: rq.Reopen, w: Workshop, at: Moment) -> Decision | Refused:
    if open_parts(w) and w.part.id not in open_parts(w):
        return Refused("another_part_open")
    if w.now.phase in (Phase.CLOSED, Phase.REVEALED):
        return just(opening(w, w.part, at, w.now.round + 1))
    if w.now.phase is Phase.OPEN and not asks(w, w.part) and opening(w, w.part, at).items:
        # Opened over nothing, because nothing was shown yet: nobody has answered, so it is the same round.
        return just(opening(w, w.part, at, w.now.round))
    return Refused("already_open")


@_decide.register
def _(request: rq.Extend, w: Workshop, at: Moment) -> Decision | Refused:
    return just(ev.TimeExtended(w.part.id, request.seconds))


@_decide.register
def _(request: rq.Pause, w: Workshop, at: Moment) -> Decision | Refused:
    return just() if w.paused else just(ev.TimePaused())


@_decide.register
def _(request: rq.Resume, w: Workshop, at: Moment) -> Decision | Refused:
    return just(ev.TimeResumed()) if w.paused else just()


@_decide.register
def _(request: rq.Black, w: Workshop, at: Moment) -> Decision | Refused:
    return just() if w.black else just(ev.ScreenBlackened())


@_decide.register
def _(request: rq.Light, w: Workshop, at: Moment) -> Decision | Refused:
    return just(ev.ScreenLit()) if w.black else just()


@_decide.register
def _(request: rq.Edit, w: Workshop, at: Moment) -> Decision | Refused:
    part = w.plan.part(request.part)
    if part is None:
        return Refused("unknown_part")
    if w.parts[part.id].phase is not Phase.READY:
        return Refused("not_editable")
    edited = edited_part(part, request.changes)
    return edited if isinstance(edited, Refused) else just(ev.PartEdited(part.id, request.changes))


@_decide.register
def _(request: rq.EditSides, w: Workshop, at: Moment) -> Decision | Refused:
    # Once somebody may have stood on a side, renaming it would move them without asking.
    if _sides_are_fixed(w):
        return Refused("not_editable", "sides")
    if len({side.id for side in request.sides}) < len(request.sides):
        return Refused("malformed", "sides")
    return just(ev.SidesEdited(tuple(side.model_dump() for side in request.sides)))


def _sides_are_fixed(w: Workshop) -> bool:
    return any(activity(part).asks_side and w.parts[part.id].phase is not Phase.READY for _, part in w.plan.parts())


@_decide.register
def _(request: rq.Heads, w: Workshop, at: Moment) -> Decision | Refused:
    return just(ev.HeadsCounted(request.heads))


@_decide.register
def _(request: rq.Address, w: Workshop, at: Moment) -> Decision | Refused:
    return just(ev.AddressChosen(request.address))


@_decide.register
def _(request: rq.Doors, w: Workshop, at: Moment) -> Decision | Refused:
    if request.state == "closed":
        return just() if w.doors_closed else just(ev.DoorsClosed())
    return just(ev.DoorsOpened()) if w.doors_closed else just()


_decide.register(rq.Next, moves.go_on)
_decide.register(rq.Back, moves.go_back)
_decide.register(rq.Cut, cuts.take)
_decide.register(rq.Show, moderation.show)
_decide.register(vd.Hold, moderation.hold)
_decide.register(rq.Soften, moderation.soften)
_decide.register(rq.Decline, moderation.decline)
_decide.register(rq.NameText, moderation.name_text)
_decide.register(vd.Translate, moderation.translate)
_decide.register(vd.Merge, moderation.merge)
_decide.register(vd.Unmerge, moderation.unmerge)
_decide.register(vd.Safeguard, moderation.safeguard)
_decide.register(vd.TakeDown, moderation.take_down)
_decide.register(vd.Choose, choosing.choose)
_decide.register(rq.Announce, controls.announce)
_decide.register(rq.Unannounce, controls.unannounce)
_decide.register(rq.Freeze, controls.freeze)
_decide.register(rq.Thaw, controls.thaw)


@_decide.register
def _(request: rq.Insert | rq.Uncut, w: Workshop, at: Moment) -> Decision | Refused:
    # Back may have left another part open; what comes in between would open beside it.
    if set(open_parts(w)) - {w.part.id}:
        return Refused("another_part_open")
    return controls.insert(request, w, at) if isinstance(request, rq.Insert) else cuts.take_back(request, w, at)


_decide.register(rq.Remove, controls.remove)


def open_parts(w: Workshop) -> tuple[str, ...]:
    """Parts that still take ballots, the current one or one that Back left behind."""
    return tuple(
        part.id for _, part in w.plan.parts() if w.parts[part.id].phase in (Phase.OPEN, Phase.CLOSING) and asks(w, part)
    )


def begun(w: Workshop) -> bool:
    """Whether anything happened beyond the door: until then a workshop may wait for another day."""
    return w.at > 0 or any(
        activity(p).collects(p) and w.parts[p.id].phase is not Phase.READY for _, p in w.plan.parts()
    )


def sealing(
    w: Workshop,
    joined: int,
    at: Moment,
    tickets: int | None = None,
    void: int | None = None,
    languages: tuple[str, ...] = (),
) -> Decision | Refused:
    """The end of the workshop. Refused while a part still takes ballots: they would be lost."""
    if w.sealed:
        return Refused("sealed")
    if open_parts(w):
        return Refused("still_open")
    return just(ev.WorkshopSealed(joined, at.minute, tickets, void, languages))


def allowed(w: Workshop) -> frozenset[str]:
    """Names of the commands that would not be refused now: what the console enables. Next may need a second tap."""
    if w.sealed:
        return frozenset()
    at = Moment()
    tries: dict[str, rq.Command] = {
        "next": rq.Next(name="next", sure=True), "undo": rq.Undo(name="undo"), "back": rq.Back(name="back"),
        "close": rq.Close(name="close"), "reveal": rq.Reveal(name="reveal"), "reopen": rq.Reopen(name="reopen"),
    }  # fmt: skip
    able = {name for name, request in tries.items() if isinstance(decide(w, request, at), Decision)}
    if not _sides_are_fixed(w):
        able.add("edit_sides")
    if set(open_parts(w)) <= {w.part.id}:
        able.add("insert")
    able |= {"extend", "resume" if w.paused else "pause", "light" if w.black else "black", "announce"}
    if w.now.phase is not Phase.CLOSING:
        able.add("thaw" if w.frozen else "freeze")
    if not open_parts(w) and cuts.at_the_end(w):
        able |= {"seal", "gather"}
    return frozenset(able)
