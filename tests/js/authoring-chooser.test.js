import assert from "node:assert/strict";
import test from "node:test";

import { titleOf } from "../../static/js/authoring/chooser-upload.js";

test("the title is the file name without its extension", () => {
  assert.equal(titleOf("Bars 9-16.take 2.mp4"), "Bars 9-16.take 2");
  assert.equal(titleOf("demo"), "demo");
  assert.equal(titleOf(".mp4"), ".mp4");
});
