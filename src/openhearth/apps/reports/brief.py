"""The transition brief of a region: two to six pages that a mayor can read, in the active language."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from openhearth import __version__
from openhearth.apps.practices.pages.nearby import nearby
from openhearth.apps.regions import charts, selectors, sentences, wording
from openhearth.apps.regions.pages import region as page
from openhearth.core.chart import figure
from openhearth.core.document import (
    Block,
    Cite,
    Column,
    Document,
    Inline,
    KeyFigure,
    KeyFigures,
    List,
    Note,
    Paragraph,
    Section,
    Strong,
    Table,
    Text,
    Words,
    inlines,
)
from openhearth.core.profile import Profile

KEY_FIGURES = ("population", "gdp_per_head", "unemployment", "ets_emissions_per_head")
PEERS = 6
PRACTICES = 5
ECOSYSTEMS = 4
INSTALLATIONS = 5


def brief(code: str, *, today: date) -> Document:
    """Gather what is known about a place and set it as a document."""
    profile = selectors.region_profile(code, this_year=today.year)
    place = profile.territory
    sections = [
        _standing(profile),
        _economy(profile),
        _emissions(profile),
        _plants(profile),
        _peers(profile),
        _practices(profile),
        _unknown(profile),
    ]
    return Document(
        title=_("Transition brief: %(name)s") % {"name": wording.place_name(place)},
        subtitle=_subtitle(profile),
        language=get_language() or "en",
        author=f"OpenHearth {__version__}",
        date=date_format(today, pgettext("how a date is written", "j F Y")),
        blocks=(*_opening(profile), *(section for section in sections if section)),
        sources=page.printed_sources(profile),
        words=Words(
            sources=_("Sources"),
            data=_("The figures behind this chart"),
            appendix=_("The figures behind the charts"),
            licence=_("Licence"),
        ),
    )


def _subtitle(profile: Profile) -> str:
    place = profile.territory
    above = ", ".join(wording.place_name(one) for one in reversed(profile.lineage))
    facts = [f"{place.code}, {wording.word(wording.KINDS, place.kind)}", place.version, above]
    return " · ".join(fact for fact in facts if fact)


def _opening(profile: Profile) -> Iterable[Block]:
    known = {one.indicator: one for one in profile.indicators}
    shown = []
    for code in KEY_FIGURES:
        if code in known:
            entry, latest = selectors.register().indicator(code), known[code].latest
            rank = sentences.rank_in_words(known[code])
            note = _("rank %(rank)s, 1 = highest") % {"rank": rank} if rank else ""
            value = wording.number(latest.value, entry.decimals)
            shown.append(KeyFigure(wording.label(entry), value, wording.unit(entry.unit), str(latest.year), note))
    if len(shown) > 1:
        yield KeyFigures(tuple(shown))
    for sentence in sentences.summary(profile):
        yield Paragraph(inlines(sentence))


def _standing(profile: Profile) -> Section | None:
    rows = [
        (wording.word(wording.LENSES, lens), row) for lens in wording.LENSES for row in page.figure_rows(profile, lens)
    ]
    if not rows:
        return None
    table = Table(
        _("Figures through the three lenses"),
        (
            Column(_("Figure")),
            Column(_("Lens")),
            Column(_("Value"), "end"),
            Column(_("Year"), "end"),
            Column(_("Median region"), "end"),
            Column(_("Rank"), "end"),
        ),
        tuple(
            (
                f"{row.label} ({row.unit})",
                lens,
                row.value,
                str(row.year),
                row.median or wording.NONE,
                row.rank or wording.NONE,
            )
            for lens, row in rows
        ),
        inlines(
            _("Rank 1 is the highest of all regions with a figure for the same year, whether that is good or not.")
            + " ",
            *_cited(sorted({row.source for _lens, row in rows})),
        ),
    )
    return Section(_("Where the region stands"), (table,))


def _economy(profile: Profile) -> Section | None:
    economy = profile.economy
    if economy is None:
        return None
    blocks: list[Block] = [*_chart(profile, "specialisation", _cited(economy.sources))]
    ecosystems = sorted(
        (one for one in economy.ecosystems if one.quotient > 1), key=lambda one: (-one.quotient, one.ecosystem)
    )
    labels = {entry.code: wording.label(entry) for entry in selectors.ecosystem_labels()}
    if ecosystems:
        named = [f"{labels[one.ecosystem]} ({wording.times(one.quotient)})" for one in ecosystems[:ECOSYSTEMS]]
        said = _("Of the 14 industrial ecosystems, these are larger than on average: %(named)s.")
        blocks.append(Paragraph(inlines(said % {"named": wording.joined(named)})))
    caveat = _(
        "%(share)s of employment is known by activity (%(year)s). The weights between activities and ecosystems are "
        "OpenHearth's reconstruction (%(version)s), not official."
    )
    facts = {"share": wording.percent(economy.coverage, 0), "year": economy.year, "version": economy.ecosystems_version}
    blocks.append(Paragraph(inlines(caveat % facts)))
    return Section(_("What the region lives on"), tuple(blocks))


def _emissions(profile: Profile) -> Section | None:
    if profile.emissions is None:
        return None
    cited = _cited(["eutl-2024"])
    blocks = [*_chart(profile, "emissions", cited)]
    rows = page.installation_rows(profile)[:INSTALLATIONS]
    if rows:
        blocks.append(
            Table(
                _("Largest installations"),
                (
                    Column(_("Installation")),
                    Column(_("Activity")),
                    Column(_("Emissions"), "end", "t CO2e"),
                    Column(_("Year"), "end"),
                ),
                tuple((str(row["name"]), str(row["activity"]), str(row["tonnes"]), str(row["year"])) for row in rows),
                cited,
            )
        )
    return Section(_("Industrial emissions"), tuple(blocks))


def _plants(profile: Profile) -> Section | None:
    if not profile.capacities:
        return None
    rows = tuple(
        (
            wording.word(wording.ROUTES, row.route),
            wording.word(wording.PLANT_STATUSES, row.status),
            wording.number(row.kilotonnes),
            str(row.plants),
        )
        for row in profile.capacities
    )
    table = Table(
        _("Steel and cement capacity, %(year)s") % {"year": profile.capacities[0].year},
        (
            Column(_("Route")),
            Column(_("Status")),
            Column(_("Capacity"), "end", _("kt a year")),
            Column(_("Plants"), "end"),
        ),
        rows,
        _cited(sorted({row.source for row in profile.capacities})),
    )
    return Section(_("Plants"), (table,))


def _peers(profile: Profile) -> Section | None:
    found = page.peers_of(profile, count=PEERS)
    if found is None or not found.peers:
        return None
    table = Table(
        _("Nearest regions by structure"),
        (Column(_("Region")), Column(_("Distance"), "end"), Column(_("Most different in"))),
        tuple((f"{row.name} ({row.code})", row.distance, row.differences) for row in sentences.peer_rows(found)),
    )
    missing = wording.joined([wording.word(wording.DIMENSIONS, code) for code in found.missing])
    said = [_("Peers are alike in structure, not in performance; the smaller the distance, the more alike.")]
    if missing:
        said.append(_("Not compared for lack of data: %(missing)s.") % {"missing": missing})
    return Section(_("Who is like it"), (Paragraph(inlines(" ".join(said))), table))


def _practices(profile: Profile) -> Section:
    near = nearby(profile.territory)[:PRACTICES]
    if not near:
        none = _("No practice from here or from a similar region is recorded yet.")
        return Section(_("What worked in similar places"), (Paragraph(inlines(none)),))
    items = tuple(
        inlines(
            Strong(one.practice.title, one.practice.language),
            f" ({one.reason}). ",
            Text(one.practice.summary, one.practice.language),
        )
        for one in near
    )
    return Section(_("What worked in similar places"), (List(items),))


def _unknown(profile: Profile) -> Section:
    note = Note(_("Read this before you decide"), (List(tuple(inlines(gap) for gap in sentences.gaps(profile))),))
    return Section(_("What is not known"), (note,))


def _chart(profile: Profile, name: str, note: tuple[Inline, ...]) -> list[Block]:
    spec = charts.chart(name, profile, selectors.landscape(page.compared_kind(profile)))
    return [figure(spec, note=note)] if spec else []


def _cited(codes: Iterable[str]) -> tuple[Inline, ...]:
    parts: list[str | Inline] = [_("Source:") + " "]
    for code in codes:
        parts += [Cite(code), " "]
    return inlines(*parts)
