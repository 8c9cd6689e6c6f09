"""``openhearth programme``: peer-learning programmes, their chain of lessons, how they stand, and what is printed of them."""

from __future__ import annotations

import os
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer
from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext

from openhearth.apps.learning.books import handbook_of as kept_handbook
from openhearth.apps.learning.books import report_of
from openhearth.apps.learning.models import Programme as ProgrammeRow
from openhearth.apps.learning.selectors.learnings import moves_of, plans_named, titles_in
from openhearth.apps.learning.selectors.programmes import programme_at, programme_row
from openhearth.apps.learning.voice import voice
from openhearth.apps.pathways.selectors.plans import plan_by_code
from openhearth.apps.regions.selectors import facts_are_current
from openhearth.cli import house, programmes
from openhearth.cli.output import AsJson, out, print_json, print_table
from openhearth.core.document import Document
from openhearth.core.errors import Fault, InfeasibleError, InputError
from openhearth.core.pathway import terms as plan_terms
from openhearth.core.programme.calendar import events, icalendar
from openhearth.core.programme.chain import Chain, Record, Step, chain, record_of, titles, walk
from openhearth.core.programme.handbook import handbook
from openhearth.core.programme.report import semester_report
from openhearth.core.programme.rotation import Obstacle, Rotation, rotation
from openhearth.core.programme.terms import Programme
from openhearth.core.programme.unfinished import handed_on
from openhearth.press.documents import MEDIA_TYPES, render
from openhearth.sources.practices.practices_yaml import packaged_practices
from openhearth.sources.programmes import programme_yaml, rotation_yaml

FAILED = 1
OBSTACLES = {
    "host": "{key} hosts a meeting",
    "slot": "the meeting {key} takes place",
    "order": "the meeting {key} comes after the one before it",
    "unavailable": "{key} cannot host in the weeks it said",
    "holidays": "{key} cannot host in weeks with a public holiday",
    "closed": "nobody meets in the weeks of holidays",
}

app = typer.Typer(help="Peer-learning programmes.", no_args_is_help=True)

Named = Annotated[
    str,
    typer.Argument(
        metavar="PROGRAMME",
        help=f"A file (yaml), one that ships ({', '.join(programme_yaml.PACKAGED)}), or the code of one in the house.",
    ),
]
Output = Annotated[Path, typer.Option("-o", "--output", help="The file to write.")]
Day = Annotated[str, typer.Option("--day", help="As it stood on another day, such as 2027-03-31.")]
Language = Annotated[str, typer.Option("--language", help="en or de.")]


@app.callback()
def main() -> None:
    """Peer-learning programmes."""


@app.command("chain")
def chain_of(
    programme: Named,
    start: Annotated[str, typer.Option("--from", help="Begin here, such as practice:irecovery-brescia.")] = "",
    as_json: AsJson = False,
) -> None:
    """Walk from a practice to the instrument it changed and back; without a start, all links."""
    asked = asked_programme(programme)
    plans = _plans(asked)
    found = chain(asked, moves_of(plans))
    said = {**titles_in(plans), **titles(asked)}
    record = record_of(start) if start else None
    onward, back = (walk(found, record), walk(found, record, "back")) if record else ((), ())
    answer = programmes.ProgrammeChain(
        "openhearth/programme_chain/1",
        asked.code,
        asked.title,
        asked.note,
        start,
        tuple(_step(step, said.get(step.record, "")) for step in onward),
        tuple(_step(step, said.get(step.record, "")) for step in back),
        tuple(_links(found)),
        tuple(map(str, found.dead_ends)),
        tuple(map(str, found.without_beginning)),
    )
    if as_json:
        print_json(answer)
    else:
        _show_chain(answer)


@app.command()
def report(
    programme: Named,
    semester: Annotated[int, typer.Option("--semester", help="Number of the semester.")],
    output: Output,
    day: Day = "",
    language: Language = "en",
    as_json: AsJson = False,
) -> None:
    """Write the report of a semester: .pdf, .html, .docx or .md."""
    asked, kept = asked_programme(programme), _kept(programme)
    with translation.override(_language(language)):
        if kept:
            document = report_of(kept, kept.step, semester, asked_day(day))
        else:
            document = semester_report(asked, semester, asked_day(day), voice())
    _print(asked, document, output, as_json=as_json)


@app.command("handbook")
def handbook_of(
    programme: Named, output: Output, day: Day = "", language: Language = "en", as_json: AsJson = False
) -> None:
    """Write the handbook of practices, peer reviews and learnings: .pdf, .html, .docx or .md."""
    asked, kept = asked_programme(programme), _kept(programme)
    with translation.override(_language(language)):
        plans = _plans(asked)
        if kept:
            document = kept_handbook(kept, kept.step, plans, asked_day(day))
        else:
            practices = {one.code: one for one in packaged_practices()}
            document = handbook(
                asked, practices, asked_day(day), voice(), moves=moves_of(plans), called=titles_in(plans)
            )
    _print(asked, document, output, as_json=as_json)


@app.command()
def calendar(
    programme: Named,
    output: Output,
    partner: Annotated[str, typer.Option("--partner", help="Only what this partner comes to or owes: its key.")] = "",
    day: Day = "",
    as_json: AsJson = False,
) -> None:
    """Write the meetings and due days as an iCalendar file (.ics)."""
    asked = asked_programme(programme)
    keys = tuple(one.key for one in asked.partners)
    if partner and partner not in keys:
        raise InputError(Fault("unknown_partner", "--partner", {"found": partner, "known": keys}))
    listed = events(asked, asked_day(day), partner, _=gettext)
    house = urlsplit(settings.SITE_URL).hostname or "localhost"
    text = icalendar(asked.title, listed, stamp=datetime.now(UTC), house=house)
    _write(asked, text.encode(), output, as_json=as_json)


@app.command("rotation")
def rotation_of(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Meetings, hosts, journeys and weeks (yaml).")],
    as_json: AsJson = False,
) -> None:
    """Propose hosts and weeks: exact, fair to those who travel; or say which requirements cannot be met together."""
    if not file.is_file():
        raise InputError(Fault("missing_file", str(file)))
    asked = rotation_yaml.parse(file.read_bytes())
    try:
        answer = _rotation(rotation(asked))
    except InfeasibleError as error:
        answer = _impossible(error)
    if as_json:
        print_json(answer)
    elif answer.possible:
        print_table(
            "",
            [("Meeting", False), ("Host", False), ("Week of", False), ("Cannot come", False)],
            [(one.meeting, one.host, one.week, ", ".join(one.absent)) for one in answer.visits],
            note=f"Longest way of a partner: {answer.longest:,g}; all ways together: {answer.total:,g}. No rotation is fairer.",
        )
    else:
        out.print("No rotation is possible. These requirements cannot be met together; drop or loosen one:")
        for one in answer.obstacles:
            out.print(f"- {one.sentence}", highlight=False, markup=False)
    if not answer.possible:
        raise typer.Exit(FAILED)


def asked_programme(name: str) -> Programme:
    """The programme of a file, of this house, or one that ships; without what a partner has not handed on."""
    path = Path(name)
    if path.suffix.lower() in (".yaml", ".yml"):
        if not path.is_file():
            raise InputError(Fault("missing_file", name))
        return handed_on(programme_yaml.parse(path.read_bytes()))
    if name not in programme_yaml.PACKAGED:
        house.ensure()
    kept = _kept(name)
    return handed_on(programme_at(kept, kept.step) if kept else programme_yaml.packaged(name))


def _kept(name: str) -> ProgrammeRow | None:
    """The programme of this house under a code: what was handed in is frozen there, and its editors wrote an introduction."""
    is_file = Path(name).suffix.lower() in (".yaml", ".yml")
    return None if is_file or not facts_are_current() else programme_row(name)


def _plans(programme: Programme) -> dict[str, plan_terms.Plan]:
    """The plans of this house that the programme names."""
    named = sorted(plans_named(programme)) if facts_are_current() else []
    found = {code: plan_by_code(code) for code in named}
    return {code: plan for code, plan in found.items() if plan is not None}


def asked_day(text: str) -> date:
    """The day that was typed, or today."""
    if not text:
        return timezone.localdate()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InputError(Fault("bad_date", "--day", {"found": text})) from error


def _language(text: str) -> str:
    known = dict(settings.LANGUAGES)
    if text not in known:
        raise InputError(Fault("unknown_language", "--language", {"found": text, "known": ", ".join(known)}))
    return text


def _print(programme: Programme, document: Document, output: Path, *, as_json: bool) -> None:
    suffix = output.suffix.lstrip(".").lower()
    known = next((one for one in MEDIA_TYPES if one == suffix), None)
    if known is None:
        raise InputError(Fault("unknown_format", str(output), {"found": suffix, "known": ", ".join(MEDIA_TYPES)}))
    _write(programme, render(document, known, cache=settings.PRESS_CACHE), output, as_json=as_json)


def _write(programme: Programme, data: bytes, output: Path, *, as_json: bool) -> None:
    """Whole, or not at all."""
    output.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=output.parent, prefix=f".{output.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(draft).chmod(0o644)
        Path(draft).replace(output)
    finally:
        Path(draft).unlink(missing_ok=True)
    if as_json:
        schema = "openhearth/programme_written/1"
        print_json(programmes.ProgrammeWritten(schema, programme.code, str(output.resolve()), len(data)))
    else:
        out.print(f"Wrote {output} ({len(data):,} bytes)", highlight=False, markup=False)


def _step(step: Step, title: str) -> programmes.StepAnswer:
    link = step.link
    if link is None:
        return programmes.StepAnswer(str(step.record), title, step.depth, "", "", "")
    via: Record = link.source if link.target == step.record else link.target
    return programmes.StepAnswer(str(step.record), title, step.depth, str(via), link.by, link.on)


def _links(found: Chain) -> list[programmes.LinkAnswer]:
    return [
        programmes.LinkAnswer(str(link.source), str(link.target), link.by, link.on)
        for record in found.records
        for link in found.onward[record]
    ]


def _rotation(found: Rotation) -> programmes.ProgrammeRotation:
    return programmes.ProgrammeRotation(
        "openhearth/programme_rotation/1",
        possible=True,
        visits=tuple(programmes.VisitAnswer(one.slot, one.host, one.week, one.absent) for one in found.visits),
        travelled=dict(found.travelled),
        longest=found.longest,
        total=found.total,
        absences=found.absences,
        obstacles=(),
    )


def _impossible(error: InfeasibleError) -> programmes.ProgrammeRotation:
    obstacles = [one for one in error.witness if isinstance(one, Obstacle)] if isinstance(error.witness, tuple) else []
    return programmes.ProgrammeRotation(
        "openhearth/programme_rotation/1",
        possible=False,
        visits=(),
        travelled={},
        longest=None,
        total=None,
        absences=None,
        obstacles=tuple(
            programmes.ObstacleAnswer(one.kind, one.key, OBSTACLES[one.kind].format(key=one.key)) for one in obstacles
        ),
    )


def show_title(title: str, note: str) -> None:
    """What it is about, and what a reader must know first."""
    out.print(title, style="bold", highlight=False, markup=False)
    if note:
        out.print(note, style="dim", highlight=False, markup=False)


def _show_chain(answer: programmes.ProgrammeChain) -> None:
    show_title(answer.title, answer.note)
    heads = [("Record", False), ("What it says", False), ("Who said so", False), ("When", False)]
    for title, steps in (("Led to", answer.onward), ("Goes back to", answer.back)):
        if len(steps) > 1:
            rows = [("  " * (one.depth - 1) + one.record, one.title, one.by, one.on) for one in steps[1:]]
            print_table(f"\n{answer.start}: {title.lower()}", heads, rows)
    if not answer.start and answer.links:
        rows = [(one.source, one.target, one.by, one.on) for one in answer.links]
        print_table("\nLinks", [("From", False), ("To", False), *heads[2:]], rows)
    for label, several in (("Led to nothing yet", answer.dead_ends), ("Without a beginning", answer.without_beginning)):
        if several:
            out.print(f"\n{label}: {', '.join(several)}", highlight=False, markup=False)
    if not answer.links:
        out.print("Nothing is linked yet.")
