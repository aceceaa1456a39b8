/**
 * A conversation: sends a message without leaving the page, so that the video keeps its position.
 * Without scripts the same form posts and returns to the same place.
 *
 *     <conversation-thread for="take-player" id="thread-…" [refresh="conversations"]>
 *       <a href="?t=5000" data-at-ms="5000">at 0:05</a>
 *       <form method="post" action="…"> textarea[name=text]
 *         [<label data-say="moment" hidden><input type="checkbox" name="at_ms"> <b data-say="clock"></b></label>]
 *         <p data-say="error" hidden></p>
 *       </form>
 *     </conversation-thread>
 *
 * After sending, the element with the id in `refresh` (its own by default) is refreshed from the page.
 */
import { emit, whenPlayer } from "../lib/dom.js";
import { text } from "../lib/text.js";
import { formatTimecode } from "../lib/timecode.js";
import { keepTexts } from "../session/keep-texts.js";
import { NotLoggedIn, portalFetch } from "../session/portal-fetch.js";

export class ConversationThread extends HTMLElement {
  #abort;
  #player = null;

  connectedCallback() {
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    this.addEventListener("submit", (event) => this.#submit(event), { signal });
    this.addEventListener("click", (event) => this.#click(event), { signal });
    this.#join(signal);
  }

  disconnectedCallback() {
    this.#abort.abort();
  }

  async #join(signal) {
    this.#player = await whenPlayer(this.getAttribute("for"), signal);
    const moment = this.querySelector("[data-say=moment]");
    if (!this.#player || !moment) return;
    moment.hidden = false;
    this.#player.addEventListener("player:time", () => this.#showMoment(), { signal });
    this.#showMoment();
  }

  #showMoment() {
    const ms = this.#player.currentMs;
    this.querySelector("[data-say=clock]").textContent = formatTimecode(ms);
    this.querySelector("[name=at_ms]").value = ms;
  }

  #click(event) {
    const link = event.target.closest("a[data-at-ms]");
    if (!link || !this.#player || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const { atMs, endMs } = link.dataset;
    this.#player.goTo({ startMs: Number(atMs), endMs: endMs ? Number(endMs) : null });
  }

  async #submit(event) {
    event.preventDefault();
    const form = event.target;
    const button = form.querySelector("[type=submit]");
    button.disabled = true;
    this.#say("");
    try {
      await this.#send(form);
    } catch (error) {
      this.#say(error.message);
    }
    button.disabled = false;
  }

  async #send(form) {
    const body = new FormData(form);
    const headers = { Accept: "application/json" };
    const response = await portalFetch(form.action, { method: "POST", body, headers }).catch(onlyIfLoggedOut);
    if (!response) throw new Error(text("offline"));
    const answer = await response.json().catch(() => ({}));
    if (!response.ok || !answer.url) throw new Error(answer.error?.message ?? text("serverTrouble"));
    keepTexts().forget(form);
    form.reset();
    await this.#refresh(answer);
  }

  async #refresh({ url, place }) {
    const page = await portalFetch(url, { headers: { Accept: "text/html" }, ask: "notify" }).catch(() => null);
    if (!page?.ok || page.redirected) return location.assign(url);
    const fresh = new DOMParser().parseFromString(await page.text(), "text/html");
    const id = this.getAttribute("refresh") ?? this.id;
    const part = fresh.getElementById(id);
    if (!part) return location.assign(url);
    document.getElementById(id).replaceWith(part);
    keepTexts().restore(part);
    emit(part, "talk:renewed");
    document.getElementById(place)?.querySelector("textarea")?.focus({ preventScroll: true });
  }

  #say(words) {
    const place = this.querySelector("[data-say=error]");
    place.textContent = words;
    place.hidden = !words;
  }
}

/** A link to a message that is not among the newest: loads the page that shows it. */
function showLinked() {
  const [, id] = /^#message-([0-9a-f-]{36})$/.exec(location.hash) ?? [];
  const address = new URL(location.href);
  if (!id || document.getElementById(`message-${id}`) || address.searchParams.get("message") === id) return;
  address.searchParams.set("message", id);
  location.replace(address);
}

showLinked();
addEventListener("hashchange", showLinked);

function onlyIfLoggedOut(reason) {
  if (reason instanceof NotLoggedIn) throw reason;
  return null;
}

customElements.define("conversation-thread", ConversationThread);
