/**
 * Chooses several people in a form: a ticked box for each, and more from Wagtail's chooser.
 *
 *     <people-picker name="teachers" url="/admin/choose-teacher/">
 *       <ul data-part="people"><li><label><input type="checkbox" checked> Ana</label></li></ul>
 *       <button type="button" data-part="choose" disabled>Choose teachers</button>
 *     </people-picker>
 */
import { make } from "../lib/dom.js";

export class PeoplePicker extends HTMLElement {
  #abort;

  connectedCallback() {
    this.#abort = new AbortController();
    const button = this.#part("choose");
    button.addEventListener("click", () => this.#choose(), { signal: this.#abort.signal });
    button.disabled = false; // it does nothing without this script
  }

  disconnectedCallback() {
    this.#abort.abort();
  }

  #part(name) {
    return this.querySelector(`[data-part="${name}"]`);
  }

  #choose() {
    window.ModalWorkflow({
      url: this.getAttribute("url"),
      urlParams: { multiple: 1 },
      onload: window.CHOOSER_MODAL_ONLOAD_HANDLERS,
      responses: { chosen: (people) => people.forEach((one) => this.add(one)) },
    });
  }

  /** Adds a person once; if they are listed but unticked, ticks them again. */
  add({ id, title }) {
    const known = [...this.querySelectorAll("input")].find((box) => box.value === id);
    const box = known ?? this.#row(id, title);
    box.checked = true;
    box.dispatchEvent(new Event("change", { bubbles: true }));
  }

  #row(id, title) {
    const box = make("input", { type: "checkbox", name: this.getAttribute("name"), value: id });
    const name = document.createElement("bdi");
    name.textContent = title;
    const label = document.createElement("label");
    label.append(box, " ", name);
    const row = document.createElement("li");
    row.append(label);
    this.#part("people").append(row);
    return box;
  }
}

customElements.define("people-picker", PeoplePicker);
