"""Who hears by e-mail of which new practices, and telling them.

The e-mail goes first and is noted after: a job killed in between sends it once more (with the same Message-ID, by which mail
programs know the copy), but nobody misses a practice. An e-mail that cannot be sent is tried again with the next practice.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Min, QuerySet
from django.http import QueryDict
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import ngettext

from openhearth.apps.accounts.models import User
from openhearth.apps.practices.finding import Question, documents, index, question_of
from openhearth.apps.practices.models import Practice, SavedSearch
from openhearth.search.contract import Doc, Query, Shape
from openhearth.search.memory import MemoryEngine

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Watch:
    """A search somebody wants to hear of, and up to when they have."""

    key: int
    query: Query
    told: datetime


@dataclass(frozen=True, slots=True)
class News:
    """A record and when it became public."""

    doc: Doc
    published: datetime


@dataclass(frozen=True, slots=True)
class Heard:
    """One search of an e-mail, with the practices it found; ``stop`` ends its alerts."""

    name: str
    url: str
    stop: str
    practices: tuple[tuple[str, str], ...]
    """Title and address."""


def newly_found(watches: Iterable[Watch], news: Sequence[News], shape: Shape) -> dict[int, tuple[str, ...]]:
    """Which searches hear of which records: those they find that became public after they were last told.

    Parameters
    ----------
    watches
        In any order.
    news
        In the order in which they are told.
    shape
        Of the records.

    Returns
    -------
    dict
        Key of a search to ids of records; searches that find nothing new are left out.
    """
    engine = MemoryEngine(shape)
    engine.rebuild(one.doc for one in news)
    heard = {}
    for watch in watches:
        answer = engine.search(replace(watch.query, counted=(), page=1, size=len(news), sort="", typing=False))
        found = {hit.id for hit in answer.hits}
        new = tuple(one.doc.id for one in news if one.published > watch.told and one.doc.id in found)
        if new:
            heard[watch.key] = new
    return heard


def question_kept(search: SavedSearch) -> Question:
    """What a saved search asks."""
    return question_of(dict(QueryDict(search.query.removeprefix("?")).lists()))


def due() -> bool:
    """Whether a practice became public since somebody who wants to hear of some was last told."""
    since = _watching().aggregate(since=Min("told"))["since"]
    return since is not None and index.public_practices().filter(published__gt=since).exists()


def tell() -> int:
    """Send everybody who waits for it one e-mail; how many were sent."""
    watching = list(_watching().select_related("user").order_by("user_id", "name"))
    since = min((search.told for search in watching), default=None)
    published = list(index.public_practices().filter(published__gt=since).order_by("published", "pk")) if since else []
    if not published:
        return 0
    news = [News(documents.doc_of_practice(one), one.published) for one in published if one.published]
    watches = [Watch(search.pk, question_kept(search).query(), search.told) for search in watching]
    heard, practices = (
        newly_found(watches, news, documents.SHAPE),
        {documents.document_of(one): one for one in published},
    )
    sent = 0
    for _user, own in groupby(watching, key=lambda search: search.user_id):
        searches = list(own)
        finding = [search for search in searches if search.pk in heard]
        if finding and not _sent(finding, heard, practices, news[-1].published):
            continue
        sent += bool(finding)
        keys = [search.pk for search in searches]
        SavedSearch.objects.filter(pk__in=keys, told__lt=news[-1].published).update(told=news[-1].published)
    return sent


def stop_address(searches: Sequence[SavedSearch]) -> str:
    """Where the alerts of some searches are stopped without signing in."""
    first, *others = (str(search.key) for search in searches)
    also = "?" + urlencode([("also", key) for key in others]) if others else ""
    return settings.SITE_URL + reverse("practices:stop_alert", args=[first]) + also


def _watching() -> QuerySet[SavedSearch]:
    return SavedSearch.objects.filter(alert=True, user__is_active=True)


def _sent(
    searches: Sequence[SavedSearch],
    heard: Mapping[int, tuple[str, ...]],
    practices: Mapping[str, Practice],
    until: datetime,
) -> bool:
    """One e-mail to one person; a practice that several of their searches find stands under the first."""
    user, told = searches[0].user, set[str]()
    sections = []
    for search in searches:
        new = [document for document in heard[search.pk] if document not in told]
        told |= set(new)
        if new:
            sections.append(_section(search, [practices[document] for document in new]))
    email = _email(user, sections, len(told))
    host = urlsplit(settings.SITE_URL).hostname
    email.extra_headers = {
        "Message-ID": f"<{searches[0].key}.{until:%Y%m%d%H%M%S%f}@{host}>",
        "List-Unsubscribe": f"<{stop_address(searches)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    try:
        email.send()
    except OSError:  # also every SMTP error
        log.exception("The alert to person %s could not be sent; it is tried again", user.pk)
        return False
    return True


def _section(search: SavedSearch, practices: Sequence[Practice]) -> Heard:
    titles = ((one.public.record.practice.title, one.code) for one in practices if one.public)
    found = tuple((title, settings.SITE_URL + reverse("practices:detail", args=[code])) for title, code in titles)
    url = settings.SITE_URL + reverse("practices:list") + search.query
    return Heard(search.name, url, stop_address([search]), found)


def _email(user: User, sections: Sequence[Heard], count: int) -> EmailMessage:
    with translation.override(user.language):
        subject = ngettext(
            "%(count)s new practice that you asked to hear of",
            "%(count)s new practices that you asked to hear of",
            count,
        ) % {"count": count}
        context = {"sections": sections, "searches": settings.SITE_URL + reverse("practices:searches")}
        text = render_to_string("practices/alert_email.txt", context)
    return EmailMessage(subject, text, None, [user.email])
