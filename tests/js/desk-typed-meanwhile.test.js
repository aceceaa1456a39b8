import assert from "node:assert/strict";
import test from "node:test";

import { TypedMeanwhile } from "../../static/js/desk/typed-meanwhile.js";

function form(values) {
  const fields = {};
  const elements = { namedItem: (name) => fields[name] ?? null };
  for (const [name, value] of Object.entries(values)) fields[name] = { name, value, form: { elements } };
  return fields;
}

/** As Wagtail's autosave does with an answer. */
function put(fields, updates) {
  for (const [name, value] of Object.entries(updates)) fields[name].value = value;
}

test("text typed during a save stays, with the previous seen value", () => {
  const fields = form({ summary: "Go", summary_seen: "old" });
  const meanwhile = new TypedMeanwhile();
  meanwhile.sending(new Map([["summary", "Gone"]]));
  fields.summary.value = "Go on";
  meanwhile.typed(fields.summary);
  const updates = { summary: "Go\n\nWell done", summary_seen: "new" };
  put(fields, updates);

  meanwhile.arrived(updates);

  assert.equal(fields.summary.value, "Go on");
  assert.equal(fields.summary_seen.value, "old");
});

test("what another window added to the sent text is appended to what was typed since", () => {
  const fields = form({ summary: "Go", summary_seen: "old" });
  const meanwhile = new TypedMeanwhile();
  meanwhile.sending(new Map([["summary", "Go"]]));
  fields.summary.value = "Go on";
  meanwhile.typed(fields.summary);
  const updates = { summary: "Go\n\nWell done", summary_seen: "new" };
  put(fields, updates);

  meanwhile.arrived(updates);

  assert.equal(fields.summary.value, "Go on\n\nWell done");
  assert.equal(fields.summary_seen.value, "new");
});

test("remarks and scores have their own seen fields", () => {
  const fields = form({
    "markers-0-text": "Bow", "markers-0-seen": "a", "scores-1-points": "2", "scores-1-points_seen": "",
  });
  const meanwhile = new TypedMeanwhile();
  meanwhile.typed(fields["markers-0-text"]);
  meanwhile.typed(fields["scores-1-points"]);
  const updates = {
    "markers-0-text": "Wrist", "markers-0-seen": "b", "scores-1-points": "3", "scores-1-points_seen": "3",
  };
  put(fields, updates);

  meanwhile.arrived(updates);

  assert.deepEqual(Object.values(fields).map(({ value }) => value), ["Bow", "a", "2", ""]);
});

test("fields without an update or typed before the save are left alone", () => {
  const fields = form({ summary: "Mine", summary_seen: "old" });
  const meanwhile = new TypedMeanwhile();
  meanwhile.typed(fields.summary);
  meanwhile.sending();
  put(fields, { summary: "Theirs", summary_seen: "new" });

  meanwhile.arrived({ summary: "Theirs", summary_seen: "new" });
  meanwhile.arrived();

  assert.equal(fields.summary.value, "Theirs");
  assert.equal(fields.summary_seen.value, "new");
});
