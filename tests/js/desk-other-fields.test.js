import assert from "node:assert/strict";
import { test } from "node:test";

import { OtherFields } from "../../static/js/desk/other-fields.js";

function form(values) {
  const elements = Object.entries(values).map(([name, value]) => ({ name, value, dispatchEvent() {} }));
  elements.namedItem = (name) => elements.find((each) => each.name === name) ?? null;
  return { elements };
}

const EMPTY = {
  summary: "", summary_seen: "d0", "scores-0-points": "", "scores-0-points_seen": "",
  "scores-0-comment": "", "scores-0-comment_seen": "", "scores-0-id": "", "markers-0-text": "",
};

test("summary, points and comments are unsaved until the server has them", () => {
  const desk = form(EMPTY);
  const others = new OtherFields(desk);
  desk.elements.namedItem("summary").value = "Go on";
  desk.elements.namedItem("scores-0-points").value = "3";
  desk.elements.namedItem("markers-0-text").value = "a row's, not ours";
  assert.deepEqual(others.unsaved(), [
    { name: "summary", value: "Go on", seen: "d0" }, { name: "scores-0-points", value: "3", seen: "" },
  ]);
  others.sending();
  desk.elements.namedItem("scores-0-comment").value = "Clean";
  others.arrived();
  assert.deepEqual(others.unsaved().map(({ name }) => name), ["scores-0-comment"]);
});

test("values from another window count as saved", () => {
  const desk = form(EMPTY);
  const others = new OtherFields(desk);
  others.sending();
  desk.elements.namedItem("summary").value = "Theirs";
  others.arrived({ summary: "Theirs" });
  assert.deepEqual(others.unsaved(), []);
});

test("a reload restores them with their seen value, including emptied ones", () => {
  const desk = form({ ...EMPTY, summary: "Theirs, saved meanwhile", summary_seen: "d1", "scores-0-points": "3" });
  new OtherFields(desk).writeAgain([
    { name: "summary", value: "Mine", seen: "d0" }, { name: "scores-0-points", value: "", seen: "3" },
    { name: "gone", value: "x", seen: "" },
  ]);
  assert.equal(desk.elements.namedItem("summary").value, "Mine");
  assert.equal(desk.elements.namedItem("summary_seen").value, "d0");
  assert.equal(desk.elements.namedItem("scores-0-points").value, "");
});
