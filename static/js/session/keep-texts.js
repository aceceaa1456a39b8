/**
 * Keeps what is being typed into the page's forms, so that a reload, a log-in page or a closed browser
 * loses none of it. Deleted once it is sent, and on log-out.
 *
 *     const texts = keepTexts();            listens on the whole page
 *     texts.restore(part);                  after a part of it was replaced
 *     texts.forget(form);                   its content has been saved
 *
 * After a form was sent without scripts, the next page decides: if it shows no error, the form was saved.
 * Log-in forms, searches and forms that say data-keep="no" are left out.
 */
import { createDrafts } from "../lib/drafts.js";
import { pagePerson } from "./page-person.js";

const SENT = "practika-sent";
const TYPED = "textarea, input[type=text], input[type=url], input[type=number], input:not([type])";
const ERRORS = "[data-not-sent], [aria-invalid=true], .message--error, .errorlist";
const LOG_OUT = "/account/logout/";

let texts = null;

export function keepTexts() {
  texts ??= new Texts();
  return texts;
}

class Texts {
  #drafts = createDrafts({ storage: globalThis.localStorage, person: pagePerson() });

  constructor() {
    this.#forgetSentForm();
    if (pagePerson()) {
      this.#drafts.tidy();
      this.restore(document);
    }
    document.addEventListener("input", ({ target }) => this.#typed(target));
    document.addEventListener("submit", (event) => this.#submitted(event));
  }

  restore(root) {
    for (const field of root.querySelectorAll(TYPED)) {
      const kept = isKept(field) && !field.value ? this.#drafts.recall(keyOf(field)) : null;
      if (kept !== null && kept !== undefined) fill(field, kept);
    }
  }

  forget(form) {
    for (const key of keysOf(form)) this.#drafts.forget(key);
  }

  #typed(field) {
    if (pagePerson() && field.matches?.(TYPED) && isKept(field)) this.#drafts.keep(keyOf(field), field.value);
  }

  /** Scripts that send a form themselves prevent the default, and call forget() on success. */
  #submitted(event) {
    const form = event.target;
    if (new URL(form.action, location.href).pathname === LOG_OUT) return this.#drafts.forgetAll();
    const keys = keysOf(form);
    if (event.defaultPrevented || !keys.length) return;
    sessionStorage.setItem(SENT, JSON.stringify(keys));
  }

  #forgetSentForm() {
    const sent = sessionStorage.getItem(SENT);
    if (!sent) return;
    sessionStorage.removeItem(SENT);
    const [visit] = performance.getEntriesByType("navigation");
    const isBack = visit?.type === "back_forward";
    if (isBack || !pagePerson() || document.querySelector(ERRORS)) return;
    for (const key of JSON.parse(sent)) this.#drafts.forget(key);
  }
}

function fill(field, kept) {
  field.value = kept;
  const folded = field.closest("details");
  if (folded) folded.open = true;
}

function isKept(field) {
  const { form } = field;
  if (!form || form.method !== "post" || form.dataset.keep === "no") return false;
  return !new URL(form.action, location.href).pathname.startsWith("/account/");
}

function keysOf(form) {
  return [...form.querySelectorAll(TYPED)].filter(isKept).map(keyOf);
}

/** By the field's id, which is specific to its subject; else by the form's address and field name. */
function keyOf(field) {
  const place = field.form.dataset.keepAs ?? location.pathname;
  return `${place}|${field.id || `${field.form.action} ${field.name}`}`;
}
