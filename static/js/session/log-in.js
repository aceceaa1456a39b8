/**
 * Asks to log in without leaving the page. All callers share one question.
 *
 *     await askToLogIn({ isUrgent: true })       a dialog at once; else a bar that opens it
 *
 * Resolves when this page's person is logged in again, here or in another tab; rejects with
 * NotLoggedIn when they choose "Later" or when somebody else is logged in.
 */
import { renewTokens } from "./cookies.js";
import { LogInBar } from "./log-in-bar.js";
import { LogInDialog } from "./log-in-dialog.js";
import { pagePerson, whoIsIn } from "./page-person.js";
import { NotLoggedIn } from "./session-trouble.js";
import { text } from "../lib/text.js";

const LOOK_MS = 4000;

let question = null;

export function askToLogIn({ isUrgent, signal } = {}) {
  question ??= new Question();
  if (isUrgent) question.open();
  return orAborted(question.answer, signal);
}

class Question {
  #settle;
  #looking;
  #bar = new LogInBar(() => this.open());
  #dialog = new LogInDialog({ onSent: (next) => this.#look(next), onLater: () => this.#putOff() });

  constructor() {
    this.answer = new Promise((resolve, reject) => (this.#settle = { resolve, reject }));
    this.answer.catch(() => {});
    this.#bar.show();
    this.#looking = new AbortController();
    const { signal } = this.#looking;
    addEventListener("focus", () => this.#look(), { signal });
    document.addEventListener("visibilitychange", () => this.#look(), { signal });
    const timer = setInterval(() => document.hidden || this.#look(), LOOK_MS);
    signal.addEventListener("abort", () => clearInterval(timer));
  }

  open() {
    this.#dialog.open();
  }

  /** `next` is the URL of the next log-in step, if there is one. */
  async #look(next) {
    const now = await whoIsIn();
    if (!now || this.#looking.signal.aborted) return;
    if (now.person === pagePerson()) return this.#end(() => this.#settle.resolve());
    if (now.person) return this.#isSomebodyElse(now.name);
    if (next) this.#dialog.oneMoreStep(next);
  }

  #isSomebodyElse(name) {
    this.#dialog.belongsToAnother(name);
    this.#bar.say(text("otherPerson", { name }));
    this.#settle.reject(new NotLoggedIn(text("otherPerson", { name }), { status: 403 }));
    this.#looking.abort();
  }

  /** Waiting requests are rejected; the bar stays for next time. */
  #putOff() {
    if (this.#looking.signal.aborted) return;
    const waiting = this.#settle;
    this.answer = new Promise((resolve, reject) => (this.#settle = { resolve, reject }));
    this.answer.catch(() => {});
    waiting.reject(new NotLoggedIn(text("notLoggedIn")));
  }

  #end(settle) {
    question = null;
    this.#looking.abort();
    renewTokens();
    this.#dialog.close();
    this.#bar.hide();
    settle();
  }
}

function orAborted(promise, signal) {
  if (!signal) return promise;
  const aborted = new Promise((resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
  return Promise.race([promise, aborted]);
}
