"""The form of a partner's report of a semester."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from openhearth.apps.learning.forms.writing import WrittenForm, a_list
from openhearth.apps.pathways.forms.parts import MoneyField
from openhearth.core.programme.terms import PartnerReport


class ReportForm(WrittenForm):
    """What a partner did in a semester, and what it planned and spent."""

    kind = "report"
    title = _("Report of a partner")
    asked = ("activities", "deviations", "planned", "spent")
    given_key = True

    activities = a_list(_("What was done"), _("One activity on each line. Name organisations, not persons."))
    deviations = a_list(_("What went otherwise than planned"), _("One on each line, with the reason."))
    planned = MoneyField(
        label=_("Planned spending of this semester, in euro"),
        help_text=_("Leave it empty if it is not known: it is then shown as missing, not as zero."),
        required=False,
        min_value=0,
        max_value=10**12,
    )
    spent = MoneyField(
        label=_("Actual spending of this semester, in euro"), required=False, min_value=0, max_value=10**12
    )

    @property
    def part(self) -> PartnerReport:
        if self.before is not None:  # also whether it was handed in stays as it was
            return super().part  # type: ignore[no-any-return]
        return PartnerReport(self.about["partner"], int(self.about["semester"]), **self.values())
