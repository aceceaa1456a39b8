/**
 * Fills in a segment's start and end from the player's current time.
 *
 *     <segment-form for="take-player"><form>… <button data-do="start"> <button data-do="end"> …</form></segment-form>
 */
import { whenPlayer } from "../lib/dom.js";
import { formatTimecode } from "../lib/timecode.js";

export class SegmentForm extends HTMLElement {
  #abort;

  async connectedCallback() {
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    const player = await whenPlayer(this.getAttribute("for"), signal);
    if (!player) return;
    for (const which of ["start", "end"]) {
      const button = this.querySelector(`[data-do="${which}"]`);
      button.hidden = false;
      button.addEventListener("click", () => this.#fill(which, player), { signal });
    }
  }

  disconnectedCallback() {
    this.#abort.abort();
  }

  #fill(which, player) {
    const field = this.querySelector(`[name="${which}_ms"]`);
    field.value = formatTimecode(player.currentMs, { digits: 3 });
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

customElements.define("segment-form", SegmentForm);
