"""A small programme in which something of every kind happened."""

from __future__ import annotations

from openhearth.core.programme.terms import (
    Agenda,
    Change,
    Homework,
    Instrument,
    Learning,
    Meeting,
    Output,
    Partner,
    PartnerReport,
    Programme,
    Recommendation,
    Semester,
    Submission,
)

WHOLE = Programme(
    "peers",
    "Peers & friends",
    note="Made up",
    aims=("learn",),
    elements=(("exchanges", "mutual visits"),),
    partners=(
        Partner("duisburg", "Duisburg", "lead", "Duisburg", "DE", "DEA12"),
        Partner("aviles", "Avilés", "policy", country="ES"),
        Partner("albania", "Albania", "discovery"),
        Partner("office", "Office", "associated"),
    ),
    semesters=(Semester(1, "2027-01-01", "2027-06-30"), Semester(2, "2027-07-01", "2027-12-31", "follow_up")),
    meetings=(
        Meeting(
            "m1",
            1,
            "Kick-off",
            "duisburg",
            "Heat",
            agenda=(Agenda("exchange", ("facts, figures", "plans; costs")), Agenda("site_visit", ("steel",))),
            start="2027-02-01",
            end="2027-02-02",
            place="Duisburg",
            practices=("irecovery",),
            closed_on="2027-02-10",
        ),
        Meeting("m2", 2, "Green", start="2027-09-01T09:00+02:00", end="2027-09-01T17:30+02:00"),
    ),
    homework=(Homework("h1", "m1", "List actions", "2027-04-01"),),
    submissions=(Submission("s1", "h1", "duisburg", "Done", handed_in_on="2027-03-30"),),
    recommendations=(
        Recommendation(
            "r1", "m1", "duisburg", "Avilés", "Use the heat", "ecological", "local", ("irecovery",), "2027-02-02",
            reply="accepted", because="It is cheap", follow_ups=(("2027-08-02", "Begun"),),
        ),
        Recommendation("r2", "", "aviles", "Duisburg", "Ask the tenants", "social", "local", given_on="2027-02-02"),
    ),
    learnings=(
        Learning(
            "l1", "duisburg", "Heat for homes", instrument="plan", practices=("irecovery",), recommendations=("r1",),
            actions=("p:heat",), by="Local group", written_on="2027-03-01", meeting="m1",
        ),
    ),
    instruments=(Instrument("plan", "duisburg", "Heat plan", cents=100), Instrument("tariff", "aviles", "Tariff")),
    changes=(Change("c1", "plan", "Waste heat first", "achieved", "2027-10-01", learnings=("l1",)),),
    outputs=(Output("o1", "Meeting report", 1, "duisburg", delivered_on="2027-02-10"), Output("o2", "Study", 1, "aviles")),
    reports=(
        PartnerReport("duisburg", 1, ("Kick-off held",), ("One came late",), 100_00, 120_00),
        PartnerReport("duisburg", 2, planned=300_00),
        PartnerReport("aviles", 1, ("Travelled",), planned=50_00),
        PartnerReport("aviles", 2, planned=50_00),
    ),
)  # fmt: skip
