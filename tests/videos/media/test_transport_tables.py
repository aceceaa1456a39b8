"""Tables of a transport stream: in one packet or in many, whole or not."""

import random

from videos.media.transport_tables import stream_types


def packet(pid: int, payload: bytes, *, begins: bool = True, filler: int = 0) -> bytes:
    head = bytes([0x47, (0x40 if begins else 0) | pid >> 8, pid & 0xFF, 0x30 if filler else 0x10])
    skipped = bytes([filler - 1]) + b"\0" * (filler - 1) if filler else b""
    return (head + skipped + payload).ljust(188, b"\xff")


def table(number: int, body: bytes) -> bytes:
    length = len(body) + 9
    return bytes([number, 0xB0 | length >> 8, length & 0xFF]) + b"\0" * 5 + body + b"SUM!"


def programs(*pids: int) -> bytes:
    return table(0, b"".join(bytes([0, 1, 0xE0 | pid >> 8, pid & 0xFF]) for pid in pids))


def streams(*types: int, described: int = 0) -> bytes:
    each = (bytes([t, 0xE1, 0, 0xF0 | described >> 8, described & 0xFF]) for t in types)
    return table(2, b"\xe1\x00\xf0\x03abc" + b"".join(one + b"d" * described for one in each))


def types_in(*packets: bytes) -> list[int]:
    data = b"".join(packets)
    return list(stream_types(data, range(0, len(data), 188)))


def test_types_of_each_program_are_found() -> None:
    first, second = streams(0x1B, 0x0F, described=6), streams(0xDB)

    found = types_in(
        packet(0, b"\0" + programs(0x1000, 0x1001)),
        packet(0x1000, b"\0" + first, filler=9),
        packet(0x100, b"\0" + streams(0xCF)),
        packet(0x1001, b"\0" + second),
    )

    assert found == [0x1B, 0x0F, 0xDB]


def test_a_table_spans_packets_and_two_share_one() -> None:
    long = streams(*[0x1B] * 5, 0xDB, described=60)
    both = streams(0x0F) + streams(0x03)
    rest = long[183:]

    found = types_in(
        packet(0, b"\0" + programs(0x20)),
        packet(0x20, rest[:184], begins=False),
        packet(0x20, b"\0" + long[:183]),
        packet(0x20, rest[:184], begins=False),
        packet(0x20, bytes([len(rest[184:])]) + rest[184:] + both),
    )

    assert found == [0x1B] * 5 + [0xDB, 0x0F, 0x03]


def test_incomplete_tables_give_nothing() -> None:
    long = streams(*[0xDB] * 60)

    assert types_in(packet(0, b"\0" + programs(0x20)), packet(0x20, b"\0" + long[:183])) == []
    assert types_in(packet(0, b""), packet(0, b"\xb0"), packet(0, b"\0", filler=183)) == []
    assert types_in() == []


def test_random_packets_end() -> None:
    some = random.Random(7)
    packets = [packet(some.choice([0, 0, 0x20]), some.randbytes(184)) for _ in range(2000)]

    assert isinstance(types_in(packet(0, b"\0" + programs(0x20)), *packets), list)
    whole = b"".join(packets)[:-100]
    list(stream_types(whole, range(0, len(whole) - 3, 188)))
