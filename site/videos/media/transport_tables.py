"""Which types of streams an MPEG transport stream declares (ISO 13818-1, 2.4.4).

set(stream_types(data, places))      {0x1B, 0x0F}: H.264 and AAC
"""

from collections.abc import Iterator, Sequence

PROGRAMS, STREAMS = 0x00, 0x02
"""Table ids; the first is always in the packets of PID 0."""
PACKET, HEAD, SUM = 188, 4, 4
STUFFING = 0xFF


def stream_types(data: bytes, places: Sequence[int]) -> Iterator[int]:
    """`places`: where packets begin."""
    maps = {pid for table in _tables(data, places, {0}, PROGRAMS) for pid in _maps(table)}
    for table in _tables(data, places, maps, STREAMS):
        yield from _types(table)


def pid_of(head: bytes) -> int:
    return (head[1] & 0x1F) << 8 | head[2]


def _tables(data: bytes, places: Sequence[int], pids: set[int], number: int) -> Iterator[bytes]:
    begun: dict[int, bytes] = {}
    for at in places:
        head = data[at : at + HEAD]
        if (pid := pid_of(head)) not in pids:
            continue
        rows, begun[pid] = _joined(begun.get(pid, b""), head, _payload(data[at : at + PACKET]))
        yield from (row for row in rows if row[0] == number)


def _joined(begun: bytes, head: bytes, payload: bytes) -> tuple[list[bytes], bytes]:
    """Complete tables, and the start of the next. Anything before the first start is skipped."""
    if not head[1] & 0x40:
        return _split(begun + payload) if begun else ([], b"")
    if not payload:
        return [], b""
    start = 1 + payload[0]
    ended = _split(begun + payload[1:start])[0] if begun else []
    rows, rest = _split(payload[start:])
    return ended + rows, rest


def _split(data: bytes) -> tuple[list[bytes], bytes]:
    rows: list[bytes] = []
    while len(data) >= 3 and data[0] != STUFFING:
        length = 3 + ((data[1] & 0x0F) << 8 | data[2])
        if len(data) < length:
            return rows, data
        rows.append(data[:length])
        data = data[length:]
    return rows, b"" if data[:1] == bytes([STUFFING]) else data


def _payload(packet: bytes) -> bytes:
    if not packet[3] & 0x10:
        return b""
    return packet[HEAD + (1 + packet[HEAD] if packet[3] & 0x20 else 0) :]


def _maps(table: bytes) -> Iterator[int]:
    for at in range(8, len(table) - SUM - 3, 4):
        yield (table[at + 2] & 0x1F) << 8 | table[at + 3]


def _types(table: bytes) -> Iterator[int]:
    """Each entry also has a PID and descriptors, which are skipped."""
    if len(table) < 12:
        return
    at = 12 + ((table[10] & 0x0F) << 8 | table[11])
    while at + 5 <= len(table) - SUM:
        yield table[at]
        at += 5 + ((table[at + 3] & 0x0F) << 8 | table[at + 4])
