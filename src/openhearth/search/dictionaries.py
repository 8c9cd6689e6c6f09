"""simplemma's dictionaries in files that open at once, so that a new process need not unpack them first.

Unpacked in memory, the Finnish dictionary costs every process 2.4 s. Beside an index it is unpacked once, into a file of
compressed blocks in alphabetical order. The file is mapped, not read: processes share its pages, and a word costs one
block. It says what simplemma's own dictionary says.
"""

from __future__ import annotations

import os
import tempfile
import zlib
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import lru_cache
from importlib.metadata import version
from itertools import islice
from mmap import ACCESS_READ, mmap
from pathlib import Path
from struct import Struct, error

from simplemma.strategies import DictionaryFactory, StreamDictionaryFactory
from simplemma.strategies.dictionaries import dictionary_factory, frontcode

WORDS = 64
"""Words of a block: with more the file is smaller and a word slower."""

BLOCKS = 512
"""Blocks of a dictionary that are kept unpacked: the words tried for one unknown word begin alike, so they share blocks."""

_END = Struct("<QQQ")
"""Where the first words stand, where the places of the blocks stand, and how many words there are."""


class Dictionary(Mapping[str, str]):
    """A mapping of forms to lemmas in a file that `write_dictionary` wrote."""

    def __init__(self, file: Path) -> None:
        with file.open("rb") as opened:
            self._bytes = mmap(opened.fileno(), 0, access=ACCESS_READ)
        end = len(self._bytes) - _END.size
        heads, places, self._count = _END.unpack(self._bytes[max(end, 0) :])
        self._heads = self._bytes[heads:places].split(b"\n")
        self._places = array("Q", self._bytes[places:end])
        if len(self._places) != len(self._heads) + 1:
            raise ValueError(file)
        self._block = lru_cache(BLOCKS)(self._unpacked)

    def get(self, form: str, otherwise: str | None = None) -> str | None:  # type: ignore[override]
        """The lemma of a form, or something else; many forms are tried in vain, so no exception is made for them."""
        key = form.encode(errors="surrogatepass")
        number = bisect_right(self._heads, key) - 1
        if number < 0:
            return otherwise
        block = self._block(number)
        start = block.find(b"\n" + key + b"\t")
        if start < 0:
            return otherwise
        start += len(key) + 2
        return block[start : block.index(b"\n", start)].decode()

    def __getitem__(self, form: str) -> str:
        if (found := self.get(form)) is None:
            raise KeyError(form)
        return found

    def __iter__(self) -> Iterator[str]:
        for number in range(len(self._heads)):
            for line in self._unpacked(number).split(b"\n")[1:-1]:
                yield line.partition(b"\t")[0].decode()

    def __len__(self) -> int:
        return int(self._count)

    def _unpacked(self, number: int) -> bytes:
        return zlib.decompress(self._bytes[self._places[number] : self._places[number + 1]])


def write_dictionary(file: Path, entries: Iterable[tuple[bytes, bytes]]) -> None:
    """Write forms with their lemmas, sorted by form, at once: nobody sees half a file."""
    heads, places, position, count = [], array("Q", [0]), 0, 0
    rest = iter(entries)
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=".")
    try:
        with os.fdopen(descriptor, "wb") as out:
            while block := list(islice(rest, WORDS)):
                heads.append(block[0][0])
                position += out.write(zlib.compress(b"\n%b\n" % b"\n".join(map(b"\t".join, block)), 6))
                places.append(position)
                count += len(block)
            position += out.write(b"\n".join(heads))
            out.write(places.tobytes() + _END.pack(places[-1], position, count))
            out.flush()
            os.fsync(out.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


class Dictionaries(DictionaryFactory):
    """simplemma's dictionaries, in files of a folder once one is named and can be written; else in memory."""

    def __init__(self) -> None:
        self.folder: Path | None = None
        self._opened: dict[str, Mapping[str, str]] = {}

    def get_dictionary(self, lang: str) -> Mapping[str, str]:
        """Open the dictionary of a language, by simplemma's code."""
        if lang not in self._opened:
            self._opened[lang] = self._dictionary(lang)
        return self._opened[lang]

    def _dictionary(self, code: str) -> Mapping[str, str]:
        if self.folder:
            file = self.folder / f"{code}-{version('simplemma')}"
            with suppress(OSError, ValueError, error):  # missing, or damaged by a power failure
                return Dictionary(file)
            with suppress(OSError):
                write_dictionary(file, _entries(code))
                for older in set(self.folder.glob(f"{code}-*")) - {file}:
                    older.unlink(missing_ok=True)
                return Dictionary(file)
        return StreamDictionaryFactory(1).get_dictionary(code)


def _entries(code: str) -> Iterator[tuple[bytes, bytes]]:
    """All of one dictionary, sorted; simplemma can only give them one by one by private means."""
    data = dictionary_factory._read_decompressed(code)  # noqa: SLF001
    backwards, _, start = frontcode._read_header(data)  # noqa: SLF001
    entries = ((form, lemma) for _, form, lemma in frontcode._iter_records(data, start))  # noqa: SLF001
    return iter(sorted((form[::-1], lemma[::-1]) for form, lemma in entries)) if backwards else entries
