"""The ballot box: encrypted rows under a part's own key, and the close that shuffles them and destroys it.

A row is (part round, tag); tag = HMAC(key, subject and slot), so the same phone replaces its own ballot and nobody
without the key can tell whose it is. When the key is gone, neither can anybody else (SECURITY.md, the ballot box).
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Collection, Mapping
from secrets import SystemRandom
from typing import Any, TypeVar

from sqlalchemy import Connection, delete, select

from facilitator.activities.base import Ballot
from facilitator.ballots.keystore import Keystore
from facilitator.ballots.receipts import LostKey, Own, Receipt
from facilitator.ballots.rounds import Counts, Round, mark_of, tag_of
from facilitator.ballots.sealing import open_sealed, seal
from facilitator.ballots.span import MARK
from facilitator.errors import Refused
from facilitator.storage.tables import ballots
from facilitator.storage.writer import Writer

__all__ = ["Box", "LostKey", "Own", "Receipt"]

T = TypeVar("T")
Finish = Callable[[Connection, list[Ballot], int], T]
FinishSeated = Callable[[Connection, list[Ballot], int, Mapping[str, Ballot]], T]


class Box:
    """Ballots of workshop `code`. `step` is told each step of a close, so that tests can pull the plug there."""

    def __init__(
        self, writer: Writer, keystore: Keystore, code: str, step: Callable[[str], None] = lambda name: None
    ) -> None:
        self._writer = writer
        self._keystore = keystore
        self._code = code
        self._step = step
        self._rounds: dict[tuple[str, int], Round] = {}

    def open(self, part: str, round_: int) -> None:
        """Begins to take ballots for a round; its key is on the disk when this returns."""
        if (part, round_) not in self._rounds:
            self._rounds[part, round_] = Round(self._keystore.make(self._name(part, round_)))

    def put(
        self, part: str, round_: int, subject: str, slot: int, version: int, answer: dict[str, Any] | None,
        side: str | None,
    ) -> Receipt | Refused:  # fmt: skip
        """Records a ballot iff `version` is newer than what is there; None withdraws. Returns after the fsync.

        An equal or older version is answered with what is stored, so that retries and late packets are harmless.
        """
        if not 1 <= version <= 1_000_000_000:
            return Refused("bad_version")
        found = self._rounds.get((part, round_))
        if found is None or found.closing:
            return Refused("closed")
        tag = tag_of(found.key, subject, slot)
        before = found.ballots.get(tag)
        if before is not None and before[0] >= version:
            return self._receipt(found, tag)
        person = mark_of(found.key, subject)
        words = {"a": answer, "s": side, "p": person, "x": 1 if answer is None else 0}
        row = self._row(part, round_, tag, version, seal(found.key, words, self._aad(part, round_, tag)))
        found.fresh.add(person)
        # Handed in before the closing transaction (checked above, no switch in between), so it is written before it.
        self._writer.put_ballot(row)
        now = found.ballots.get(tag)
        if now is None or now[0] < version:
            found.people[tag] = person
            found.ballots[tag] = (version, None if answer is None else Ballot(answer, side))
        return self._receipt(found, tag)

    def own(self, part: str, round_: int, subject: str, slots: int) -> list[Own]:
        """The versions and receipts of one subject."""
        found = self._rounds.get((part, round_))
        if found is None:
            return []
        tags = ((slot, tag_of(found.key, subject, slot)) for slot in range(slots))
        there = ((slot, self._receipt(found, tag)) for slot, tag in tags if tag in found.ballots)
        return [Own(slot, r.version, r.receipt, r.withdrawn) for slot, r in there]

    def sent(self, part: str, round_: int, subject: str, slot: int = 0) -> Ballot | None:
        """What a subject sent: only for those who sit at its table, and for the signs that phones were dealt."""
        found = self._rounds.get((part, round_))
        return found.ballots.get(tag_of(found.key, subject, slot), (0, None))[1] if found else None

    def dealt(self, part: str, round_: int) -> dict[bytes, tuple[int, ...]]:
        """Everything that was dealt in a round, by tag."""
        found = self._rounds.get((part, round_))
        return dict(found.deals) if found else {}

    def view(self, part: str, round_: int) -> list[Ballot]:
        """The ballots so far, decrypted; only for parts that are not secret and for the close."""
        found = self._rounds.get((part, round_))
        return [b for _, b in found.ballots.values() if b is not None] if found else []

    def people(self, part: str, round_: int, counts: Counts) -> int:
        """How many subjects have an answer that `counts`, in whatever slot."""
        found = self._rounds.get((part, round_))
        return found.count(counts) if found else 0

    def fresh(self, part: str, round_: int) -> int:
        """How many subjects sent or changed something since `look`; after a restart, since the restart."""
        found = self._rounds.get((part, round_))
        return len(found.fresh) if found else 0

    def look(self, part: str, round_: int) -> list[Ballot]:
        """What `view` gives, counted as seen."""
        found = self._rounds.get((part, round_))
        if found is not None:
            found.fresh.clear()
        return self.view(part, round_)

    def rounds(self) -> set[tuple[str, int]]:
        """Rounds that take ballots."""
        return set(self._rounds)

    def shred(self, part: str, round_: int) -> None:
        """Forgets a round without releasing anything: its rows go, then its key. Safe to repeat."""
        found = self._rounds.get((part, round_))
        if found is None:
            return
        found.closing = True
        if found.ballots or found.fresh:
            self._writer.alone(lambda conn: conn.execute(delete(ballots).where(*self._where(part, round_))))
        self._keystore.destroy(self._name(part, round_))
        del self._rounds[part, round_]

    def deal(
        self, part: str, round_: int, subject: str, make: Callable[[int], tuple[int, ...]]
    ) -> tuple[int, ...] | None:
        """What `subject` was dealt, drawn by `make(turn)` at the first request and kept as an encrypted row."""
        found = self._rounds.get((part, round_))
        if found is None:
            return None
        tag = tag_of(found.key, subject, "deal")
        if tag not in found.deals:
            found.deals[tag] = make(len(found.deals))
            if found.closing:
                return found.deals[tag]  # a row written now would outlive its round
            ct = seal(found.key, {"d": list(found.deals[tag])}, self._aad(part, round_, tag))
            self._writer.put_ballot(self._row(part, round_, tag, 1, ct))
        return found.deals[tag]

    def close(self, part: str, round_: int, counts: Counts, finish: Finish[T]) -> T:
        """Releases a round: one transaction decrypts, shuffles, lets `finish` write the outcome and deletes the rows;
        then the log is emptied and the key destroyed. If `finish` fails, nothing happened and ballots are taken again.
        Of who sent which ballots `finish` is told how many people have one that `counts`, and nothing else.

        A crash before the commit leaves the round as it was; one after it leaves a key that `recover` destroys.
        """
        return self.close_seated(part, round_, counts, (), lambda conn, there, people, _: finish(conn, there, people))

    def close_seated(
        self, part: str, round_: int, counts: Counts, subjects: Collection[str], finish: FinishSeated[T]
    ) -> T:
        """Like `close`; `finish` is told of each of `subjects` what it sent, for what only they will be told again."""
        found = self._rounds[part, round_]
        found.closing = True

        def job(conn: Connection) -> T:
            read = self._read(conn, part, round_, found.key)
            there = read.ballots
            shuffled = [ballot for _, ballot in there.values() if ballot is not None]
            SystemRandom().shuffle(shuffled)
            sent = ((subject, there.get(tag_of(found.key, subject, 0), (0, None))[1]) for subject in subjects)
            self._step("decrypted")
            seated = {subject: ballot for subject, ballot in sent if ballot is not None}
            result = finish(conn, shuffled, read.count(counts), seated)
            self._step("finished")
            conn.execute(delete(ballots).where(*self._where(part, round_)))
            return result

        try:
            result = self._writer.alone(job)
        except BaseException:
            found.closing = False
            raise
        self._step("committed")
        del self._rounds[part, round_]
        self._keystore.let_go(self._name(part, round_))
        self._step("destroyed")
        return result

    def recover(self, open_rounds: set[tuple[str, int]], spans: Collection[str] = ()) -> None:
        """After a restart: reads open rounds back, destroys the keys of all others, drops rows that nobody can open.
        `spans` are keys of spans that last.

        Raises LostKey, before anything is destroyed, if an open round has no key.
        """
        wanted = {self._name(part, round_): (part, round_) for part, round_ in open_rounds}
        for part, round_ in open_rounds:
            if self._keystore.get(self._name(part, round_)) is None:
                raise LostKey(part)
        for name in self._keystore.names():
            if name.startswith(f"{self._code}.") and name not in {f"{self._code}.room", *wanted, *spans}:
                self._keystore.destroy(name)
        for part, round_ in open_rounds:
            self.open(part, round_)
            key = self._rounds[part, round_].key
            self._rounds[part, round_] = self._writer.read(
                lambda conn, p=part, r=round_, k=key: self._read(conn, p, r, k)  # type: ignore[misc]
            )
        self._writer.alone(lambda conn: self._drop_orphans(conn, open_rounds))

    def _read(self, conn: Connection, part: str, round_: int, key: bytes) -> Round:
        found = Round(key)
        rows = conn.execute(select(ballots.c.tag, ballots.c.v, ballots.c.ct).where(*self._where(part, round_)))
        for tag, version, ct in rows:
            words = open_sealed(key, ct, self._aad(part, round_, tag))
            if "d" in words:
                found.deals[tag] = tuple(words["d"])
            else:
                # A row of an older program has no mark: of those the first slot alone counts, as it did there.
                found.people[tag] = words.get("p", "" if words.get("n") else tag.hex())
                found.ballots[tag] = (version, None if words["x"] else Ballot(words["a"], words["s"]))
        return found

    def _drop_orphans(self, conn: Connection, open_rounds: set[tuple[str, int]]) -> None:
        rounds = conn.execute(
            select(ballots.c.part, ballots.c.round).where(ballots.c.workshop == self._code).distinct()
        ).all()
        for part, round_ in rounds:
            if (part, round_) not in open_rounds and not part.endswith(MARK):
                conn.execute(delete(ballots).where(*self._where(part, round_)))

    def _receipt(self, found: Round, tag: bytes) -> Receipt:
        version, ballot = found.ballots[tag]
        mark = hmac.digest(found.key, b"receipt" + tag + str(version).encode(), "sha256")[:8].hex()
        return Receipt(version, mark, withdrawn=ballot is None)

    def _where(self, part: str, round_: int) -> tuple[Any, ...]:
        return ballots.c.workshop == self._code, ballots.c.part == part, ballots.c.round == round_

    def _row(self, part: str, round_: int, tag: bytes, version: int, ct: bytes) -> dict[str, Any]:
        return {"workshop": self._code, "part": part, "round": round_, "tag": tag, "v": version, "ct": ct}

    def _name(self, part: str, round_: int) -> str:
        return f"{self._code}.{part}.{round_}"

    def _aad(self, part: str, round_: int, tag: bytes) -> bytes:
        return f"{self._code}|{part}|{round_}|".encode() + tag
