"""``openhearth programme status``: the board of a programme on the terminal."""

from __future__ import annotations

import typer

from openhearth.cli import programme, programmes
from openhearth.cli.output import AsJson, out, print_json, print_table
from openhearth.cli.programme import Day, Named
from openhearth.core.programme.board import Board, Cell, Due, board, subjects
from openhearth.core.programme.exchange_terms import OwedReport, owed_reports
from openhearth.core.programme.terms import Programme

WHAT = {
    "homework": "homework",
    "reply": "answer to a recommendation",
    "follow_up": "what became of a recommendation",
    "output": "output",
    "meeting": "report of a meeting",
    "report": "report on a semester",
}


def register(app: typer.Typer) -> None:
    """Put the command beside the others about programmes."""
    del app  # `programme` is there already
    programme.app.command()(status)


def status(programme_named: Named, day: Day = "", as_json: AsJson = False) -> None:
    """Where every partner stands by semester, what is late, and which outputs exist."""
    asked, today = programme.asked_programme(programme_named), programme.asked_day(day)
    found, reports = board(asked, today), owed_reports(asked, today)
    about = subjects(asked)

    def due(one: Due | OwedReport) -> programmes.DueAnswer:
        if isinstance(one, OwedReport):
            key = f"{one.partner}-{one.semester}"
            return programmes.DueAnswer(one.partner, "report", key, f"Semester {one.semester}", one.day, one.late)
        return programmes.DueAnswer(one.partner, one.what, one.key, about[one.what, one.key], one.day, one.late)

    late: list[Due | OwedReport] = [*found.late, *(one for one in reports if one.late)]
    late.sort(key=lambda one: (one.day, one.partner))
    answer = programmes.ProgrammeStatus(
        "openhearth/programme_status/1",
        asked.code,
        asked.title,
        asked.note,
        found.day.isoformat(),
        found.semester,
        tuple(
            programmes.PartnerAnswer(
                one.key,
                one.name,
                one.role,
                tuple(
                    programmes.CellAnswer(
                        semester.number,
                        *(cell.hosted, cell.handed_in, cell.learnings, cell.planned, cell.achieved, cell.delivered),
                        (one.key, semester.number) in _reported(asked),
                        tuple(map(due, _owed(cell, reports, one.key, semester.number))),
                    )
                    for semester in asked.semesters
                    for cell in (found.cells[one.key, semester.number],)
                ),
            )
            for one in asked.partners
        ),
        tuple(map(due, late)),
        tuple(_outputs(asked, found)),
    )
    if as_json:
        print_json(answer)
    else:
        _show(answer)


def _reported(asked: Programme) -> set[tuple[str, int]]:
    return {(one.partner, one.semester) for one in asked.reports if one.handed_in_on}


def _owed(cell: Cell, reports: tuple[OwedReport, ...], partner: str, semester: int) -> list[Due | OwedReport]:
    return [*cell.owed, *(one for one in reports if (one.partner, one.semester) == (partner, semester))]


def _outputs(asked: Programme, found: Board) -> list[programmes.OutputAnswer]:
    late = {one.key for one in found.late if one.what == "output"}
    return [
        programmes.OutputAnswer(
            one.key, one.title, one.partner, one.semester or None, one.delivered_on, one.link, one.key in late
        )
        for one in asked.outputs
    ]


def _show(answer: programmes.ProgrammeStatus) -> None:
    programme.show_title(answer.title, f"As of {answer.day}. {answer.note}".strip())
    names = {one.key: one.name for one in answer.partners}
    heads = [(str(one.semester), False) for one in answer.partners[0].semesters] if answer.partners else []
    print_table(
        "\nPartners by semester",
        [("Partner", False), ("Role", False), *heads],
        [(one.name, one.role, *map(_cell, one.semesters)) for one in answer.partners],
        note="H hosts, h homework handed in, L learning, c change planned, C change achieved, O output, R report handed in, ! late.",
    )
    if answer.outputs:
        print_table(
            "\nOutputs",
            [("Output", False), ("Partner", False), ("Semester", False), ("Delivered", False)],
            [
                (
                    one.title,
                    names.get(one.partner, "all"),
                    str(one.semester or ""),
                    one.delivered_on or ("late" if one.late else "not yet"),
                )
                for one in answer.outputs
            ],
        )
    if not answer.late:
        out.print("\nNothing is late.")
        return
    print_table(
        "\nLate",
        [("Partner", False), ("What", False), ("About", False), ("Was due on", False)],
        [(names.get(one.partner, "all"), WHAT[one.what], one.about, one.day) for one in answer.late],
    )


def _cell(cell: programmes.CellAnswer) -> str:
    done = (
        ("H", cell.hosted),
        ("h", cell.handed_in),
        ("L", cell.learnings),
        ("c", cell.planned),
        ("C", cell.achieved),
        ("O", cell.delivered),
        ("R", (cell,) if cell.reported else ()),
        ("!", [one for one in cell.owed if one.late]),
    )
    return " ".join(f"{mark}{len(several) if len(several) > 1 else ''}" for mark, several in done if several)
