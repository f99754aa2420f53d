"""An integrator's override: a field of the client's own is read, and the policy goes by it."""

from __future__ import annotations

from tests.end_to_end.desk import POLICY, Desk, decided

PATIENT = POLICY.replace(
    "[hold]",
    """
[plans.patient]
steps = [
    { id = "word", after_due = 90, stage = "amicable", channel = "call", tone = "courteous", minimum = 1 },
]
[[segments]]
name = "wholesale"
labels = ["wholesale"]
plan = "patient"
[hold]""",
)


def test_a_field_of_the_clients_own_chooses_the_plan(empty_desk: Desk) -> None:
    desk = empty_desk
    partners = desk.office.find("ir.model", ["model", "=", "res.partner"])
    desk.office.make(
        "ir.model.fields", name="x_segment", model_id=partners, ttype="char", field_description="Segment"
    )
    desk.office.change("res.partner", desk.customer("Ready Mat"), x_segment="wholesale")
    (desk.folder / "own.toml").write_text('[customer.segment]\nfrom = "x_segment"\n', encoding="utf-8")
    desk.policy(PATIENT)
    desk.open_company(more='mapping = "own.toml"')
    report = desk.sync()
    reminder = decided(report, "Ready Mat")["remind"]
    assert (reminder["plan"], reminder["step"], reminder["channel"]) == ("patient", "word", "call")
    assert decided(report, "Joel Willis")["remind"]["plan"] == "late"
    (task,) = desk.activities("Ready Mat")
    assert task["summary"] == "Call Ready Mat"

    # Back in the usual plan, the customer is where that plan puts him.
    desk.office.change("res.partner", desk.customer("Ready Mat"), x_segment=False)
    report = desk.sync()
    assert "wait" in decided(report, "Ready Mat")


def test_a_field_that_odoo_does_not_have_is_named_with_its_file(empty_desk: Desk) -> None:
    desk = empty_desk
    (desk.folder / "own.toml").write_text('[customer.segment]\nfrom = "x_nowhere"\n', encoding="utf-8")
    desk.open_company(more='mapping = "own.toml"')
    said = desk.relance("sync", status=2)
    assert "own.toml: the key customer.segment asks for the field x_nowhere" in said
