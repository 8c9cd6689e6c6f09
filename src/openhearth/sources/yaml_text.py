"""YAML 1.2 as people write it: days stay texts, ``NO`` is Norway, no key occurs twice, no alias multiplies the file."""

from __future__ import annotations

import re
from collections import Counter
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


class _Loader(yaml.SafeLoader):
    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 - as PyYAML has it

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.events.AliasEvent):
            raise yaml.YAMLError("aliases are not read")
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        twice = sorted(key for key, count in Counter(str(key.value) for key, _ in node.value).items() if count > 1)
        if twice:
            raise yaml.YAMLError(f"line {node.start_mark.line + 1}: {', '.join(twice)} occurs twice")
        found: dict[Any, Any] = super().construct_mapping(node, deep)
        return found

    def decimal(self, node: yaml.ScalarNode) -> int | float:
        """A number as YAML 1.2 reads it: ``010`` is ten."""
        text = str(self.construct_scalar(node))
        try:
            return int(text) if node.tag.endswith("int") else float(re.sub(r"\.(?=[iInN])", "", text))
        except ValueError as error:  # more digits than Python turns into a number
            raise yaml.YAMLError(f"line {node.start_mark.line + 1}: {text[:20]}… is too long a number") from error


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
    try:
        return yaml.load(text_of(data), Loader=_Loader)  # noqa: S506 - a safe loader
    except InputError:
        raise
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:
        raise InputError(Fault("not_yaml", "file", {"detail": str(error)[:300]})) from error


def dumped(document: object) -> bytes:
    r"""A document that `loaded` reads; mappings keep their order.

    Examples
    --------
    >>> dumped({"day": "2027-03-01", "number": 7, "size": "1e6"}).decode()
    "day: '2027-03-01'\nnumber: 7\nsize: '1e6'\n"
    """
    text: str = yaml.dump(document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=WIDTH)
    return text.encode()
