"""The kinds of parts that a programme keeps. Each theme brings its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from openhearth.apps.entries.contents import Contents
from openhearth.core.programme import assembly, exchange_terms, group_terms, meeting_terms

KINDS: Mapping[str, type[Any]] = {**assembly.KINDS, **meeting_terms.KINDS, **exchange_terms.KINDS, **group_terms.KINDS}

CONTENTS: Contents[Any] = Contents(KINDS)
