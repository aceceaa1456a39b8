/**
 * The texts of the practice room, provided by the page: {{ words|json_script:"practice-text" }},
 * from practice/words.py.
 *
 *     say("startsIn", { seconds: 3 })     "Recording starts in 3"
 */
let words;

export function say(key, values = {}) {
  words ??= JSON.parse(document.getElementById("practice-text")?.textContent ?? "{}");
  return (words[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}
