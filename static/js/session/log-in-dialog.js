/**
 * The log-in as a dialog over the page. It posts to the same view as the log-in page; further steps
 * (such as a second factor) are finished in another tab.
 *
 *     const dialog = new LogInDialog({ onSent: (next) => …, onLater: () => … });
 *     dialog.open();   dialog.oneMoreStep(url);   dialog.belongsToAnother(name);   dialog.close();
 */
import { csrfToken } from "./cookies.js";
import { whoIsIn } from "./page-person.js";
import { make } from "../lib/dom.js";
import { text } from "../lib/text.js";

const LOG_IN = "/account/login/";
const CLOSED = "/account/inactive/";

export class LogInDialog {
  #element = null;
  #error;
  #form;

  constructor({ onSent, onLater }) {
    Object.assign(this, { onSent, onLater });
  }

  open() {
    this.#element ??= this.#build();
    if (!this.#element.open) this.#element.showModal();
  }

  close() {
    this.#element?.remove();
    this.#element = null;
  }

  oneMoreStep(url) {
    this.#say(text("oneMoreStep"));
    this.#form?.querySelector("a").setAttribute("href", url);
  }

  belongsToAnother(name) {
    this.open();
    const reload = make("button", { type: "button", class: "button button--primary" }, text("loadAgain"));
    reload.addEventListener("click", () => location.reload());
    this.#form.replaceChildren(make("p", { role: "alert" }, text("otherPerson", { name })), reload);
  }

  #build() {
    this.#error = make("p", { class: "field__error", role: "alert", id: "log-in-again-error", hidden: true });
    this.#form = this.#buildForm();
    const title = make("h2", { class: "dialog__title", id: "log-in-again" }, text("logInToGoOn"));
    const lead = make("p", {}, text("logInLead"));
    const dialog = make("dialog", { class: "dialog log-in", "aria-labelledby": title.id }, title, lead, this.#form);
    // Keep this form's events from the page: it may be inside another form, or the review desk.
    for (const type of ["keydown", "input", "change"]) dialog.addEventListener(type, (event) => event.stopPropagation());
    dialog.addEventListener("close", () => this.onLater());
    document.body.append(dialog);
    return dialog;
  }

  #buildForm() {
    const later = make("button", { type: "button", class: "button button-secondary" }, text("later"));
    later.addEventListener("click", () => this.#element.close());
    const form = make(
      "form",
      { class: "form", method: "post", action: LOG_IN },
      ...field("login", text("email"), { type: "email", autocomplete: "username", autofocus: true }),
      ...field("password", text("password"), { type: "password", autocomplete: "current-password" }),
      this.#error,
      make("div", { class: "dialog__actions" }, later, make("button", { class: "button button--primary", type: "submit" }, text("logIn"))),
      make("p", {}, make("a", { href: LOG_IN, target: "_blank" }, text("logInElsewhere"))),
    );
    form.addEventListener("submit", (event) => this.#submit(event));
    return form;
  }

  async #submit(event) {
    event.preventDefault();
    const button = this.#form.querySelector("[type=submit]");
    button.disabled = true;
    this.#say("");
    await this.#send().catch(() => this.#say(text("offline")));
    button.disabled = false;
  }

  async #send() {
    await whoIsIn(); // fetches a token if there is none any more
    const headers = { Accept: "application/json", "X-Requested-With": "XMLHttpRequest", "X-CSRFToken": csrfToken() };
    const response = await fetch(LOG_IN, { method: "POST", body: new FormData(this.#form), headers });
    const answer = await response.json().catch(() => ({}));
    if (!response.ok) return this.#refused(answer);
    if (answer.location?.startsWith(CLOSED)) return this.#say(text("closedAccount"));
    return this.onSent(answer.location);
  }

  #refused({ form, error }) {
    const errors = [...(form?.errors ?? []), ...Object.values(form?.fields ?? {}).flatMap(({ errors }) => errors)];
    this.#say(errors.join(" ") || error?.message || text("serverTrouble"));
    const first = this.#form.querySelector("input");
    for (const input of this.#form.querySelectorAll("input")) {
      input.setAttribute("aria-invalid", "true");
      input.setAttribute("aria-describedby", this.#error.id);
    }
    first.focus();
  }

  #say(words) {
    if (!this.#error) return;
    this.#error.textContent = words;
    this.#error.hidden = !words;
  }
}

function field(name, label, attributes) {
  const id = `log-in-again-${name}`;
  return [make("label", { for: id }, label), make("input", { id, name, required: true, ...attributes })];
}
