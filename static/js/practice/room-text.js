/**
 * The words of the practice room, as the page brings them: {{ words|json_script:"practice-text" }},
 * from practice/words.py.
 *
 *     say("startsIn", { seconds: 3 })     "Recording starts in 3"
 */
let words;

export function say(key, values = {}) {
  words ??= JSON.parse(document.getElementById("practice-text")?.textContent ?? "{}");
  return (words[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}
