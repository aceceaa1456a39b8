/**
 * Shows the server's progress on something, and reloads the page when it is done.
 *
 *     <status-poll url="/api/v1/clips/…/status/" done-states="ready failed" [done-when="is_watchable"]>
 *       <span data-phase>Preparing</span>
 *       <progress data-progress max="100"></progress> <span data-percent></span>
 *     </status-poll>
 *
 * The response is {state, label?, percent?, …}: `label` is shown as it is, `percent` goes up to 100.
 * `done-when` names a field that also ends it. `then="stay"` only emits status:done; otherwise the page is reloaded.
 * Out: status:change {answer}, status:done {answer}.
 */
import { createApi } from "../lib/api.js";
import { emit } from "../lib/dom.js";
import { poll } from "../lib/poll.js";

/** Not 401: it continues after a log-in. */
const GONE = new Set([403, 404]);

export class StatusPoll extends HTMLElement {
  #stop = () => {};

  connectedCallback() {
    const api = createApi();
    this.#stop = poll(() => api.get(this.getAttribute("url"), { ask: "quietly" }), {
      onAnswer: (answer) => this.#onAnswer(answer),
      onError: (error) => GONE.has(error.status),
    });
  }

  disconnectedCallback() {
    this.#stop();
  }

  #onAnswer(answer) {
    this.#show(answer);
    emit(this, "status:change", { answer });
    if (!this.#isDone(answer)) return false;
    emit(this, "status:done", { answer });
    if (this.getAttribute("then") !== "stay") location.reload();
    return true;
  }

  #isDone(answer) {
    const states = (this.getAttribute("done-states") ?? "ready failed").split(/\s+/);
    return states.includes(answer.state) || Boolean(answer[this.getAttribute("done-when")]);
  }

  #show({ state, label = "", percent }) {
    this.dataset.state = state;
    this.#write("[data-phase]", label);
    const bar = this.querySelector("[data-progress]");
    if (!Number.isFinite(percent)) return bar?.removeAttribute("value");
    bar?.setAttribute("value", percent);
    return this.#write("[data-percent]", `${Math.round(percent)} %`);
  }

  #write(selector, words) {
    const element = this.querySelector(selector);
    if (element && words && element.textContent !== words) element.textContent = words;
  }
}

customElements.define("status-poll", StatusPoll);
