/**
 * Keeps the state of the jobs inside it up to date while the page is open; pauses while it is hidden.
 *
 *     <live-jobs url="/admin/jobs/now/">
 *       <div data-summary>…</div>
 *       <td data-job="4c6f…">…</td>
 *     </live-jobs>
 *
 * The answer is {summary: html, jobs: {id: html}}. Content with the focus is left alone.
 */
import { createApi } from "../lib/api.js";
import { poll } from "../lib/poll.js";

/** Not 401: it continues after a log-in. */
const GONE = new Set([403, 404]);

export class LiveJobs extends HTMLElement {
  #stop = () => {};

  connectedCallback() {
    const api = createApi();
    this.#stop = poll(() => api.get(this.#url(), { ask: "quietly" }), {
      firstMs: 3000,
      maxMs: 15_000,
      onAnswer: (answer) => this.#show(answer),
      onError: (error) => GONE.has(error.status),
    });
  }

  disconnectedCallback() {
    this.#stop();
  }

  /** Read each time, as the list may have been filtered in the meantime. */
  #url() {
    const ids = [...this.querySelectorAll("[data-job]")].map((cell) => ["id", cell.dataset.job]);
    return `${this.getAttribute("url")}?${new URLSearchParams(ids)}`;
  }

  #show({ summary, jobs }) {
    replace(this.querySelector("[data-summary]"), summary);
    for (const cell of this.querySelectorAll("[data-job]")) replace(cell, jobs[cell.dataset.job]);
  }
}

/** Compares with the last response, as browsers serialise HTML differently. */
const last = new WeakMap();

function replace(place, html) {
  if (!place || html === undefined || last.get(place) === html) return;
  if (place.contains(document.activeElement)) return;
  if (last.has(place) || place.innerHTML !== html) place.innerHTML = html;
  last.set(place, html);
}

customElements.define("live-jobs", LiveJobs);
