"""Compile the translations when the package is built or installed for development."""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileTranslations(BuildHookInterface):
    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        del version, build_data
        for po in Path(self.root, "src").rglob("*.po"):
            with po.open("rb") as text, po.with_suffix(".mo").open("wb") as compiled:
                write_mo(compiled, read_po(text))
