import assert from "node:assert/strict";
import { test } from "node:test";
import { applyTheme, readTheme, saveTheme } from "../../static/js/lib/theme.js";

function shelf() {
  const kept = new Map();
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value), removeItem: (key) => kept.delete(key), kept };
}

test("the choice is saved, and following the device saves nothing", () => {
  const storage = shelf();
  saveTheme("dark", storage);
  assert.equal(readTheme(storage), "dark");
  saveTheme("system", storage);
  assert.equal(storage.kept.size, 0);
  assert.equal(readTheme(storage), "system");
});

test("an invalid choice or missing storage follows the device", () => {
  const storage = shelf();
  saveTheme("plaid", storage);
  assert.equal(readTheme(storage), "system");
  assert.equal(readTheme(null), "system");
});

test("the choice is set on the page", () => {
  const root = { dataset: {} };
  applyTheme("dark", root);
  assert.deepEqual(root.dataset, { theme: "dark" });
  applyTheme("system", root);
  assert.deepEqual(root.dataset, {});
});
