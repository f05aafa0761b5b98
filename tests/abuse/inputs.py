"""The 77 hostile inputs by number, what they are, and which still wait for a feature they would attack."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

INPUTS = dict(enumerate((
    # transport and handshake
    "Host: evil.example", "Host in disguise", "socket from another origin", "socket with Host and Origin of another",
    "socket with Origin: null", "X-Forwarded-* from a client", "socket without Origin and token",
    "socket that never connects", "1,000 sockets that show no token", "polling transport",
    "slow, endless, oversized and lying requests", "path tricks",
    # socket frames
    'emits "disconnect"', 'emits "connect"', "packets out of shape", "deep JSON, endless ack ids", "a frame of 900 KB",
    "attachments and binary", "3,000 namespaces", "events that would join another room", "acks for nothing",
    "acks that never come",
    # joining
    "one ticket on 200 phones at once", "tickets foreign, void, broken and mistyped", "10,000 guesses of a code",
    "joining after the doors closed", "a second device with the same ticket", "bearer tokens cut, foreign and huge",
    "a console link again, late and from the screen", "console secrets on the screen",
    # texts
    "script, img, svg, iframe", "ends of elements and templates", "addresses and Markdown", "turned directions",
    "stacked marks", "invisible characters", "half a character", "control characters", "nothing to read",
    "texts too long", "one long word, many lines", "many scripts", "SQL", "JSON out of shape", "versions out of range",
    "slots of nobody", "one text fifty times", "names, numbers and addresses of people", "words of the program itself",
    "QR codes made of text",
    # votes and commands
    "votes out of the question", "votes out of time", "500 edits in 10 seconds", "an old packet after a withdrawal",
    "two nexts at once", "release from four, threshold lowered", "asking for one seat's data",
    # plans and imports
    "aliases", "tags", "depth, digits, keys, size", "keys twice, words that YAML changes", "HTML in a plan",
    "paths in a plan", "zip archives", "encodings",
    # exports
    "cells that are formulas", "separators in cells", "the report from a file", "titles as file names",
    "metadata", "the archive while a part is open", "an end of script in JSON",
    # the machine
    "another machine under our name", "the projector's browser", "synced and readable folders", "a public address",
    "debug mode",
), start=1))  # fmt: skip
"""What stands in the way of each is in its tests."""

DOORS, BODIES = "tests/server/test_doors.py", "tests/server/test_hostile.py"
TICKETS, VERIFY = "tests/server/test_tickets.py", "tests/archive/test_verify.py"
ROOMS = "tests/server/test_ticket_rooms.py"
SOCKETS, READERS = "tests/server/test_hostile_sockets.py", "tests/server/test_slow_readers.py"
ELSEWHERE: dict[int, tuple[str, ...]] = {
    2: (f"{DOORS}::test_another_name_is_misdirected_before_anything_else_is_looked_at",),
    11: (f"{BODIES}::test_a_megabyte_is_refused_and_so_is_a_body_without_a_length",),
    12: (f"{DOORS}::test_no_path_leads_out_of_the_archive_or_the_static_files",),
    15: (f"{SOCKETS}::test_two_packets_that_are_not_ours_are_ignored_and_a_third_ends_the_line",),
    22: (f"{READERS}::test_a_silent_client_is_dropped_after_twenty_seconds_and_its_neighbour_is_not",),
    23: (f"{TICKETS}::test_one_ticket_in_two_hundred_clients_is_one_seat_and_one_ballot",),
    24: (f"{TICKETS}::test_wrong_void_foreign_and_mangled_tickets_are_told_the_same",),
    25: (f"{TICKETS}::test_ten_thousand_guesses_open_nothing",),
    26: (f"{ROOMS}::test_closed_doors_keep_out_who_never_had_a_seat", f"{ROOMS}::test_closed_doors_of_an_open_room"),
    27: (
        f"{TICKETS}::test_the_last_phone_has_the_seat_and_the_first_is_told",
        f"{TICKETS}::test_a_seat_that_went_on_elsewhere_sends_nothing_more_from_the_first_phone",
    ),
    28: (f"{DOORS}::test_each_token_opens_its_own_doors_and_no_others",),
    44: (f"{BODIES}::test_a_body_that_is_not_a_ballot_is_refused_and_nothing_is_stored",),
    45: (f"{BODIES}::test_a_version_that_is_no_version_is_refused_by_its_name",),
    54: ("tests/server/test_votes.py::test_a_late_packet_does_not_bring_a_withdrawn_vote_back",),
    56: ("tests/workshop/test_edits.py",),
    64: (
        f"{VERIFY}::test_hostile_zips_are_refused_in_a_sentence_and_write_nothing",
        f"{VERIFY}::test_hostile_folders_are_refused",
    ),
    66: ("tests/archive/test_formats.py::test_no_cell_of_the_workbook_is_a_formula_or_a_link",),
}  # fmt: skip
"""Tests of other folders that hold a number too, or alone."""

WAITING: dict[int, str] = {}
"""Not counted until the feature is there: take the line out and write the attack."""

Act = Callable[..., None]


class Attacks:
    """The attacks of a section, each under its number."""

    def __init__(self, first: int, last: int) -> None:
        self._numbers = range(first, last + 1)
        self._found: list[tuple[str, Act]] = []

    def __call__(self, number: int, more: str = "") -> Callable[[Act], Act]:
        """`more` sets a second attack of the same number apart."""
        assert number in self._numbers
        name = f"{number:02d} {INPUTS[number]}" + (f", {more}" if more else "")

        def keep(act: Act) -> Act:
            self._found.append((name, act))
            return act

        return keep

    def cases(self) -> list[Any]:
        """In the order in which they are written: some move the room on."""
        return [pytest.param(act, id=name) for name, act in self._found]
