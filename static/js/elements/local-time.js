/**
 * A moment in the reader's own time zone and language; without scripts the server's text stays.
 *
 *     <local-time><time datetime="2026-03-01T09:30:00Z">1 March 2026, 09:30 UTC</time></local-time>
 *     <local-time relative><time datetime="…">…</time></local-time>      "5 minutes ago"
 */
import { formatRelative } from "../lib/relative-time.js";

export class LocalTime extends HTMLElement {
  #timer;

  connectedCallback() {
    this.#show();
    if (this.hasAttribute("relative")) this.#timer = setInterval(() => this.#show(), 60_000);
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
  }

  #show() {
    const time = this.querySelector("time");
    const moment = new Date(time?.dateTime);
    if (Number.isNaN(moment.valueOf())) return;
    const locale = document.documentElement.lang || undefined;
    const full = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" }).format(moment);
    time.title = full;
    time.textContent = this.hasAttribute("relative") ? formatRelative(moment, new Date(), locale) : full;
  }
}

customElements.define("local-time", LocalTime);
