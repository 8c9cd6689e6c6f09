"""YAML 1.2 as people write it: days stay texts, ``NO`` is Norway, no key occurs twice, no alias multiplies the file."""

from __future__ import annotations

import re
from typing import Any

import yaml

from openhearth.core.errors import Fault, InputError
from openhearth.sources.reading import text_of

WIDTH = 120

_CORE_SCHEMA = (
    ("tag:yaml.org,2002:null", r"~|null|Null|NULL|", "~nN"),
    ("tag:yaml.org,2002:bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("tag:yaml.org,2002:int", r"[-+]?[0-9]+", "-+0123456789"),
    ("tag:yaml.org,2002:float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+.0123456789"),
    ("tag:yaml.org,2002:float", r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)", "-+."),
)
"""What a plain scalar may be, as the YAML 1.2 core schema says; octal and hexadecimal numbers left out."""


class _Refused(yaml.YAMLError):
    """What is YAML, but not read here: where it stands, and why in plain words."""

    def __init__(self, mark: yaml.Mark, detail: str) -> None:
        super().__init__(detail)
        self.mark = mark


class _Loader(yaml.SafeLoader):
    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 - as PyYAML has it

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.events.AliasEvent):
            raise _Refused(self.current_event.start_mark, "aliases are not read: write out what is meant")
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if str(key.value) in seen:
                raise _Refused(key.start_mark, f"{str(key.value)[:100]} occurs twice")
            seen.add(str(key.value))
        found: dict[Any, Any] = super().construct_mapping(node, deep)
        return found

    def decimal(self, node: yaml.ScalarNode) -> int | float:
        """A number as YAML 1.2 reads it: ``010`` is ten."""
        text = str(self.construct_scalar(node))
        try:
            return int(text) if node.tag.endswith("int") else float(re.sub(r"\.(?=[iInN])", "", text))
        except ValueError as error:  # more digits than Python turns into a number
            raise _Refused(node.start_mark, f"{text[:20]}… is too long a number") from error


class _Dumper(yaml.SafeDumper):
    """Quotes every text that YAML 1.1 or 1.2 would take for something else."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - what is equal is written out again
        return True


for _tag, _pattern, _first in _CORE_SCHEMA:
    for _class in (_Loader, _Dumper):
        _class.add_implicit_resolver(_tag, re.compile(rf"(?:{_pattern})\Z"), [*_first, ""])
for _tag in ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float"):
    _Loader.add_constructor(_tag, _Loader.decimal)


def loaded(data: bytes, *, most: int) -> object:
    """What a file says.

    Raises
    ------
    InputError
        ``too_large`` (more than ``most`` bytes), ``not_utf8``, ``empty_file``; ``not_yaml``, also for a key that occurs twice, for
        aliases and for compressed files.

    Examples
    --------
    >>> loaded(b"{day: 2027-03-01, country: NO, number: 7}", most=100)
    {'day': '2027-03-01', 'country': 'NO', 'number': 7}
    """
    if len(data) > most:
        raise InputError(Fault("too_large", "file", {"bytes": len(data), "allowed": most}))
    if data[:2] == b"\x1f\x8b":  # unpacked, it could be of any size
        raise InputError(Fault("not_yaml", "file", {"detail": "compressed"}))
    text = text_of(data)
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:
        place, detail = _told(error, text)
        raise InputError(Fault("not_yaml", place, {"detail": detail})) from error


def _told(error: Exception, text: str) -> tuple[str, str]:
    """Where a file stops being YAML, and why in plain words: what the parser says of it, only programmers understand."""
    match error:
        case _Refused(mark=mark):
            return _place(mark), str(error)
        case yaml.constructor.ConstructorError(problem_mark=yaml.Mark() as mark):
            return _place(mark), "a value of a kind that is not read here"
        case yaml.MarkedYAMLError(problem_mark=yaml.Mark() as mark):
            return _place(mark), (
                "look here and just before for a missing quotation mark, bracket, comma or colon,"
                " or for a line that is indented otherwise than its neighbours"
            )
        case yaml.reader.ReaderError(position=at):
            return f"line {text[:at].count(chr(10)) + 1}", "a character stands here that cannot be printed"
        case RecursionError():
            return "file", "lists stand in lists, too deep to be read"
    return "file", "a value in it cannot be read"


def _place(mark: yaml.Mark) -> str:
    return f"line {mark.line + 1}, column {mark.column + 1}"


def dumped(document: object) -> bytes:
    r"""A document that `loaded` reads; mappings keep their order.

    Examples
    --------
    >>> dumped({"day": "2027-03-01", "number": 7, "size": "1e6"}).decode()
    "day: '2027-03-01'\nnumber: 7\nsize: '1e6'\n"
    """
    text: str = yaml.dump(document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=WIDTH)
    return text.encode()
