"""The types of regions beside what was published about them."""

from __future__ import annotations

from openhearth.apps.regions import selectors, wording
from openhearth.apps.regions.sentences import marks_in_words


def types_page() -> dict[str, object]:
    typology = selectors.atlas().typology
    places = {place.code: place for place in selectors.landscape().territories}
    types = {entry.code: entry for entry in selectors.region_types()}
    return {
        "groups": [
            {
                "code": group.type_code,
                "name": wording.label(types[group.type_code]),
                "size": len(group.members),
                "published": types[group.type_code].published_size,
                "marks": marks_in_words(group.marks),
                "members": [places[code] for code in group.members],
            }
            for group in typology.groups
        ],
        "unclassified": [places[one.territory] for one in typology.unclassified if one.territory in places],
    }
