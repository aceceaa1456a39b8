/**
 * Which bytes go where, and what is still missing.
 *
 *     partCount(20_000_000, 8_388_608)                         3
 *     layOut([{ number: 1, size_bytes: 8 }, { number: 2, size_bytes: 3 }])
 *                                              [{ number: 1, start: 0, end: 8 }, { number: 2, start: 8, end: 11 }]
 *     missingParts(parts, received)                            the parts that have not arrived completely
 */
export function partCount(sizeBytes, partBytes) {
  return partBytes > 0 ? Math.max(1, Math.ceil(sizeBytes / partBytes)) : 1;
}

/** The server gives each part's size; its position in the file follows from the parts before it. */
export function layOut(parts) {
  let offset = 0;
  return [...parts]
    .sort((a, b) => a.number - b.number)
    .map((part) => {
      const start = offset;
      offset += part.size_bytes;
      return { ...part, start, end: offset };
    });
}

/** A part that arrived with a different size was cut off: it is sent again. */
export function missingParts(parts, received) {
  const sizes = new Map(received.map((part) => [part.number, part.size_bytes]));
  return parts.filter((part) => sizes.get(part.number) !== part.size_bytes);
}

export function arrivedBytes(parts, received) {
  const missing = new Set(missingParts(parts, received));
  return parts.filter((part) => !missing.has(part)).reduce((sum, part) => sum + part.size_bytes, 0);
}

/** Whether a file chosen again is the one whose upload was interrupted. */
export function isSameFile(file, known) {
  return (
    file.name === known.name && file.size === known.size && file.lastModified === known.lastModified
  );
}
