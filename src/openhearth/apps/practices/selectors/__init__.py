"""Reads: rows become the core's frozen values."""

from openhearth.apps.practices.selectors.records import (
    Published,
    all_practices,
    nearest_codes,
    practice_with_code,
    practices_version,
    published,
    published_with_code,
)
from openhearth.apps.practices.selectors.words import labels, licence_of, region_of, vocabularies

__all__ = [
    "Published",
    "all_practices",
    "labels",
    "licence_of",
    "nearest_codes",
    "practice_with_code",
    "practices_version",
    "published",
    "published_with_code",
    "region_of",
    "vocabularies",
]
