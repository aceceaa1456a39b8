/**
 * The reader's choice of colours: "light", "dark", or "system" to follow the device.
 */
const KEY = "practika.theme";
const CHOICES = ["system", "light", "dark"];

export function readTheme(storage = safeStorage()) {
  const choice = storage?.getItem(KEY);
  return CHOICES.includes(choice) ? choice : "system";
}

export function saveTheme(choice, storage = safeStorage()) {
  if (choice === "system") storage?.removeItem(KEY);
  else storage?.setItem(KEY, choice);
}

export function applyTheme(choice, root = document.documentElement) {
  if (choice === "system") delete root.dataset.theme;
  else root.dataset.theme = choice;
}

/** Null if the browser blocks storage: accessing it then throws. */
function safeStorage() {
  try {
    return globalThis.localStorage;
  } catch {
    return null;
  }
}
