"""Duplicates: was this practice entered before, perhaps in another language, and what speaks for it?"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from rapidfuzz import fuzz
from rapidfuzz.distance import Prefix

from openhearth.core.errors import Fault, InputError
from openhearth.core.practice import LANGUAGES, Practice

Reason = Literal["same_address", "same_title", "similar_title", "same_names", "same_meaning"]

REASONS: tuple[Reason, ...] = ("same_address", "same_title", "similar_title", "same_names", "same_meaning")

SHOWN = 0.5
"""Score from which a known practice is shown to the person who enters one."""

ADDRESS, HOME_PAGE = 0.95, 0.3
"""What the same web address is worth, and a site's first page, which many practices of one owner give."""

TITLE = 0.9
"""What the same title is worth; a similar one is worth less, down to nothing at `SIMILAR`."""

SIMILAR = 0.7
NAME, PLACE_UNKNOWN = 0.6, 0.85
"""What one rare name that both texts have is worth, and the part that is left where one of the places is unknown."""

ALIKE, MOST_ALIKE, MEANING = 0.4, 0.6, 0.9
"""A likeness of meaning says nothing up to the first, and is worth the third from the second on."""

_WORD = re.compile(r"[^\W_]+")
_SENTENCE_ENDS = frozenset((*'.!?:;»«"“”„\u2013-', ""))
_TRACKING = re.compile(r"utm_.*|mtm_.*|pk_.*|mc_[ce]id|fbclid|gclid|msclkid|dclid|igshid|ref|lang|language|hl")
_SHORTEST, _BEGINNING, _ENDINGS = 3, 4, 4
_LATIN = str.maketrans({
    "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "\u0131": "i", "ħ": "h",
    **dict(zip("абвгдежзийклмнопрстуфхъ", "abvgdejziyklmnoprstufha", strict=True)),
    "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sht", "ь": "", "ю": "yu", "я": "ya",
    **dict(zip("αβγδεζηικλμνξοπρσςτυφω", "avgdeziiklmnxoprsstyfo", strict=True)),
    "θ": "th", "χ": "ch", "ψ": "ps",
})  # fmt: skip
"""Bulgarian and Greek letters too: a name is written by its sound there, so it can be recognised."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What of a practice tells whether another is the same one. Made by `entry`, once for each practice.

    Everything is folded. ``titles``: each as written and with its words sorted. ``capitals``: the names, and words that may be
    names, or begin a sentence. ``beginnings``: the first letters of all ``words``.
    """

    code: str
    country: str
    nuts: str
    address: str
    titles: tuple[tuple[str, str], ...]
    names: frozenset[str]
    capitals: frozenset[str]
    words: frozenset[str]
    beginnings: frozenset[str]


@dataclass(frozen=True, slots=True)
class Because:
    """One reason, what it is worth between 0 and 1, and what was found: the address, the title, the names."""

    code: Reason
    score: float
    found: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A known practice that may be the same, and why; the strongest reason first."""

    code: str
    score: float
    reasons: tuple[Because, ...]


def entry(practice: Practice) -> Entry:
    """What of a practice is compared.

    Names are words of three letters and more with a digit or with a capital that no beginning of a sentence explains,
    years left out; from the titles, the summary and the actors. Bulgarian and Greek are written in Latin letters.

    Examples
    --------
    >>> sorted(entry(Practice("", "Green hydrogen for Sines", "Shown at EXPO98.", "en", "", "")).names)
    ['expo98', 'sines']
    """
    texts = (practice.title, practice.original_title, practice.summary, *practice.actors)
    titles = dict.fromkeys(filter(None, map(_plain, (practice.title, practice.original_title))))
    words = frozenset(word for text in texts for word in _plain(text).split())
    nouns = practice.language.partition("-")[0] == "de"
    capitals = {(name, sure) for text in texts for name, sure in _names(text, nouns=nouns)}
    return Entry(
        practice.code,
        practice.country,
        practice.nuts,
        web_address(practice.url),
        tuple((title, " ".join(sorted(title.split()))) for title in titles),
        frozenset(name for name, sure in capitals if sure),
        frozenset(name for name, _ in capitals),
        words,
        frozenset(word[:_BEGINNING] for word in words),
    )


def likely_duplicates(
    candidate: Entry, known: Sequence[Entry], likeness: Mapping[str, float] | None = None
) -> tuple[Duplicate, ...]:
    """Known practices that may be the candidate, the likeliest first; ties by code.

    Each reason r that holds is worth s_r, and they are taken as independent hints:

        score = 1 - Π_r (1 - s_r),    shown from `SHOWN` on

    - ``same_address``: `ADDRESS`, or `HOME_PAGE` for a page without a path, divided by the number of known practices with
      that address.
    - ``same_title``: `TITLE`; a title or original title of one is one of the other.
    - ``similar_title``: `TITLE` (r - `SIMILAR`) / (1 - `SIMILAR`) with the Indel similarity r of two titles whose words are
      sorted, at the closest two.
    - ``same_names``: q (1 - Π_n (1 - `NAME` (1 - ln d_n / ln(N + 1)))) over the names n that both have, one of them surely
      as a name; d_n of the N known practices have it, and q is 1 in the same country, `PLACE_UNKNOWN` where one country
      is unknown, and 0 elsewhere.
    - ``same_meaning``: rises from 0 at a likeness of `ALIKE` to `MEANING` at `MOST_ALIKE`.

    Parameters
    ----------
    candidate
        What is being entered. A known practice with its code is itself, and left out of everything.
    known
        What there is already, in any order.
    likeness
        By code, how much a known practice says the same, -1 to 1, as an encoder found. None and absent codes are unknown;
        NaN too.

    Raises
    ------
    InputError
        ``duplicate_code`` for each code that occurs more than once among the known.

    Examples
    --------
    >>> heat = entry(Practice("heat", "Waste heat for Brescia", "", "en", "", "", country="IT"))
    >>> again = entry(Practice("", "Abwärme für Brescia", "", "de", "", "", country="IT"))
    >>> [(reason.code, round(reason.score, 2)) for reason in likely_duplicates(again, [heat], {"heat": 0.5})[0].reasons]
    [('same_names', 0.6), ('same_meaning', 0.45)]
    """
    times = Counter(one.code for one in known)
    faults = [Fault("duplicate_code", "known", {"found": code}) for code, count in times.items() if count > 1]
    if faults:
        raise InputError(*faults)
    others = [one for one in known if one.code != candidate.code]
    if not others:
        return ()
    sharing = sum(one.address == candidate.address for one in others)
    rarity = {name: _rarity(name, others) for name in candidate.capitals}
    found = []
    for other in others:
        reasons = [
            *_addresses(candidate, other, sharing),
            *_titles(candidate, other),
            *_shared_names(candidate, other, rarity),
            *_meanings((likeness or {}).get(other.code, math.nan)),
        ]
        score = 1 - math.prod(1 - reason.score for reason in reasons)
        if score >= SHOWN:
            found.append(Duplicate(other.code, score, tuple(sorted(reasons, key=_strongest))))
    return tuple(sorted(found, key=lambda one: (-one.score, one.code)))


def web_address(url: str) -> str:
    """A web address without what does not change the page: scheme, www, port, fragment, last slash, tracking, language.

    Empty for what is no address.

    Examples
    --------
    >>> web_address("http://www.Example.org:80/en/heat/?utm_source=x&b=2&a=1#top")
    'example.org/heat?a=1&b=2'
    """
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").rstrip(".").removeprefix("www.")
        port = "" if parts.port in (None, 80, 443) else f":{parts.port}"
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not host:
        return ""
    path = [quote(unquote(part), safe="") for part in parts.path.split("/") if part]
    if path and path[0].lower() in LANGUAGES:
        path = path[1:]
    asked = sorted((name, value) for name, value in parse_qsl(parts.query) if not _TRACKING.fullmatch(name.lower()))
    return "/".join((host + port, *path)) + (f"?{urlencode(asked)}" if asked else "")


def _strongest(reason: Because) -> tuple[float, int]:
    return -reason.score, REASONS.index(reason.code)


def _addresses(candidate: Entry, other: Entry, sharing: int) -> Iterator[Because]:
    if candidate.address and candidate.address == other.address:
        page = "/" in candidate.address or "?" in candidate.address
        yield Because("same_address", (ADDRESS if page else HOME_PAGE) / sharing, (candidate.address,))


def _titles(candidate: Entry, other: Entry) -> Iterator[Because]:
    same = [title for title, _ in candidate.titles if title in {plain for plain, _ in other.titles}]
    if same:
        yield Because("same_title", TITLE, (same[0],))
        return
    ratios = (fuzz.ratio(one, two) / 100 for _, one in candidate.titles for _, two in other.titles)
    similar = max(ratios, default=0.0)
    if similar > SIMILAR:
        yield Because("similar_title", TITLE * (similar - SIMILAR) / (1 - SIMILAR))


def _shared_names(candidate: Entry, other: Entry, rarity: Mapping[str, float]) -> Iterator[Because]:
    shared = sorted(
        name
        for name in candidate.capitals
        if _occurs(name, other.capitals if name in candidate.names else other.names, other.beginnings)
    )
    if shared and (place := _place(candidate, other)):
        score = place * (1 - math.prod(1 - NAME * rarity[name] for name in shared))
        if score > 0:
            yield Because("same_names", score, tuple(shared))


def _meanings(likeness: float) -> Iterator[Because]:
    if likeness > ALIKE:
        yield Because("same_meaning", MEANING * min(1, (likeness - ALIKE) / (MOST_ALIKE - ALIKE)))


def _place(one: Entry, other: Entry) -> float:
    countries = {place.country or place.nuts[:2] for place in (one, other)}
    if "" in countries:
        return PLACE_UNKNOWN
    return 1.0 if len(countries) == 1 else 0.0


def _rarity(name: str, known: Sequence[Entry]) -> float:
    """1 for a name of one known practice, 0 for a word of all."""
    occurring = sum(_occurs(name, one.words, one.beginnings) for one in known)
    return 1 - math.log(max(occurring, 1)) / math.log(len(known) + 1)


def _occurs(name: str, words: frozenset[str], beginnings: frozenset[str]) -> bool:
    if name in words:
        return True
    return name[:_BEGINNING] in beginnings and any(_same_name(name, word) for word in words)


def _same_name(one: str, other: str) -> bool:
    """Whether two words are one name with different endings: *Kaunas*, *Kaune*; *Tampere*, *Tampereella*."""
    if not (one.isalpha() and other.isalpha()):
        return one == other
    stem = Prefix.similarity(one, other)
    endings = len(one) + len(other) - 2 * stem
    return stem >= _BEGINNING and endings <= _ENDINGS and endings < stem


def _names(text: str, *, nouns: bool) -> Iterator[tuple[str, bool]]:
    """Words with a capital or a digit; unsure are those whose capital may only begin a sentence, or be that of any noun."""
    if text.isupper() and " " in text:
        return  # SHOUTED: a capital tells nothing
    for found in _WORD.finditer(text):
        word = found[0]
        if len(word) < _SHORTEST or _year(word) or not any(letter.isupper() or letter.isdigit() for letter in word):
            continue
        inner = any(letter.isupper() or letter.isdigit() for letter in word[1:])
        before = text[max(found.start() - 3, 0) : found.start()].strip()[-1:]
        yield _folded(word), inner or (not nouns and before not in _SENTENCE_ENDS)


def _year(word: str) -> bool:
    return word.isdigit() and 1900 <= int(word) <= 2100


def _plain(text: str) -> str:
    return " ".join(_folded(word) for word in _WORD.findall(text))


def _folded(word: str) -> str:
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", word).casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).translate(_LATIN)
