/**
 * Shows how far the server is with something, and loads the page anew when it is done.
 *
 *     <status-poll url="/api/v1/clips/…/status/" done-states="ready failed">
 *       <span data-phase>Preparing</span>
 *       <progress data-progress max="100"></progress> <span data-percent></span>
 *     </status-poll>
 *
 * The answer is {state, phase?, progress?}: `phase` is shown as it is, `progress` counts to 100.
 * `then="stay"` only tells (status:done {answer}); otherwise the page is loaded again.
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
    const done = (this.getAttribute("done-states") ?? "ready failed").split(/\s+/);
    if (!done.includes(answer.state)) return false;
    emit(this, "status:done", { answer });
    if (this.getAttribute("then") !== "stay") location.reload();
    return true;
  }

  #show({ state, phase = "", progress }) {
    this.dataset.state = state;
    this.#write("[data-phase]", phase);
    const bar = this.querySelector("[data-progress]");
    if (!Number.isFinite(progress)) return bar?.removeAttribute("value");
    bar?.setAttribute("value", progress);
    return this.#write("[data-percent]", `${Math.round(progress)} %`);
  }

  #write(selector, words) {
    const element = this.querySelector(selector);
    if (element && words && element.textContent !== words) element.textContent = words;
  }
}

customElements.define("status-poll", StatusPoll);
