"""``openhearth practices search``: the toolkit's search with all its filters, for people and for scripts."""

from __future__ import annotations

from collections.abc import Mapping
from inspect import Parameter, Signature
from math import ceil
from typing import Annotated, Any

import typer
from django.conf import settings
from django.utils import translation
from rich.text import Text

from openhearth.apps.practices import finding
from openhearth.apps.practices.finding import Findings
from openhearth.apps.practices.finding.filters import BY_CODE, FILTERS, KINDS, PRACTICE, SORTS
from openhearth.apps.practices.selectors import vocabularies
from openhearth.cli import findings, house
from openhearth.cli.output import AsJson, out, print_json, print_table
from openhearth.core.errors import Fault, InputError
from openhearth.search.contract import Highlight

LARGEST = 1000
VALUES_SHOWN = 6


def search(**asked: Any) -> None:
    """Find practices, and with --kind project funded projects, by words and filters.

    The numbers beside the filters say how many records there would be with that value. A filter may be given several times:
    one of its values must hold, and so for every filter.
    """
    house.ensure()
    with translation.override(_language(asked["lang"])):
        question = finding.question_of(_parameters(asked))
        if faults := _faults(asked, question):
            raise InputError(*faults)
        found = finding.found(question, size=asked["size"])
        if asked["as_json"]:
            print_json(_answer(found, asked["size"]))
        else:
            _show(found, asked["size"])


def _option(code: str) -> Parameter:
    known = _known(code)
    told = f"One of {', '.join(known)}." if 0 < len(known) <= 12 else ""
    option = typer.Option(f"--{code.replace('_', '-')}", help=f"{BY_CODE[code].name}. {told}".strip())
    return Parameter(code, Parameter.KEYWORD_ONLY, default=None, annotation=Annotated[list[str] | None, option])


def _known(code: str) -> tuple[str, ...]:
    """The values that a filter can have; none where the records say which there are."""
    if code == "kind":
        return KINDS
    vocabulary = BY_CODE[code].vocabulary
    return vocabularies()[vocabulary].codes if vocabulary else ()


def _signature() -> Signature:
    """Words, an option for each filter, and how the answer is to be: the table of filters is the only list of them."""

    def one(name: str, default: object, annotation: object) -> Parameter:
        kind = Parameter.POSITIONAL_OR_KEYWORD if name == "words" else Parameter.KEYWORD_ONLY
        return Parameter(name, kind, default=default, annotation=annotation)

    words = typer.Argument(help="Words in any language; in quotes as they stand. Without words: all records.")
    sorts = ", ".join(SORTS)
    return Signature(
        [
            one("words", "", Annotated[str, words]),
            *(_option(each.code) for each in FILTERS),
            one("sort", "", Annotated[str, typer.Option(help=f"One of {sorts}.")]),
            one("page", 1, Annotated[int, typer.Option(min=1, max=finding.MOST_PAGES)]),
            one("size", finding.PAGE, Annotated[int, typer.Option(min=0, max=LARGEST, help="Hits on a page.")]),
            one("lang", "en", Annotated[str, typer.Option(help="Language of labels: en or de.")]),
            one("as_json", False, AsJson),
        ]
    )


search.__signature__ = _signature()  # type: ignore[attr-defined]


def _language(lang: str) -> str:
    known = [code for code, _name in settings.LANGUAGES]
    if lang not in known:
        raise InputError(Fault("unknown_language", "--lang", {"found": lang, "known": ", ".join(known)}))
    return lang


def _parameters(asked: Mapping[str, Any]) -> dict[str, list[str]]:
    chosen = {one.code: list(asked[one.code] or ()) for one in FILTERS}
    return {"q": [asked["words"]], "sort": [asked["sort"]], "page": [str(asked["page"])], **chosen}


def _faults(asked: Mapping[str, Any], question: finding.Question) -> list[Fault]:
    """What the address of a page would pass over is a mistake at the command line."""
    faults = [
        Fault("unknown_choice", f"--{one.code}", {"found": value, "known": ", ".join(_known(one.code))})
        for one in FILTERS
        for value in asked[one.code] or ()
        if value not in question.chosen.get(one.code, ())
    ]
    if asked["sort"] not in ("", *SORTS):
        faults.append(Fault("unknown_choice", "--sort", {"found": asked["sort"], "known": ", ".join(SORTS)}))
    return faults


def _answer(found: Findings, size: int) -> findings.Found:
    return findings.Found(
        "openhearth/found/1",
        found.question.words,
        found.total,
        found.question.page,
        _pages(found, size),
        found.meant,
        found.complete,
        tuple(_hit(one) for one in found.hits),
        tuple(
            findings.FilterAnswer(
                group.filter.code,
                str(group.filter.name),
                tuple(findings.ValueAnswer(one.code, one.label, one.hits, one.chosen) for one in group.choices),
            )
            for group in found.filters
            if group.choices
        ),
    )


def _hit(one: finding.Found) -> findings.HitAnswer:
    highlights = tuple(_passage(highlight) for highlight in one.highlights.values())
    return findings.HitAnswer(one.code, one.kind, *_told(one), address_of(one.kind, one.code), highlights)


def _told(one: finding.Found) -> tuple[str, str, str, str]:
    """Title, its language, country and place."""
    if one.practice:
        practice = one.practice.practice
        return practice.title, practice.language, practice.country, practice.nuts
    assert one.project is not None  # noqa: S101 - a record found is one or the other
    return one.project.title, one.project.language, one.project.country, one.project.region


def address_of(kind: str, code: str) -> str:
    """The lasting address of a record; written out, because asking the router would import every page of the house."""
    return f"{settings.SITE_URL}/practices/{code if kind == PRACTICE else f'project/{code}'}/"


def _passage(highlight: Highlight) -> findings.Passage:
    marks, position = [], 0
    for part, asked in highlight.parts:
        if asked:
            marks.append((position, position + len(part)))
        position += len(part)
    return findings.Passage(highlight.field, "".join(part for part, _ in highlight.parts), tuple(marks))


def _pages(found: Findings, size: int) -> int:
    return max(1, min(finding.MOST_PAGES, ceil(found.total / size))) if size else 1


def _show(found: Findings, size: int) -> None:
    title = f"{found.total:,} found"
    if _pages(found, size) > 1:
        title += f", page {found.question.page} of {_pages(found, size):,}"
    if not found.complete:
        title += " (without an index: only practices, not projects; make one: openhearth index build)"
    columns = [("Code", False), ("What", False), ("Where", False)]
    rows = [(one.code, *_shown(one)) for one in found.hits]
    print_table(title, columns, rows)
    if not found.total and found.meant:
        out.print(f"Did you mean: {found.meant}", markup=False, highlight=False)
    groups = [group for group in found.filters if any(one.hits or one.chosen for one in group.choices)]
    print_table(
        "\nNarrow down",
        [("Option", False), ("Values, with how many records there would be", False)],
        [(f"--{group.filter.code.replace('_', '-')}", _values(group)) for group in groups],
    )


def _shown(one: finding.Found) -> tuple[Text, str]:
    """Title and the best other passage, what was asked for in bold; and the place."""
    title, _language, country, place = _told(one)
    said = Text.assemble(*_styled(one.highlights["title"])) if "title" in one.highlights else Text(title)
    other = next((highlight for field, highlight in one.highlights.items() if field != "title"), None)
    if other:
        said = Text.assemble(said, "\n", *_styled(other, "dim"))
    return said, " ".join(filter(None, (country, place)))


def _styled(highlight: Highlight, style: str = "") -> list[tuple[str, str]]:
    return [(part, "bold" if asked else style) for part, asked in highlight.parts]


def _values(group: finding.Choices) -> Text:
    shown = sorted(group.choices, key=lambda one: (not one.chosen, -one.hits))
    told = [Text(f"{one.code} ({one.hits:,})", "bold" if one.chosen else "") for one in shown[:VALUES_SHOWN]]
    rest = [Text(f"and {len(shown) - VALUES_SHOWN} more")] if len(shown) > VALUES_SHOWN else []
    return Text(", ").join([*told, *rest])
