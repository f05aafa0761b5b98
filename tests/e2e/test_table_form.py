"""The form of a table: what its scribe typed and tapped survives a reload, and a pen that somebody else took."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from tests.conftest import Server, StartServer
from tests.e2e.conftest import PHONE, NewContext
from tests.e2e.room import Phone

PLAN = Path(__file__).resolve().parents[1] / "server" / "requests.yaml"
WORDS = "Half a sentence, not yet shown"


def seated(server: Server, new_context: NewContext) -> tuple[Phone, Phone]:
    """The two phones of one table, its scribe first."""
    phones = [Phone(new_context(PHONE), server).come_in() for _ in range(2)]
    server.go_to("sides")
    for phone in phones:
        phone.at("sides").reply("The north")
        phone.says("Received.")
    server.go_to("tables")
    for phone in phones:
        phone.at("tables").page.get_by_role("button", name="I am here").tap()
        phone.says("Received.")
    server.do("close")
    server.until("revealed")
    server.go_to("form")
    for phone in phones:
        expect(phone.page.locator("[data-holds], [data-reads]")).to_be_visible()
    writes = [phone.page.locator("[data-holds]").count() for phone in phones]
    assert sorted(writes) == [0, 1]
    return (phones[0], phones[1]) if writes[0] else (phones[1], phones[0])


def test_what_the_scribe_typed_and_tapped_survives_a_reload(start_server: StartServer, new_context: NewContext) -> None:
    scribe, _ = seated(start_server(PLAN), new_context)
    scribe.page.get_by_label("Ask one side for one thing").fill(WORDS)
    scribe.page.get_by_role("button", name="The south").tap()
    scribe.page.reload()
    expect(scribe.page.get_by_label("Ask one side for one thing")).to_have_value(WORDS)
    expect(scribe.page.get_by_role("button", name="The south")).to_have_attribute("aria-pressed", "true")
    expect(scribe.page.get_by_role("button", name="The north")).to_have_attribute("aria-pressed", "false")


def test_a_pen_that_somebody_takes_leaves_the_words_in_a_box_of_their_own(
    start_server: StartServer, new_context: NewContext
) -> None:
    server = start_server(PLAN)
    scribe, other = seated(server, new_context)
    scribe.page.get_by_label("Ask one side for one thing").fill(WORDS)
    other.page.get_by_role("button", name="I write from now on").tap()
    expect(other.page.get_by_label("Ask one side for one thing")).to_have_value("")
    expect(scribe.page.locator("[data-reads]")).to_be_visible()
    expect(scribe.late.locator("textarea")).to_have_value(WORDS)

    other.page.get_by_label("Ask one side for one thing").fill("What the new scribe wrote")
    other.page.get_by_role("button", name="Show it to my table").tap()
    other.says("Received.")
    scribe.page.get_by_role("button", name="I write from now on").tap()  # and back: the table's words, not the old ones
    expect(scribe.page.get_by_label("Ask one side for one thing")).to_have_value("What the new scribe wrote")
    expect(scribe.late.locator("textarea")).to_have_value(WORDS)


def test_nothing_of_two_drafts_is_lost_when_the_first_is_refused_late(
    start_server: StartServer, new_context: NewContext
) -> None:
    server = start_server(PLAN)
    scribe, other = seated(server, new_context)
    field = scribe.page.get_by_label("Ask one side for one thing")
    scribe.context.set_offline(True)
    field.fill("Sent while the Wi-Fi was gone")
    scribe.page.get_by_role("button", name="Show it to my table").tap()
    field.fill("Sent while the Wi-Fi was gone, and then some more")
    other.page.get_by_role("button", name="I write from now on").tap()
    expect(other.page.locator("[data-holds]")).to_be_visible()
    scribe.context.set_offline(False)
    expect(scribe.page.locator("[data-reads]")).to_be_visible()
    box = scribe.late.locator("textarea")
    expect(box).not_to_have_value("")
    first = box.input_value()
    scribe.page.locator("#late-done").tap()
    expect(box).not_to_have_value(first)
    assert {first, box.input_value()} == {
        "Sent while the Wi-Fi was gone", "Sent while the Wi-Fi was gone, and then some more",
    }  # fmt: skip


def test_the_scribes_own_light_can_be_put_out_again(start_server: StartServer, new_context: NewContext) -> None:
    server = start_server(PLAN)
    scribe, _ = seated(server, new_context)
    light = scribe.page.get_by_role("button", name="We need help")
    for pressed in ("true", "false", "true"):
        light.tap()
        expect(light).to_have_attribute("aria-pressed", pressed)
