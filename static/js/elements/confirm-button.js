/**
 * Asks before a form does something that cannot be undone, and says what it will do.
 *
 *     <form method="post" action="…">{% csrf_token %}
 *       <confirm-button>
 *         <button class="button button--danger">Withdraw this take</button>
 *         <template>
 *           <h2>Withdraw this take?</h2>
 *           <p>Your teacher will no longer see it.</p>
 *         </template>
 *       </confirm-button>
 *     </form>
 *
 * Without scripts the button simply submits. A button outside a form emits `confirm:yes` instead.
 * `keep` and `yes` label the two answers where "Cancel" and the button's own text could be confused.
 */
import { emit, make } from "../lib/dom.js";
import { text } from "../lib/text.js";

export class ConfirmButton extends HTMLElement {
  #abort;
  #dialog = null;

  connectedCallback() {
    this.#abort = new AbortController();
    this.addEventListener("click", (event) => this.#click(event), { signal: this.#abort.signal });
  }

  disconnectedCallback() {
    this.#abort.abort();
    this.#dialog?.remove();
    this.#dialog = null;
  }

  get button() {
    return this.querySelector(":scope > button");
  }

  #click(event) {
    if (!this.button?.contains(event.target)) return;
    event.preventDefault();
    // The second click of a double click was meant for what was here before.
    if (event.detail > 1) return;
    this.#dialog ??= this.#build();
    this.#dialog.returnValue = "";
    this.#dialog.showModal();
  }

  #build() {
    const { button } = this;
    const cancel = make("button", { class: "button", value: "", autofocus: true }, this.getAttribute("keep") ?? text("cancel"));
    const deed = this.getAttribute("yes") ?? button.textContent.trim();
    const confirm = make("button", { class: "button button--danger", value: "yes" }, deed);
    const form = make("form", { method: "dialog", class: "dialog__actions" }, cancel, confirm);
    const words = this.querySelector("template").content.cloneNode(true);
    const title = words.querySelector("h2, h3");
    title?.classList.add("dialog__title");
    const dialog = make("dialog", { class: "dialog", "aria-label": title?.textContent }, words, form);
    dialog.addEventListener("close", () => dialog.returnValue === "yes" && this.#confirmed());
    document.body.append(dialog);
    return dialog;
  }

  #confirmed() {
    const { button } = this;
    if (button.form) button.form.requestSubmit(button);
    else emit(button, "confirm:yes");
  }
}

customElements.define("confirm-button", ConfirmButton);
