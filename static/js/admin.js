/**
 * Runs on every admin page. Sends Wagtail's own requests (autosave, editing sessions, filtered lists)
 * through our fetch: Wagtail has no hook for an expired session, and what was typed meanwhile would be
 * lost silently.
 */
import { portalFetch } from "./session/portal-fetch.js";
import { askToLogIn } from "./session/log-in.js";
import { pagePerson, whoIsIn } from "./session/page-person.js";

const plainFetch = globalThis.fetch.bind(globalThis);

globalThis.fetch = (address, options) =>
  isOurs(address) ? portalFetch(address, { ask: "quietly", ...options, fetch: plainFetch }) : plainFetch(address, options);

/** A Request can only be sent once, and the log-in's own requests must not ask for a log-in. */
function isOurs(address) {
  if (address instanceof Request) return false;
  const { origin, pathname } = new URL(address, location.href);
  return origin === location.origin && !pathname.startsWith("/account/");
}

/** Wagtail's choosers use jQuery. After logging in, people open the chooser again themselves. */
globalThis.jQuery?.(document).ajaxError(async (event, { status }) => {
  if (![401, 403].includes(status) || !pagePerson()) return;
  const now = await whoIsIn(plainFetch);
  if (now && now.person !== pagePerson()) askToLogIn().catch(() => {});
});
