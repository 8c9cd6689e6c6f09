"""The catalogues of the interface, kept with Babel alone; see docs/translations.md.

python tools/translations.py update     what the interface says now goes into each .po, what it no longer says goes out
python tools/translations.py compile    each .po becomes the .mo that Django reads
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).parents[1]
SOURCES = ROOT / "src" / "openhearth"
LOCALES = SOURCES / "site" / "locale"
PLAIN = ("gettext_lazy", "gettext_noop")
KEYWORDS = (
    DEFAULT_KEYWORDS
    | dict.fromkeys(PLAIN)
    | {f"{name}_lazy": DEFAULT_KEYWORDS[name] for name in ("ngettext", "pgettext", "npgettext")}
)


def interface() -> Catalog:
    """Every message of the Python files and templates, each with the files that say it."""
    catalog = Catalog()
    for path in sorted(SOURCES.rglob("*")):
        if path.suffix == ".py":
            text = path.read_text("utf-8")
        elif "templates" in path.parts and path.is_file():
            text = as_python(path.read_text("utf-8"))
        else:
            continue
        for message, context in messages(text):
            catalog.add(message, context=context, locations=[(path.relative_to(ROOT).as_posix(), 0)])
    return catalog


def messages(text: str) -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    """Message and context of each call of gettext in a Python text."""
    for _line, message, _comments, context in extract("python", BytesIO(text.encode()), KEYWORDS):
        yield message, context


def as_python(template: str) -> str:
    """Django's own reading of a template; indentation means nothing there, but would in Python."""
    return "\n".join(line.strip() for line in templatize(template).splitlines())


def catalogues() -> list[Path]:
    return sorted(LOCALES.glob("*/LC_MESSAGES/django.po"))


def catalogue(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3], abort_invalid=True)


def updated(known: Catalog, wanted: Catalog) -> Catalog:
    """The wanted messages with their known translations. Nothing is guessed: a changed message is a new one."""
    fresh = Catalog(locale=known.locale, charset="utf-8", fuzzy=False)
    for message in filter(_key, wanted):
        before = known.get(_key(message), message.context)
        if before is None or before.id != message.id:
            before = Message(message.id)
        fresh.add(
            message.id,
            before.string,
            message.locations,
            before.flags,
            user_comments=before.user_comments,
            context=message.context,
        )
    return fresh


def as_po(catalog: Catalog) -> bytes:
    """Sorted, with file names but no lines and no dates, so that only what changed is seen as changed."""
    header = (
        'msgid ""\nmsgstr ""\n'
        f'"Language: {catalog.locale_identifier}\\n"\n'
        '"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {catalog.plural_forms}\\n"\n\n'
    )
    text = BytesIO()
    write_po(text, catalog, width=0, omit_header=True, sort_output=True, include_lineno=False)
    return header.encode() + text.getvalue()


def compile_catalogues() -> None:
    for path in catalogues():
        compiled = BytesIO()
        write_mo(compiled, catalogue(path))
        path.with_suffix(".mo").write_bytes(compiled.getvalue())


def update_catalogues() -> Iterator[tuple[str, int]]:
    """Language and number of messages that still have no translation, after the update."""
    wanted = interface()
    for path in catalogues():
        fresh = updated(catalogue(path), wanted)
        text = as_po(fresh)
        if text != path.read_bytes():
            path.write_bytes(text)
        yield path.parts[-3], sum(not translated(message) for message in fresh if message.id)


def translated(message: Message) -> bool:
    return all(strings(message))


def strings(message: Message) -> tuple[str, ...]:
    """The translation, or that of each plural form."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ("",))


def _key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def main(command: str) -> int:
    if command == "compile":
        compile_catalogues()
    elif command == "update":
        for language, missing in update_catalogues():
            sys.stdout.write(f"{language}: {missing} messages to translate\n")
    else:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(" ".join(sys.argv[1:])))
