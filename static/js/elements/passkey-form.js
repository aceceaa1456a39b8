/**
 * A form that is sent once the person has used or created a passkey. Hidden where browsers know none.
 *
 *     <passkey-form do="get" [options-url="/account/…"] hidden>
 *       <script type="application/json" id="passkey-options">…</script>    unless there is an options-url
 *       <form method="post"><input type="hidden" name="credential"><button>Use a passkey</button>
 *         <p role="alert" hidden></p></form>
 *     </passkey-form>
 */
import { text } from "../lib/text.js";
import { asJson, creationFrom, requestFrom } from "../lib/webauthn.js";

export class PasskeyForm extends HTMLElement {
  #abort;

  connectedCallback() {
    if (!globalThis.PublicKeyCredential) return;
    this.#abort = new AbortController();
    this.addEventListener("submit", (event) => this.#submit(event), { signal: this.#abort.signal });
    this.hidden = false;
  }

  disconnectedCallback() {
    this.#abort?.abort();
  }

  get form() {
    return this.querySelector("form");
  }

  async #submit(event) {
    event.preventDefault();
    this.#say("");
    try {
      const credential = await this.#ask(await this.#options());
      this.form.elements.credential.value = JSON.stringify(asJson(credential));
      this.form.submit();
    } catch {
      this.#say(text("noPasskey"));
    }
  }

  async #options() {
    const url = this.getAttribute("options-url");
    if (!url) return JSON.parse(this.querySelector("script").textContent);
    const response = await fetch(url, { headers: { Accept: "application/json" } });
    if (!response.ok) throw new Error(response.statusText);
    return (await response.json()).request_options;
  }

  #ask({ publicKey }) {
    if (this.getAttribute("do") === "get") return navigator.credentials.get({ publicKey: requestFrom(publicKey) });
    const alone = Boolean(this.form.elements.passwordless?.checked);
    return navigator.credentials.create({ publicKey: creationFrom(publicKey, { alone }) });
  }

  #say(words) {
    const alert = this.form.querySelector("p[role=alert]");
    alert.textContent = words;
    alert.hidden = !words;
  }
}

customElements.define("passkey-form", PasskeyForm);
