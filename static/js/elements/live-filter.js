/**
 * Applies a filter form as soon as a choice changes; without scripts its button does. The focus stays
 * on the control, the address follows, and what the `for` part shows is replaced.
 *
 *     <live-filter for="takes"><form method="get" action="…"><select name="state">…</form></live-filter>
 *     <section id="takes"><p role="status">3 takes</p> …</section>
 */
export class LiveFilter extends HTMLElement {
  #asked;

  connectedCallback() {
    this.addEventListener("change", this.#apply);
    this.querySelector("[type=submit]").hidden = true;
  }

  disconnectedCallback() {
    this.removeEventListener("change", this.#apply);
    this.#asked?.abort();
  }

  #apply = async () => {
    this.#asked?.abort();
    this.#asked = new AbortController();
    try {
      await this.#show(this.#address(), this.#asked.signal);
    } catch (trouble) {
      if (trouble.name !== "AbortError") this.querySelector("form").submit();
    }
  };

  #address() {
    const form = this.querySelector("form");
    const chosen = [...new FormData(form)].filter(([, value]) => value);
    const query = new URLSearchParams(chosen).toString();
    return query ? `${form.action}?${query}` : form.action;
  }

  async #show(address, signal) {
    const shown = document.getElementById(this.getAttribute("for"));
    shown.setAttribute("aria-busy", "true");
    const answer = await fetch(address, { signal });
    if (!answer.ok || answer.redirected) throw new Error(`The list answered ${answer.status}`);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    replace(shown, page.getElementById(shown.id));
    shown.removeAttribute("aria-busy");
    history.replaceState(history.state, "", address);
  }
}

/** The status element itself stays: screen readers speak only of changes in one they know. */
function replace(shown, next) {
  const [said, told] = [shown, next].map((part) => part.querySelector("[role=status]"));
  said.replaceChildren(...told.childNodes);
  told.remove();
  for (const old of [...shown.children]) if (old !== said) old.remove();
  shown.append(...next.childNodes);
}

customElements.define("live-filter", LiveFilter);
