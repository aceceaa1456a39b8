import assert from "node:assert/strict";
import test from "node:test";

import { formatRelative } from "../../static/js/lib/relative-time.js";

const now = new Date(2026, 2, 10, 20, 0);

for (const [moment, words] of [
  [new Date(2026, 2, 14, 8, 0), "in 4 days"],
  [new Date(2026, 2, 12, 1, 0), "in 2 days"],
  [new Date(2026, 2, 11, 21, 0), "tomorrow"],
  [new Date(2026, 2, 11, 8, 0), "in 12 hours"],
  [new Date(2026, 2, 19, 20, 0), "in 9 days"],
  [new Date(2026, 2, 31, 20, 0), "in 3 weeks"],
  [new Date(2026, 6, 8, 20, 0), "in 4 months"],
  [new Date(2026, 2, 10, 19, 55), "5 minutes ago"],
  [new Date(2026, 2, 9, 19, 0), "yesterday"],
  [new Date(2024, 2, 10, 20, 0), "2 years ago"],
  [now, "now"],
]) {
  test(`a moment reads "${words}"`, () => assert.equal(formatRelative(moment, now, "en"), words));
}
