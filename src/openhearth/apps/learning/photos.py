"""Photos as they are kept: checked, made smaller, and written anew, so nothing but what is seen remains of a file."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps

from openhearth.core.errors import Fault, InputError

BYTES = 12_000_000
PIXELS = 60_000_000
"""Larger files, and pictures that would fill the memory, are refused before they are decoded."""

SIDE = 1600
"""The longer side is made so long at most."""

FORMATS = ("JPEG", "PNG", "WEBP")


@dataclass(frozen=True, slots=True)
class Photo:
    """A JPEG without metadata."""

    data: bytes
    width: int
    height: int


def photo(name: str, data: bytes) -> Photo:
    """Read a picture and write it anew, turned as its camera was held.

    Raises
    ------
    InputError
        ``picture_too_large`` (bytes or pixels) or ``bad_picture``: not a JPEG, PNG or WebP, or damaged.
    """
    if len(data) > BYTES:
        raise InputError(Fault("picture_too_large", "pictures", {"found": name, "allowed": f"{BYTES // 1_000_000} MB"}))
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as opened:
            if opened.width * opened.height > PIXELS:
                allowed = f"{PIXELS // 1_000_000} MP"
                raise InputError(Fault("picture_too_large", "pictures", {"found": name, "allowed": allowed}))
            upright = ImageOps.exif_transpose(opened)
            upright.thumbnail((SIDE, SIDE))
            plain = Image.new("RGB", upright.size, "white")
            seen = upright.convert("RGBA")
            plain.paste(seen, mask=seen.getchannel("A"))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise InputError(Fault("bad_picture", "pictures", {"found": name})) from error
    written = BytesIO()
    plain.save(written, "JPEG", quality=82, optimize=True)
    return Photo(written.getvalue(), plain.width, plain.height)
