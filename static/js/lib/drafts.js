/**
 * Unsent texts in this browser's storage, per person and place; old ones and other people's are deleted.
 *
 *     const drafts = createDrafts({ storage: localStorage, person: "4c6f…" });
 *     drafts.keep("/practice/takes/…/|say-new", "I think");      an empty text deletes it
 *     drafts.recall("/practice/takes/…/|say-new");               "I think", or null
 *     drafts.forget(key);   drafts.forgetAll();   drafts.tidy();
 */
const PREFIX = "practika-draft:";
const KEEP_MS = 7 * 24 * 3600 * 1000;

export function createDrafts({ storage, person, now = Date.now }) {
  const nameOf = (key) => `${PREFIX}${person}:${key}`;
  const all = () => quietly(() => Object.keys(storage).filter((name) => name.startsWith(PREFIX))) ?? [];
  const drop = (names) => names.forEach((name) => quietly(() => storage.removeItem(name)));
  const read = (name) => quietly(() => JSON.parse(storage.getItem(name)));
  const isOld = (name) => !((read(name)?.at ?? 0) > now() - KEEP_MS);
  return {
    keep(key, text) {
      if (!text.trim()) return drop([nameOf(key)]);
      return quietly(() => storage.setItem(nameOf(key), JSON.stringify({ text, at: now() })));
    },
    recall: (key) => (isOld(nameOf(key)) ? null : read(nameOf(key)).text),
    forget: (key) => drop([nameOf(key)]),
    forgetAll: () => drop(all()),
    /** The next person on this computer finds nothing from the previous ones. */
    tidy: () => drop(all().filter((name) => isOld(name) || !name.startsWith(nameOf("")))),
  };
}

/** Browsers may block storage or have none left: then nothing is kept. */
function quietly(work) {
  try {
    return work();
  } catch {
    return undefined;
  }
}
