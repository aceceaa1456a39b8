/**
 * Applies a filter form as soon as a choice changes; without scripts its button does. The focus stays
 * on the control, the address is updated, and the content of the `for` element is replaced.
 *
 *     <live-filter for="takes"><form method="get" action="…"><select name="state">…</form></live-filter>
 *     <section id="takes"><p role="status">3 takes</p> …</section>
 */
import { NotLoggedIn, portalFetch } from "../session/portal-fetch.js";

export class LiveFilter extends HTMLElement {
  #request;

  connectedCallback() {
    this.addEventListener("change", this.#apply);
    this.querySelector("[type=submit]").hidden = true;
  }

  disconnectedCallback() {
    this.removeEventListener("change", this.#apply);
    this.#request?.abort();
  }

  #apply = async () => {
    this.#request?.abort();
    this.#request = new AbortController();
    try {
      await this.#show(this.#address(), this.#request.signal);
    } catch (trouble) {
      if (trouble.name === "AbortError") return;
      if (trouble instanceof NotLoggedIn) document.getElementById(this.getAttribute("for")).removeAttribute("aria-busy");
      else this.querySelector("form").submit();
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
    const answer = await portalFetch(address, { signal });
    if (!answer.ok || answer.redirected) throw new Error(`The list responded with ${answer.status}`);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    replace(shown, page.getElementById(shown.id));
    shown.removeAttribute("aria-busy");
    history.replaceState(history.state, "", address);
  }
}

/** The status element itself stays: screen readers announce changes only in one they know. */
function replace(shown, next) {
  const [status, nextStatus] = [shown, next].map((part) => part.querySelector("[role=status]"));
  status.replaceChildren(...nextStatus.childNodes);
  nextStatus.remove();
  for (const old of [...shown.children]) if (old !== status) old.remove();
  shown.append(...next.childNodes);
}

customElements.define("live-filter", LiveFilter);
