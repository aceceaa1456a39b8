/** The cookie with exactly that name, or an empty string. */
export function readCookie(name, cookies = globalThis.document?.cookie ?? "") {
  const start = `${name}=`;
  const found = cookies.split(/;\s*/).find((cookie) => cookie.startsWith(start));
  return found ? decodeURIComponent(found.slice(start.length)) : "";
}

export const csrfToken = () => readCookie("csrftoken");

/** A log-in changes the token: forms that are already on the page get the new one. */
export function renewTokens(root = document) {
  const token = csrfToken();
  if (!token) return;
  for (const input of root.querySelectorAll("input[name=csrfmiddlewaretoken]")) input.value = token;
}
