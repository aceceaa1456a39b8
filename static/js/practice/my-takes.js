/**
 * My takes of an exercise and how many are left, refreshed when a take's state changes: here, in another
 * tab, or on another device (as soon as this page is visible again).
 *
 *     <my-takes src="/practice/exercises/…/takes/">…templates/practice/_my_takes.html…</my-takes>
 */
import { portalFetch } from "../session/portal-fetch.js";
import { say } from "./room-text.js";

const PLACES = "[data-places]";

export class MyTakes extends HTMLElement {
  #abort;
  #otherTabs;

  connectedCallback() {
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    this.#otherTabs = new BroadcastChannel("practika:takes");
    this.#otherTabs.addEventListener("message", () => this.#refresh(signal), { signal });
    document.addEventListener("take:changed", () => this.#changed(signal), { signal });
    document.addEventListener("visibilitychange", () => document.hidden || this.#refresh(signal), { signal });
    addEventListener("pageshow", (event) => event.persisted && this.#refresh(signal), { signal });
  }

  disconnectedCallback() {
    this.#abort.abort();
    this.#otherTabs.close();
  }

  #changed(signal) {
    this.#otherTabs.postMessage(this.getAttribute("src"));
    return this.#refresh(signal);
  }

  async #refresh(signal) {
    const response = await portalFetch(this.getAttribute("src"), { signal, ask: "quietly" }).catch(() => null);
    if (!response?.ok || response.redirected) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    showPlaces(page);
    this.replaceChildren(...page.body.childNodes);
  }
}

/** With no place left, nothing new can be started; an upload or recording in progress stays visible. */
function showPlaces(page) {
  const [counter, notice] = [PLACES, "[data-full-room]"].map((name) => page.querySelector(name));
  const isFull = counter.dataset.places === "0";
  const ways = document.querySelector(".practice-room__ways");
  ways?.toggleAttribute("data-full", isFull);
  if (!isFull && !ways) notice.textContent = say("roomAgain");
  document.querySelector(PLACES)?.replaceWith(counter);
  document.querySelector("[data-full-room]")?.replaceWith(notice);
}

customElements.define("my-takes", MyTakes);
