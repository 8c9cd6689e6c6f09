"""The study of a partner's region: its figures, where it began, what it plans, and what it learned in the programme."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from openhearth.apps.learning.drawings import OF_THE_REGION, OF_THE_WIDER_REGION, drawn, wider_of
from openhearth.apps.learning.selectors.course import figures_of, profile_of
from openhearth.apps.pathways.selectors.plans import plan_at, plans_around, visible_plans
from openhearth.apps.regions import sentences, wording
from openhearth.apps.regions.pages.region import peers_of, printed_sources
from openhearth.core.document import Block, Document, List, Note, Paragraph, Source, Strong, inlines
from openhearth.core.profile import Profile
from openhearth.core.programme.group_terms import Baseline, composition
from openhearth.core.programme.terms import Partner, Programme
from openhearth.core.programme.voice import Voice, points, section

PLANS = 3
PEERS = 6


def study(
    programme: Programme,
    partner: Partner,
    parts: Sequence[tuple[str, Any]],
    introduction: Sequence[str],
    today: date,
    voice: Voice,
) -> Document:
    """Set what is known about a partner's region as a document. Chapters keep their order; an empty one says so."""
    profile = profile_of(partner.region, this_year=today.year)
    wider = wider_of(profile, this_year=today.year) if profile else None
    sources = printed_sources(*(one for one in (profile, wider) if one))
    told = _Study(programme, partner, tuple(parts), profile, wider, sources, voice)
    return Document(
        title=_("Regional study: %(partner)s") % {"partner": partner.name},
        subtitle=programme.title,
        language=voice.language,
        author=voice.author,
        date=voice.day(today.isoformat()),
        blocks=(
            section(_("Introduction"), told.introduction(introduction)),
            section(_("The region in figures"), told.figures()),
            section(_("What the wider region lives on"), told.economy()),
            section(_("Where it began"), told.baseline()),
            section(_("Its local group"), told.group()),
            section(_("What it plans"), told.plans()),
            section(_("What it learned"), told.learnings()),
            section(_("Its policy instruments"), told.instruments()),
        ),
        sources=sources,
        words=voice.words,
    )


@dataclass(frozen=True, slots=True)
class _Study:
    programme: Programme
    partner: Partner
    parts: tuple[tuple[str, Any], ...]
    profile: Profile | None
    wider: Profile | None
    sources: tuple[Source, ...]
    voice: Voice

    def introduction(self, written: Sequence[str]) -> Iterator[Block]:
        if self.programme.note:
            yield Note(_("Please note"), (Paragraph((self._said(self.programme.note),)),))
        yield from (Paragraph((self._said(one),)) for one in written)
        if not written:
            yield self.voice.gap(_("The partner has not written an introduction yet."))

    def figures(self) -> Iterator[Block]:
        if self.profile is None:
            yield self.voice.gap(
                _(
                    "The programme does not say for which region this partner speaks, or this house has no figures of it."
                )
            )
            return
        place = self.profile.territory
        yield from (Paragraph(inlines(one)) for one in sentences.summary(self.profile))
        numbers = {one.code: f"[{number}]" for number, one in enumerate(self.sources, start=1)}
        rows = [
            (one.label, numbers.get(one.source, one.source), str(one.year), one.unit, one.value)
            for one in figures_of(self.profile)
        ]
        if rows:
            heads = (_("Figure"), _("Source"), _("Year"), _("Unit"), _("Value"))
            caption = _("Figures of %(place)s (%(version)s)")
            said = {"place": f"{wording.place_name(place)}, {place.code}", "version": place.version}
            yield self.voice.table(caption % said, heads, rows, numbers=1)
        yield from (one.figure for one in drawn(self.profile, OF_THE_REGION))
        gaps = sentences.gaps(self.profile)
        if gaps:
            yield Note(_("What is not known"), (points(gaps),))

    def economy(self) -> Iterator[Block]:
        if self.wider is None:
            yield self.voice.gap(_("This house has no figures of the region around this partner."))
            return
        place = self.wider.territory
        about = {"place": wording.place_name(place), "code": place.code}
        yield Paragraph(inlines(_("Figures of this chapter are those of %(place)s (%(code)s, NUTS 2).") % about))
        drawings = drawn(self.wider, OF_THE_WIDER_REGION)
        yield from (one.figure for one in drawings)
        if not drawings:
            yield self.voice.gap(_("Employment by activity is not published for this region."))
        found = peers_of(self.wider, count=PEERS)
        if found and found.peers:
            rows = [(f"{one.name} ({one.code})", one.differences, one.distance) for one in sentences.peer_rows(found)]
            heads = (_("Region"), _("Most different in"), _("Distance"))
            yield self.voice.table(_("Nearest regions by structure"), heads, rows, numbers=1)

    def baseline(self) -> Iterator[Block]:
        found: Baseline | None = next(
            (part for kind, part in self.parts if kind == "baseline" and part.partner == self.partner.key), None
        )
        if found is None:
            yield self.voice.gap(_("The local group has not said where it begins."))
            return
        listed = (
            (_("Key facts"), found.facts),
            (_("Challenges"), found.challenges),
            (_("Actions already in place"), found.actions),
        )
        for label, several in listed:
            if several:
                yield Paragraph(inlines(Strong(label)))
                yield points(self._said(one) for one in several)
        if found.policies:
            heads = (_("Policy"), _("Who governs it"), _("Who pays"))
            rows = [(one.title, one.governance, one.finance) for one in found.policies]
            yield self.voice.table(_("Key policies"), heads, rows)
        empty = [label for label, several in listed if not several]
        if empty:
            yield self.voice.gap("; ".join(empty))

    def group(self) -> Iterator[Block]:
        members = [part for kind, part in self.parts if kind == "member" and part.partner == self.partner.key]
        if not members:
            yield self.voice.gap(_("No organisation of the local group is on record."))
            return
        counts = composition(members).counts
        helices = {
            "researchers": _("Researchers"),
            "businesses": _("Businesses"),
            "civil_society": _("Civil society"),
            "public_administrations": _("Public administrations"),
        }
        rows = [(helices[helix], str(count)) for helix, count in counts.items()]
        yield self.voice.table(
            _("Organisations in the local group"), (_("Belongs to"), _("Organisations")), rows, numbers=1
        )

    def plans(self) -> Iterator[Block]:
        region = self.partner.region
        rows = list(plans_around(visible_plans(AnonymousUser()), region)[:PLANS]) if region else []
        if not rows:
            yield self.voice.gap(_("No transition plan of this region is public."))
        for row in rows:
            plan = plan_at(row, row.released or 0)
            inside: list[Block] = [Paragraph(inlines(plan.vision.text))] if plan.vision.text else []
            if plan.actions:
                inside.append(points(one.title for one in plan.actions))
            yield section(plan.title, inside or [Paragraph(inlines(_("It says nothing yet.")))])

    def learnings(self) -> Iterator[Block]:
        several = [one for one in self.programme.learnings if one.partner == self.partner.key]
        if not several:
            yield self.voice.gap(_("No learning was written down yet."))
        for one in several:
            told = ((_("What we saw"), one.saw), (_("What we would change"), one.would_change))
            yield List(tuple((Strong(f"{label}: "), self._said(said)) for label, said in told if said))

    def instruments(self) -> Iterator[Block]:
        several = [one for one in self.programme.instruments if one.partner == self.partner.key]
        if not several:
            yield self.voice.gap(_("No policy instrument is on record."))
        standings = {"planned": _("planned"), "achieved": _("achieved"), "given_up": _("given up")}
        for one in several:
            changes = [change for change in self.programme.changes if change.instrument == one.key]
            inside: list[Block] = [Paragraph((self._said(one.baseline),))] if one.baseline else []
            if changes:
                rows = [(change.text, standings[change.standing], change.evidence) for change in changes]
                inside.append(
                    self.voice.table(
                        _("Changes of “%(title)s”") % {"title": one.title},
                        (_("Change"), _("Standing"), _("Evidence")),
                        rows,
                    )
                )
            else:
                inside.append(Paragraph(inlines(_("No change is on record."))))
            yield section(one.title, inside)

    def _said(self, text: str) -> Any:
        return self.voice.content(text, self.programme.language)
