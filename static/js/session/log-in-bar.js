/** The bar that shows that you are logged out, when nobody pressed anything. */
import { make } from "../lib/dom.js";
import { text } from "../lib/text.js";

export class LogInBar {
  constructor(onLogIn) {
    const button = make("button", { type: "button", class: "button button--small button--primary" }, text("logIn"));
    button.addEventListener("click", onLogIn);
    this.words = make("p", {}, text("loggedOut"));
    this.element = make("div", { class: "log-in-bar", role: "status" }, this.words, button);
  }

  show() {
    document.body.append(this.element);
  }

  say(words) {
    this.words.textContent = words;
  }

  hide() {
    this.element.remove();
  }
}
