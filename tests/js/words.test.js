import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { text } from "../../static/js/lib/text.js";
import { defaults } from "../../static/js/lib/words.js";

const template = readFileSync(new URL("../../templates/components/_ui_text.html", import.meta.url), "utf8");

test("the page translates every text the scripts show, and no others", () => {
  const lines = template.matchAll(/\{% translate "([^"]+)" as word %\}"(\w+)": "\{\{ word\|escapejs \}\}"/g);
  assert.deepEqual(Object.fromEntries([...lines].map(([, words, key]) => [key, words])), defaults);
});

test("placeholders are filled in", () => {
  assert.equal(text("markersHere", { count: 3, time: "0:05" }), "3 remarks from 0:05");
  assert.equal(text("copyFailed"), "Copy this link: {link}");
});
