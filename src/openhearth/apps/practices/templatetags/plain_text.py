"""Words of strangers on a page: nothing in them is active but addresses of the web, which search engines do not follow."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.defaultfilters import linebreaksbr
from django.utils.html import Urlizer, escape
from django.utils.safestring import SafeString, mark_safe

SHOWN = 70
"""Characters of an address."""

register = template.Library()


class _WebAddresses(Urlizer):
    """Django's own also turns names of hosts and e-mail addresses into links."""

    def handle_word(self, word: str, **options: Any) -> str:
        if "://" not in word:
            return escape(word)
        _lead, middle, _trail = self.trim_punctuation(word)
        if not middle.lower().startswith(("http://", "https://")):
            return escape(word)
        linked: str = super().handle_word(word, **options)
        return linked


_web_addresses = _WebAddresses()


@register.filter
def plain(text: str) -> SafeString:
    linked = _web_addresses(str(text), trim_url_limit=SHOWN, nofollow=True, autoescape=True)
    return linebreaksbr(mark_safe(linked))  # noqa: S308 - every word is escaped above
