"""Did you mean: words that nothing contains, and the words of the index closest to them."""

from __future__ import annotations

from collections.abc import Mapping

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from openhearth.search.language import tokens

MOST_WORDS = 8
SHORTEST = 4
"""Letters of a word worth correcting: shorter ones have too many neighbours."""


def did_you_mean(words: str, vocabulary: Mapping[str, int]) -> str | None:
    """The line with every unknown word replaced by the closest known one; None if nothing closer is known.

    One letter may be wrong, missing, added or swapped with its neighbour; from eight letters on, two. Of equally
    close words the one in most records wins, then the first of the alphabet.

    Parameters
    ----------
    words
        As typed. At most eight of its words are looked at.
    vocabulary
        Folded words with the number of records they occur in (`Engine.vocabulary`).

    Examples
    --------
    >>> did_you_mean("Waste haet, hydrogne", {"waste": 9, "heat": 7, "hat": 1, "hydrogen": 3})
    'Waste heat, hydrogen'
    >>> did_you_mean("waste heat", {"waste": 9, "heat": 7}) is None
    True
    """
    parts, position, corrected = [], 0, False
    for token in list(tokens(words[:1000]))[:MOST_WORDS]:
        better = None if token.form in vocabulary else closest(token.form, vocabulary)
        if better:
            parts += [words[position : token.start], better]
            position, corrected = token.end, True
    return "".join((*parts, words[position:])) if corrected else None


def closest(form: str, vocabulary: Mapping[str, int]) -> str | None:
    """The known word nearest to a folded word, or None if none is near."""
    if len(form) < SHORTEST:
        return None
    distance = 1 if len(form) < 8 else 2
    found = extract(form, vocabulary.keys(), scorer=OSA.distance, processor=None, score_cutoff=distance, limit=None)
    near = [(steps, -vocabulary[word], word) for word, steps, _ in found]
    return min(near)[2] if near else None
