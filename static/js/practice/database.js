/**
 * Browser storage for what must survive a reload or a crash: unfinished uploads and recordings.
 *
 *     const uploads = store("uploads");
 *     await uploads.put({ id: takeId, … });   await uploads.all();   await uploads.delete(takeId);
 *
 * Every call rejects where the browser stores nothing (private windows); callers carry on without.
 */
const NAME = "practika-practice";
const STORES = { uploads: "id", recordings: "id", chunks: ["recording", "number"] };

let opened;

export function store(name) {
  const work = (mode, act) => transact(name, mode, act);
  return {
    get: (key) => work("readonly", (rows) => rows.get(key)),
    all: (range) => work("readonly", (rows) => rows.getAll(range)),
    put: (row) => work("readwrite", (rows) => rows.put(row)),
    delete: (key) => work("readwrite", (rows) => rows.delete(key)),
  };
}

/** Every chunk of one recording, for `all` and `delete`. */
export function chunksOf(recording) {
  return IDBKeyRange.bound([recording, 0], [recording, Number.MAX_SAFE_INTEGER]);
}

/** Bytes that can still be stored; null if the browser doesn't say. */
export async function roomLeft() {
  const { quota, usage } = (await navigator.storage?.estimate?.().catch(() => ({}))) ?? {};
  return Number.isFinite(quota) ? quota - (usage ?? 0) : null;
}

async function transact(name, mode, act) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(name, mode);
    const request = act(transaction.objectStore(name));
    transaction.addEventListener("complete", () => resolve(request.result));
    transaction.addEventListener("abort", () => reject(transaction.error));
    transaction.addEventListener("error", () => reject(transaction.error));
  });
}

function open() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.addEventListener("upgradeneeded", () => {
      for (const [name, keyPath] of Object.entries(STORES)) {
        request.result.createObjectStore(name, { keyPath });
      }
    });
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error));
  });
  opened.catch(() => (opened = undefined));
  return opened;
}
