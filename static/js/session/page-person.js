/**
 * Whose page this is: who was logged in when it was rendered.
 *
 *     <meta name="practika-person" content="…uuid, or nothing for a guest…">
 *
 *     pagePerson()            "4c6f…" or ""
 *     await whoIsIn()         { person, name } according to the server; null if it does not respond
 */
const NOW = "/account/session/";

export function pagePerson() {
  return globalThis.document?.querySelector?.("meta[name=practika-person]")?.content ?? "";
}

export async function whoIsIn(fetch = plainFetch) {
  const options = { cache: "no-store", headers: { Accept: "application/json" } };
  const response = await fetch(NOW, options).catch(() => null);
  if (!response?.ok) return null;
  return response.json().catch(() => null);
}

/** Bound when the page loads: the admin replaces the global fetch, see admin.js. */
const plainFetch = globalThis.fetch?.bind(globalThis);
