"""What is said to a person when work has failed: what happened and what to do next."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ADVICE: dict[str, Promise] = {
    "unexpected": _(
        "Something went wrong that is not your fault. It has been logged. Start again; if it fails again, tell your administrator the code and the time."
    ),
    "worker_gone": _("The worker stopped in the middle, perhaps because the machine was restarted. Start again."),
    "not_queued": _("The work could not be queued. Start again in a few minutes."),
    "not_printed": _(
        "The document could not be printed. The figures stand on the page and can be downloaded as CSV; tell your administrator the detail."
    ),
    "infeasible": _("No answer satisfies all the conditions. Relax one of them and start again."),
}
OTHERWISE = _("The input has a fault. Correct it where you entered it, then start again.")


def advice(error_code: str) -> str:
    return str(ADVICE.get(error_code, OTHERWISE))
