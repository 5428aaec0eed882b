"""A Word file as what it is: a zip of named parts. Read without inflating, written the same every time.

Parts that do not change keep their compressed bytes. Dates are fixed at 1980 and the order is the order
given, so that the same parts make the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import struct
import zipfile
import zlib
from collections.abc import Iterable

from msgspec import Struct

from isptool.errors import IspError

_MOST_INFLATED = 64 * 1024 * 1024
_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_VERSION, _DATE = 20, 0x0021  # needs zip 2.0; 1 January 1980


class Part(Struct, frozen=True):
    """One part as it lies in the zip: stored (`method` 0) or deflated (8)."""

    name: str
    packed: bytes
    crc: int
    size: int
    method: int

    def data(self) -> bytes:
        """The contents. Raises `IspError` where they are not as many bytes as the zip says: it is broken, or a bomb."""
        if not self.method:
            return self.packed
        try:
            data = zlib.decompressobj(-15).decompress(self.packed, self.size + 1)
        except zlib.error:
            data = b""
        if len(data) != self.size:
            raise IspError(f"{self.name} in the file is not what the file says it is.", "Ask for the file again.")
        return data


def pack(name: str, data: bytes, *, store: bool = False) -> Part:
    """Deflate `data`, or store it as it is."""
    if store:
        return Part(name, data, zlib.crc32(data), len(data), 0)
    deflate = zlib.compressobj(6, zlib.DEFLATED, -15)
    return Part(name, deflate.compress(data) + deflate.flush(), zlib.crc32(data), len(data), 8)


def read(data: bytes, what: str) -> dict[str, Part]:
    """The parts of a zip by name. `what` names the file in the message of the `IspError` for a bad one."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if sum(entry.file_size for entry in entries) > _MOST_INFLATED:
                raise IspError(f"{what} holds more than 64 MB.", "Make its pictures smaller.")
            parts = {}
            for entry in entries:
                if entry.compress_type in (0, 8) and not entry.flag_bits & 1:
                    name, extra = struct.unpack_from("<2H", data, entry.header_offset + 26)
                    start = entry.header_offset + 30 + name + extra
                    packed = data[start : start + entry.compress_size]
                    part = Part(entry.filename, packed, entry.CRC, entry.file_size, entry.compress_type)
                else:
                    part = pack(entry.filename, archive.read(entry))
                parts[part.name] = part
            return parts
    except (zipfile.BadZipFile, struct.error, NotImplementedError, RuntimeError) as error:
        raise IspError(f"{what} is not a Word file (.docx).", "Save it in Word as a .docx file.") from error


def write(parts: Iterable[Part]) -> bytes:
    """The zip of these parts, in this order."""
    out: list[bytes] = []
    directory: list[bytes] = []
    offset = count = 0
    for part in parts:
        name = part.name.encode()
        packed = len(part.packed)
        fields = (0x0800, part.method, 0, _DATE, part.crc, packed, part.size, len(name), 0)
        out += (_LOCAL.pack(b"PK\x03\x04", _VERSION, *fields), name, part.packed)
        directory += (
            _CENTRAL.pack(b"PK\x01\x02", _VERSION, _VERSION, *fields[:8], 0, 0, 0, 0, 0, offset),
            name,
        )
        offset += _LOCAL.size + len(name) + packed
        count += 1
    index = b"".join(directory)
    end = _END.pack(b"PK\x05\x06", 0, 0, count, count, len(index), offset, 0)
    return b"".join([*out, index, end])


def digest(data: bytes) -> str:
    """SHA-256, in hexadecimal, over the names and *uncompressed* contents of the parts, in the order of names.

    Two machines can deflate the same contents to different bytes; this digest is the same on both.
    """
    total = hashlib.sha256()
    for name, part in sorted(read(data, "The file").items()):
        contents = part.data()
        total.update(f"{name}\n{len(contents)}\n".encode())
        total.update(contents)
    return total.hexdigest()
