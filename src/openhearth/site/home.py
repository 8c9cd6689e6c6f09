"""Where the house keeps its database, its secret and its drawn charts."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from pathlib import Path


def directory(environment: Mapping[str, str]) -> Path:
    """``OPENHEARTH_HOME``, or the user's data folder."""
    if environment.get("OPENHEARTH_HOME"):
        return Path(environment["OPENHEARTH_HOME"]).expanduser().resolve()
    data = environment.get("XDG_DATA_HOME")
    return (Path(data) if data else Path.home() / ".local" / "share") / "openhearth"


def secret_key(home: Path) -> str:
    """The key kept in the house, made on first use and readable by its owner only."""
    home.mkdir(parents=True, exist_ok=True)
    path = home / "secret_key"
    if not path.exists():
        draft = home / f".secret_key.{secrets.token_hex(4)}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(64))
        try:
            path.hardlink_to(draft)  # the first process wins, nobody reads half a key
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text()
