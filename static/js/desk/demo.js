/** The demo beside the take: clicking a passage loops it in the demo. */
export class Demo {
  constructor(desk, signal) {
    this.player = desk.querySelector("#desk-demo");
    this.take = desk.player;
    desk.addEventListener("click", (event) => this.#click(event), { signal });
    this.player?.addEventListener("player:play", () => this.take.pause(), { signal });
    this.take.addEventListener("player:play", () => this.player?.pause(), { signal });
  }

  #click({ target }) {
    const button = target.closest("[data-desk-passage]");
    if (!button || !this.player) return;
    const [startMs, endMs] = [button.dataset.startMs, button.dataset.endMs].map(Number);
    this.player.setLoop({ startMs, endMs });
    this.player.play();
  }
}
