/**
 * Shows how far the server is with something, and loads the page anew when it is done.
 *
 *     <status-poll url="/api/v1/clips/…/status/" done-states="ready failed" [done-when="is_watchable"]>
 *       <span data-phase>Preparing</span>
 *       <progress data-progress max="100"></progress> <span data-percent></span>
 *     </status-poll>
 *
 * The answer is {state, label?, percent?, …}: `label` is shown as it is, `percent` counts to 100.
 * `done-when` names a field that ends it too. `then="stay"` only tells (status:done {answer}); otherwise the page is loaded again.
 * Out: status:change {answer}, status:done {answer}.
 */
import { createApi } from "../lib/api.js";
import { emit } from "../lib/dom.js";
import { poll } from "../lib/poll.js";

const GONE = new Set([401, 403, 404]);

export class StatusPoll extends HTMLElement {
  #stop = () => {};

  connectedCallback() {
    const api = createApi();
    this.#stop = poll(() => api.get(this.getAttribute("url")), {
      onAnswer: (answer) => this.#take(answer),
      onError: (error) => GONE.has(error.status),
    });
  }

  disconnectedCallback() {
    this.#stop();
  }

  #take(answer) {
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
