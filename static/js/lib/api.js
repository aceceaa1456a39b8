/**
 * JSON over fetch, with the API's error format.
 *
 *     const api = createApi();
 *     const take = await api.get("/api/v1/clips/…/");
 *     await api.post("/api/v1/threads/…/messages/", { text });
 *
 * Rejects with ApiError { status, code, message, fields }. GET, PUT and DELETE are retried after
 * network failures, 429 and 5xx; POST and PATCH only with `retry: true`, for calls that are idempotent.
 * If the session has ended it asks to log in and continues; `ask: "quietly"` if nobody pressed anything.
 */
import { NotLoggedIn, portalFetch } from "../session/portal-fetch.js";
import { backoff, wait } from "./retry.js";
import { text } from "./text.js";

export class ApiError extends Error {
  constructor({ status = 0, code = "unknown", message, fields = {} }) {
    super(message);
    this.name = "ApiError";
    Object.assign(this, { status, code, fields });
  }

  /** Not refused: it can continue after a log-in. */
  get needsLogIn() {
    return this.status === 401;
  }

  /** Temporary: worth sending the same request again. */
  get isPassing() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

const REPEATABLE = new Set(["GET", "PUT", "DELETE"]);

export function createApi({ fetch = globalThis.fetch.bind(globalThis), tries = 4, pause = wait } = {}) {
  const send = (method) => (url, body, options) => {
    const attempts = (options?.retry ?? REPEATABLE.has(method)) ? tries : 1;
    return withRetries(() => once(fetch, method, url, body, options), attempts, pause, options?.signal);
  };
  const bodiless = (method) => (url, options) => send(method)(url, undefined, options);
  return {
    get: bodiless("GET"),
    delete: bodiless("DELETE"),
    post: send("POST"),
    put: send("PUT"),
    patch: send("PATCH"),
  };
}

async function withRetries(attempt, tries, pause, signal) {
  for (let count = 0; ; count += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof ApiError) || !error.isPassing || count + 1 >= tries) throw error;
      await pause(error.retryAfterMs ?? backoff(count), signal);
    }
  }
}

async function once(fetch, method, url, body, { signal, headers, ask } = {}) {
  const request = { method, signal, ask, fetch, headers: { ...headersFor(body), ...headers } };
  request.credentials = "same-origin";
  if (body !== undefined) request.body = body instanceof FormData ? body : JSON.stringify(body);
  const response = await portalFetch(url, request).catch((reason) => unreachable(reason));
  if (!response.ok) throw await readError(response);
  return response.status === 204 ? null : response.json();
}

function headersFor(body) {
  const headers = { Accept: "application/json" };
  if (body !== undefined && !(body instanceof FormData)) headers["Content-Type"] = "application/json";
  return headers;
}

function unreachable(reason) {
  if (reason?.name === "AbortError") throw reason;
  if (reason instanceof NotLoggedIn) throw new ApiError(reason);
  throw new ApiError({ code: "offline", message: text("offline") });
}

async function readError(response) {
  const reported = (await response.json().catch(() => null))?.error ?? {};
  const { code = `http_${response.status}`, message = text("serverTrouble"), fields } = reported;
  const error = new ApiError({ status: response.status, code, message, fields });
  const seconds = Number(response.headers.get("Retry-After"));
  if (seconds > 0) error.retryAfterMs = Math.min(seconds, 60) * 1000;
  return error;
}
