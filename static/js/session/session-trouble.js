/**
 * What a response says about the session.
 *
 *     await sessionTrouble(response)     OUT      nobody is logged in, or somebody other than this page's person
 *                                        STALE    the form's token is from before another log-in
 *                                        null     an ordinary response
 */
import { pagePerson, whoIsIn } from "./page-person.js";

export const OUT = "out";
export const STALE = "stale";
const LOG_IN = "/account/login/";
/** What a stranger may get where this page's person would not. */
const DOUBTFUL = new Set([403, 404]);

/** The log-in did not happen: postponed (401), or somebody else logged in (403). See `message`. */
export class NotLoggedIn extends Error {
  constructor(message, { status = 401 } = {}) {
    super(message);
    this.name = "NotLoggedIn";
    Object.assign(this, { status, code: "not_authenticated" });
  }
}

export async function sessionTrouble(response, fetch) {
  const person = pagePerson();
  if (!person) return null;
  if (response.status === 401 || isLogInPage(response)) return OUT;
  if (!DOUBTFUL.has(response.status)) return null;
  const now = await whoIsIn(fetch);
  if (now && now.person !== person) return OUT;
  return (await codeOf(response)) === "stale_form" ? STALE : null;
}

function isLogInPage({ redirected, url }) {
  return Boolean(redirected) && new URL(url).pathname === LOG_IN;
}

async function codeOf(response) {
  const answer = await response.clone().json().catch(() => null);
  return answer?.error?.code;
}
