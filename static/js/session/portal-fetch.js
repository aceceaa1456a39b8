/**
 * fetch() that notices when the session has ended: it then asks to log in, in place, and sends the same
 * request again with the new token.
 *
 *     const response = await portalFetch("/threads/…/messages/", { method: "POST", body });
 *     await portalFetch(url, { ask: "quietly" })     a bar instead of a dialog: nobody pressed anything
 *     await portalFetch(url, { ask: "notify" })        the same, without waiting for the log-in
 *
 * Rejects with NotLoggedIn if that was postponed, or if somebody else logged in.
 */
import { csrfToken } from "./cookies.js";
import { NotLoggedIn, OUT, sessionTrouble, STALE } from "./session-trouble.js";

export { NotLoggedIn };

const openDialog = async (how) => (await import("./log-in.js")).askToLogIn(how);
/** Bound when the page loads: the admin replaces the global fetch, see admin.js. */
const plainFetch = globalThis.fetch?.bind(globalThis);

export async function portalFetch(url, { ask = "now", fetch = plainFetch, logIn = openDialog, ...options } = {}) {
  for (let renewals = 0; ; ) {
    const response = await fetch(url, withToken(options));
    const trouble = await sessionTrouble(response, fetch);
    if (trouble === STALE && (renewals += 1) === 1) continue;
    if (trouble !== OUT) return response;
    const asking = logIn({ isUrgent: ask === "now", signal: options.signal });
    if (ask === "notify") return void asking.catch(() => {}) ?? response;
    await asking;
  }
}

function withToken({ ...options }) {
  const token = csrfToken();
  if (!token || (options.method ?? "GET").toUpperCase() === "GET") return options;
  const { body } = options;
  if (body instanceof FormData && body.has("csrfmiddlewaretoken")) body.set("csrfmiddlewaretoken", token);
  const headers = new Headers(options.headers);
  headers.set("X-CSRFToken", token);
  return { ...options, headers };
}
