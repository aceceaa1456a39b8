import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { createDrafts } from "../../static/js/lib/drafts.js";

const DAY = 24 * 3600 * 1000;
let storage;
let clock;

beforeEach(() => {
  clock = 100 * DAY;
  storage = Object.create({
    getItem: (name) => storage[name] ?? null,
    setItem: (name, value) => void (storage[name] = value),
    removeItem: (name) => void delete storage[name],
  });
});

const of = (person) => createDrafts({ storage, person, now: () => clock });

test("typed text is restored, only in its own place", () => {
  of("ann").keep("/take/|say", "Half a");
  assert.equal(of("ann").recall("/take/|say"), "Half a");
  assert.equal(of("ann").recall("/take/|other"), null);
});

test("an emptied field deletes its draft", () => {
  of("ann").keep("a", "x");
  of("ann").keep("a", "  ");
  assert.deepEqual(Object.keys(storage), []);
});

test("the next person neither sees nor keeps earlier drafts", () => {
  of("ann").keep("a", "private");
  assert.equal(of("bob").recall("a"), null);
  of("bob").tidy();
  assert.deepEqual(Object.keys(storage), []);
});

test("tidying keeps one's own drafts for a week", () => {
  storage.theme = "dark";
  of("ann").keep("a", "mine");
  of("ann").tidy();
  assert.equal(of("ann").recall("a"), "mine");
  clock += 8 * DAY;
  assert.equal(of("ann").recall("a"), null);
  of("ann").tidy();
  assert.deepEqual(Object.keys(storage), ["theme"]);
});

test("logging out deletes everybody's drafts", () => {
  of("ann").keep("a", "1");
  of("bob").keep("a", "2");
  of("ann").forgetAll();
  assert.deepEqual(Object.keys(storage), []);
});

test("a browser without storage causes no errors", () => {
  const broken = { getItem() { throw new Error("no"); }, setItem() { throw new Error("full"); } };
  const drafts = createDrafts({ storage: broken, person: "ann", now: () => clock });
  drafts.keep("a", "x");
  assert.equal(drafts.recall("a"), null);
  drafts.tidy();
});

test("a damaged draft is ignored", () => {
  storage["practika-draft:ann:a"] = "{";
  assert.equal(of("ann").recall("a"), null);
});
