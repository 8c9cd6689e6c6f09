"""Parts of a plan as they are kept."""

from __future__ import annotations

from openhearth.apps.entries.contents import Contents
from openhearth.core.pathway.terms import KINDS, Part

CONTENTS: Contents[Part] = Contents(KINDS, figures=("value", "amount"))
