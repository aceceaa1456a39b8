import assert from "node:assert/strict";
import { test } from "node:test";
import { bindShortcuts, handleKey, isTyping, keyName } from "../../static/js/lib/shortcuts.js";

const element = (tagName, rest = {}) => ({ tagName, closest: () => null, ...rest });

function press(key, { target = element("BODY"), ...rest } = {}) {
  const event = new Event("keydown", { cancelable: true });
  return Object.defineProperties(event, Object.fromEntries(
    Object.entries({ key, target, ctrlKey: false, ...rest }).map(([name, value]) => [name, { value }]),
  ));
}

test("a key runs its action and is kept from the browser", () => {
  let ran = 0;
  const event = press("m");
  handleKey(event, { m: () => void (ran += 1) });
  assert.equal(ran, 1);
  assert.equal(event.defaultPrevented, true);
});

test("an action that returns false leaves the key alone", () => {
  const event = press("ArrowLeft");
  handleKey(event, { ArrowLeft: () => false });
  assert.equal(event.defaultPrevented, false);
});

test("nothing happens while somebody types", () => {
  const places = [element("TEXTAREA"), element("SELECT"), element("INPUT", { type: "search" }), element("INPUT", { type: "" }), element("DIV", { isContentEditable: true })];
  for (const target of places) {
    assert.equal(isTyping(target), true);
    handleKey(press("m", { target }), { m: () => assert.fail("ran while typing") });
  }
});

test("a checkbox or a slider is not typing", () => {
  for (const type of ["checkbox", "radio", "range", "button"]) assert.equal(isTyping(element("INPUT", { type })), false);
  assert.equal(isTyping(null), false);
});

test("shortcuts of the browser are left to it", () => {
  for (const modifier of ["ctrlKey", "metaKey", "altKey"]) {
    handleKey(press("l", { [modifier]: true }), { l: () => assert.fail(modifier) });
  }
});

test("space presses the button it is on, other keys pass", () => {
  const target = element("BUTTON", { closest: (selector) => (selector.includes("button") ? {} : null) });
  let ran = 0;
  handleKey(press(" ", { target }), { " ": () => assert.fail("space was the button's") });
  handleKey(press("m", { target }), { m: () => void (ran += 1) });
  assert.equal(ran, 1);
});

test("an open dialog keeps its keys", () => {
  const target = element("P", { closest: (selector) => (selector.includes("dialog") ? {} : null) });
  handleKey(press("?", { target }), { "?": () => assert.fail("ran behind a dialog") });
});

test("names include Shift only if the character does not imply it", () => {
  assert.equal(keyName({ key: "ArrowLeft", shiftKey: true }), "Shift+ArrowLeft");
  assert.equal(keyName({ key: "?", shiftKey: true }), "?");
  assert.equal(keyName({ key: "L", shiftKey: true }), "l");
});

test("unbinding ends it", () => {
  const target = new EventTarget();
  let ran = 0;
  const unbind = bindShortcuts(target, { m: () => void (ran += 1) });
  const fire = () => target.dispatchEvent(Object.assign(new Event("keydown"), { key: "m" }));
  fire();
  unbind();
  fire();
  assert.equal(ran, 1);
});
