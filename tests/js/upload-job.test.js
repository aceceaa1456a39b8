import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { UploadJob } from "../../static/js/lib/upload-job.js";
import { PutError, codeIn, putBytes } from "../../static/js/lib/upload-put.js";

const CLIP = "0f0f";
const FILE = new File(["abcdefghij"], "take.mp4", { type: "video/mp4", lastModified: 1 });

/** A storage and API in memory: keeps parts by number, hands in once all of them are there. */
class Server {
  constructor(partBytes = 4) {
    this.parts = new Map();
    this.calls = [];
    this.partBytes = partBytes;
    this.isCommitted = false;
  }

  get ticket() {
    const sizes = [];
    for (let left = 10; left > 0; left -= this.partBytes) sizes.push(Math.min(left, this.partBytes));
    const parts = sizes.map((size_bytes, index) => ({ number: index + 1, url: `/part/${index + 1}`, size_bytes }));
    return { take_id: CLIP, url: "/part/1", parts: parts.length > 1 ? parts : [] };
  }

  get api() {
    return {
      post: async (url, body) => {
        this.calls.push(["POST", url, body]);
        return url.endsWith("commit/") ? this.commit() : this.ticket;
      },
      get: async () => ({ ...this.ticket, received: this.received }),
      delete: async (url) => void this.calls.push(["DELETE", url]),
    };
  }

  get received() {
    return [...this.parts].map(([number, text]) => ({ number, size_bytes: text.length }));
  }

  put = async (url, blob, { onProgress }) => {
    onProgress(blob.size);
    this.parts.set(Number(url.split("/").pop()), await blob.text());
  };

  commit() {
    const whole = [...this.parts].sort(([a], [b]) => a - b).map(([, text]) => text).join("");
    if (whole !== "abcdefghij") throw Object.assign(new Error(), { code: "incomplete_upload", status: 409 });
    this.isCommitted = true;
    return { take_id: CLIP, state: "checking" };
  }
}

let server;
beforeEach(() => (server = new Server()));
const jobOf = (options) =>
  new UploadJob({ api: server.api, file: FILE, partBytes: 4, put: server.put, hash: async () => "5ha", ...options });

test("begins with what the server needs to know, sends every part and hands in", async () => {
  const job = jobOf();
  await job.begin({ exercise: "e", kind: "upload" });
  const status = await job.run();
  assert.deepEqual(server.calls[0][2], {
    exercise: "e", kind: "upload", filename: "take.mp4", size_bytes: 10, part_count: 3,
  });
  assert.deepEqual([...server.parts.values()], ["abcd", "efgh", "ij"]);
  assert.equal(status.state, "checking");
  assert.deepEqual(server.calls.at(-1), ["POST", `/api/v1/clips/${CLIP}/commit/`, { checksum_sha256: "5ha" }]);
});

test("hands in without a checksum if there is none", async () => {
  const job = jobOf({ hash: async () => null });
  job.adopt(CLIP);
  await job.run();
  assert.deepEqual(server.calls.at(-1).at(2), undefined);
});

test("a small file goes in one piece", async () => {
  server = new Server(10);
  const job = jobOf({ partBytes: 10 });
  await job.begin({ exercise: "e" });
  await job.run();
  assert.equal("part_count" in server.calls[0][2], false);
  assert.deepEqual([...server.parts.values()], ["abcdefghij"]);
});

test("continuing sends only what is missing, and what was cut off", async () => {
  server.parts.set(1, "abcd").set(2, "ef");
  const sent = [];
  const job = jobOf({ put: async (url, ...rest) => (sent.push(url), server.put(url, ...rest)) });
  job.adopt(CLIP);
  await job.run();
  assert.deepEqual(sent, ["/part/2", "/part/3"]);
  assert.equal(server.isCommitted, true);
});

test("a pause ends the run quietly and the next run finishes", async () => {
  const job = jobOf({
    put: (url, blob, { signal, onProgress }) =>
      url === "/part/3" && !job.hasRested
        ? new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)))
        : server.put(url, blob, { onProgress }),
  });
  job.adopt(CLIP);
  const run = job.run();
  setTimeout(() => job.pause(), 5);
  await assert.rejects(run, { name: "AbortError" });
  assert.equal(job.isPaused, true);
  job.hasRested = true;
  await job.run();
  assert.equal(server.isCommitted, true);
});

test("an expired address is requested again", async () => {
  let stale = 1;
  const put = async (url, ...rest) => {
    if (url === "/part/2" && stale-- > 0) throw new PutError(403);
    return server.put(url, ...rest);
  };
  const job = jobOf({ put });
  job.adopt(CLIP);
  await job.run();
  assert.equal(server.isCommitted, true);
});

test("a part that got lost in the storage is sent again before handing in", async () => {
  let isLost = true;
  const put = async (url, ...rest) => {
    await server.put(url, ...rest);
    if (url === "/part/2" && isLost) server.parts.set(2, "eXgh");
  };
  const api = { ...server.api, post: async (url) => {
    if (isLost) (isLost = false), server.parts.delete(2);
    return server.api.post(url);
  } };
  const job = jobOf({ api, put });
  job.adopt(CLIP);
  await job.run();
  assert.equal(server.isCommitted, true);
});

test("a refusal ends it, after three renewals at the most", async () => {
  let tries = 0;
  const job = jobOf({ put: async () => { tries += 1; throw new PutError(403); } });
  job.adopt(CLIP);
  await assert.rejects(job.run(), { name: "PutError", status: 403 });
  assert.ok(tries <= 8);
});

test("addresses may grow too old as often as there is progress in between", async () => {
  server = new Server(1);
  let left = 0;
  const put = async (url, ...rest) => {
    if (left-- <= 0) throw ((left = 1), new PutError(403));
    return server.put(url, ...rest);
  };
  const job = jobOf({ put, partBytes: 1 });
  job.adopt(CLIP);
  await job.run();
  assert.equal(server.isCommitted, true);
});

test("progress only grows within a run and ends with the whole file", async () => {
  const seen = [];
  const job = jobOf({ onProgress: (done, total) => seen.push([done, total]) });
  job.adopt(CLIP);
  await job.run();
  assert.deepEqual(seen.map(([done]) => done), seen.map(([done]) => done).toSorted((a, b) => a - b));
  assert.deepEqual(seen.at(-1), [10, 10]);
});

test("cancelling notifies the server", async () => {
  const job = jobOf();
  job.adopt(CLIP);
  await job.cancel();
  assert.deepEqual(server.calls, [["DELETE", `/api/v1/uploads/${CLIP}/`]]);
});

test("a put is retried after network failures, with growing waits, and not after a refusal", async () => {
  const waits = [];
  let left = 3;
  const options = {
    online: async () => {},
    pause: async (ms) => void waits.push(ms),
    once: async () => { if (left-- > 0) throw new PutError(0); },
  };
  await putBytes("/x", new Blob(["a"]), options);
  assert.equal(waits.length, 3);
  assert.ok(waits[2] > waits[0]);
  const refuse = { ...options, once: async () => { throw new PutError(413); } };
  await assert.rejects(putBytes("/x", new Blob(["a"]), refuse), { status: 413 });
});

test("a full storage is distinguished from other errors, and may have room again", () => {
  assert.deepEqual([new PutError(507).isFull, new PutError(507).isPassing], [true, true]);
  assert.deepEqual([new PutError(503).isFull, new PutError(0).isFull], [false, false]);
});

test("the error code in an S3 response decides if the status does not", () => {
  const answer = (code) => `<?xml version="1.0"?><Error><Code>${code}</Code></Error>`;
  const error = (code) => new PutError(400, codeIn(answer(code)));
  assert.deepEqual([error("RequestTimeout").isPassing, error("RequestTimeout").isStaleAddress], [true, false]);
  assert.deepEqual([error("ExpiredToken").isPassing, error("ExpiredToken").isStaleAddress], [false, true]);
  assert.deepEqual([error("EntityTooLarge").isPassing, error("EntityTooLarge").isStaleAddress], [false, false]);
  assert.deepEqual([codeIn("no XML"), codeIn(null)], ["", ""]);
});
