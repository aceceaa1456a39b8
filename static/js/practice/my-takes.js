/**
 * The list of my takes on an exercise, fetched anew when a take's state changed.
 *
 *     <my-takes src="/practice/exercises/…/takes/">…templates/practice/_my_takes.html…</my-takes>
 */
export class MyTakes extends HTMLElement {
  #abort;

  connectedCallback() {
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    document.addEventListener("take:changed", () => this.#refresh(signal), { signal });
  }

  disconnectedCallback() {
    this.#abort.abort();
  }

  async #refresh(signal) {
    const response = await fetch(this.getAttribute("src"), { signal }).catch(() => null);
    if (!response?.ok || response.redirected) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    this.replaceChildren(...page.body.childNodes);
  }
}

customElements.define("my-takes", MyTakes);
