"""Invented evenings without a server: what people typed, what became of it, and every page and file they then had."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from random import Random
from typing import Any

from facilitator.activities.base import Asked
from facilitator.activities.kinds import harvest
from facilitator.activities.registry import activity
from facilitator.ids import ROOM_WORDS
from facilitator.plans.model import Plan
from facilitator.rehearsal.evening import Evening
from facilitator.rehearsal.heard import Heard
from facilitator.rehearsal.moderation import VISIBLE, Moderation, softer
from facilitator.rehearsal.outbox import Ballot, Place
from facilitator.rehearsal.pages import Card
from facilitator.rehearsal.person import Person
from facilitator.rehearsal.script import Script
from facilitator.rehearsal.traces import canonical

OPENINGS = (
    "I do not know how to tell my own people that", "My brother in law asked me to promise that",
    "After the meeting on Thursday somebody wrote to me that", "Everybody in our street says that",
    "If I am honest with the people in this room,", "We have known for a year and a half that",
    "The ones who shout the loudest at home think that", "What keeps me awake at night is that",
)  # fmt: skip
MIDDLES = (
    "the harbour belongs to those who work in it", "we would lose the only hall that we have",
    "they have every reason to be angry with us", "nobody wants to be the first to ask for help",
    "it was us who broke the agreement last spring", "the money was never meant for our side",
    "one of us has to speak at the next assembly", "I would rather be called a traitor than stay silent",
)  # fmt: skip
ENDINGS = (
    "Whom do I tell first?", "Do I say it out loud or do I wait for somebody else?", "What do I owe to whom in this?",
    "How long can I carry both of these at once?", "Should I ask them before I ask my own people?", "Do I stay?",
)  # fmt: skip
RARE = (
    "heron", "ledger", "quarry", "velvet", "turbine", "marzipan", "gangway", "lighthouse", "saffron", "anvil",
    "kestrel", "pontoon", "orchard", "tarpaulin", "buoy", "sextant", "gravel", "lantern", "cellar", "mooring",
    "thistle", "copper",
)  # fmt: skip
SHORT = ("I do not know", "Trust", "Ask them first", "My own people", "More time", "Nothing that I could say here")
CHANCE = ("Next, in a moment", "Hands up who has a phone", "of 14", "The next real meeting")
VERDICTS = ("show", "show", "show", "soften", "translate", "hold", "safeguard", "test", "attack")


@dataclass
class Pocket:
    """What a phone was told is received: all that a judge asks a phone about."""

    acked: dict[Place, Ballot] = field(default_factory=dict)


def typed(draw: Random, own: bool = False) -> str:
    """A text as people of one evening write: the phrases of their street, and mostly words of their `own`."""
    kind = 0.5 if own else draw.random()
    if kind < 0.15:
        return draw.choice(SHORT)
    if kind < 0.3:
        return draw.choice(harvest.SAMPLES)
    if kind < 0.45:
        return f"{draw.choice(harvest.SAMPLES)} ({', '.join(draw.sample(ROOM_WORDS, 3))})"
    said = [draw.choice(OPENINGS), draw.choice(MIDDLES) + ".", draw.choice(ENDINGS)]
    if kind < 0.9:
        said.insert(draw.randint(0, 3), f"The {' and the '.join(draw.sample(RARE, 4))}.")
    return " ".join(said)


def invented_evening(plan: Plan, script: Script, plan_text: str, seed: int) -> Evening:
    """Eight to twelve people, from their texts to the sealed record. Nothing stands where it may not stand."""
    draw = Random(f"evening.{seed}")
    moderation = Moderation(script, draw)
    evening = Evening(script, plan, plan_text, Heard(), [], moderation)
    people = [Person(f"p{n:02d}", None, lambda *given: (), plan.part, draw) for n in range(draw.randint(8, 12))]
    for person in people:
        person.phone = Pocket()  # type: ignore[assignment]
    evening.people = people
    _write(evening, draw)
    _walk(evening, draw)
    return evening


def _write(evening: Evening, draw: Random) -> None:
    """Everybody's answers in every part that takes words, and what the moderator makes of them."""
    for _, part in evening.plan.parts():
        kind = activity(part)
        if part.kind not in ("harvest", "commitment", "capture"):
            continue
        writers = evening.people[:4] if part.kind == "capture" else evening.people
        for person in writers:
            body = kind.plausible(part, Asked(("a", "b"), groups=(5, 5)), draw)
            if part.kind == "harvest":
                body = {"text": typed(draw, own=person is writers[0])[:600]}
            elif part.kind == "commitment":
                body |= {"will": f"say that {draw.choice(MIDDLES)}"} if draw.random() < 0.7 else {}
                body |= {"with": " ".join(draw.sample(RARE, 5))} if draw.random() < 0.5 else {}
            else:
                some = {id_: typed(draw) if isinstance(words, str) else words for id_, words in body["fields"].items()}
                body = {"fields": some, "done": True}
            person.phone.acked[Place(part.id, 1)] = Ballot(1, body, None)  # type: ignore[union-attr]
        evening.opened[part.id] = 0
    for number, (part, text) in enumerate(evening.wrote()):
        id_ = f"{number:032x}"
        moderation, words = evening.moderation, canonical(text)
        moderation.texts[id_] = Card(id_, "held", words, False, "", (), "", "", part.id)
        verdict = draw.choice(VERDICTS) if part.kind == "harvest" else "show"
        if number == 0:
            verdict = "hold"  # in every evening there is something to give away
        moderation.verdicts[id_] = verdict
        if verdict in VISIBLE:
            moderation.shown[id_] = softer(words) if verdict == "soften" else words
        if verdict == "translate":
            moderation.translated[id_] = f"What this says, in the words of the room ({number})."


def _walk(evening: Evening, draw: Random) -> None:
    """The pages in their order: before the vote nobody sees a text, then the shown ones, and what tables agreed on."""
    heard, moderation = evening.heard, evening.moderation
    texts = [words for id_, words in moderation.shown.items() if moderation.texts[id_].part == "dilemmas"]
    draw.shuffle(texts)
    for _, part in evening.plan.parts():
        evening.opened[part.id] = len(heard.pages)
        words = [part.title, getattr(part, "phone", ""), getattr(part, "screen", ""), draw.choice(CHANCE), part.say]
        asked = "".join(f"<p class='said'>{escape(str(said))}</p>" for said in words if said)
        heard.note(
            "phone", part.id, "open", f'<main data-part="{part.id}"><h1>{draw.randint(5, 18)}</h1>{asked}</main>'
        )
        if part.kind == "vote":
            items = "".join(
                f'<li data-item="{n}"><p dir="auto">{escape(text)}</p></li>' for n, text in enumerate(texts)
            )
            heard.note("phone", part.id, "", f"<ul>{items}</ul>")
            names = "".join(f"<li><bdi>{escape(' '.join(text.split()[:6]))}…</bdi></li>" for text in texts)
            heard.note("screen", part.id, "revealed", f"<ol>{names}</ol>")
        if part.kind == "capture":
            said = [b.body["fields"] for p, b in _acked(evening) if p.part == part.id and b.body]
            rows = [f"<dd>{escape(w)}</dd>" for fields in said for w in fields.values() if isinstance(w, str)]
            heard.note("screen", part.id, "open", f"<dl>{''.join(rows)}</dl>")
        moved = "".join(f"<td>{escape(w)}</td>" for w in draw.sample([*texts, *CHANCE], 3))
        if part.kind in ("groups", "consult"):
            heard.note("phone", part.id, "open", f"<tr>{moved}</tr>")


def _acked(evening: Evening) -> list[tuple[Place, Ballot]]:
    return [pair for person in evening.people for pair in person.phone.acked.items()]  # type: ignore[union-attr]


def files_of(evening: Evening) -> dict[str, str]:
    """What an honest server keeps of it."""
    bodies = [*evening.moderation.shown.values(), *evening.moderation.translated.values()]
    listed = "".join(f'{{"body": "{body}"}}, ' for body in bodies)
    quotes = "".join(f"<blockquote>{escape(body)}</blockquote>" for body in bodies)
    return {"archive/session.json": listed, "archive/report.html": quotes, "plan.yaml": evening.plan_text}


def secrets(evening: Evening) -> list[str]:
    """Texts that nobody ever saw and that have words of their own."""
    hidden = [canonical(text) for text in evening.moderation.never_shown()]
    return [text for text in hidden if sum(word in text for word in RARE) >= 4]


def variants(text: str, draw: Random) -> Any:
    """The same words as they might turn up: whole or in part, in other letters, escaped, between tags."""
    words = text.split()
    rare = [i for i, word in enumerate(words) if word.strip(".").casefold() in RARE]
    half = " ".join(words[max(0, rare[0] - 2) : rare[-1] + 2])
    said = draw.choice([text, half])
    return draw.choice([
        said, said.upper(), "\n ".join(said.split()), escape(said), escape(escape(said)),
        said.replace(" and ", " <b>and</b> "), said.replace(" ", "&#32;"), "".join(f"\\u{ord(c):04x}" for c in said),
    ])  # fmt: skip
