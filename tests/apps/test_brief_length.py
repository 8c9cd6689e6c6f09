"""A brief is two to six pages, whoever it is about and in whatever language."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pikepdf
import pytest
from django.utils import translation

from openhearth.apps.reports.brief import brief
from openhearth.press.documents import render

PLACES = ("DEA1", "PL22", "ES12", "FI19", "LT02", "AL01", "UKM", "US-CA")


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("code", PLACES)
def test_a_brief_is_short(code: str, language: str, tmp_path: Path) -> None:
    with translation.override(language):
        document = brief(code, today=date(2026, 11, 22))
    with pikepdf.open(io.BytesIO(render(document, "pdf", cache=tmp_path))) as printed:
        assert 1 <= len(printed.pages) <= 6
        assert str(printed.Root.Lang).split("-")[0] == language
