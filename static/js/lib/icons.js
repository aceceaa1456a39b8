/** The icons that scripts draw: 24 × 24 strokes, the same hand as static/img/icons.svg. */
const paths = {
  back: "M11 5 4 12l7 7M20 5l-7 7 7 7",
  forward: "M13 5l7 7-7 7M4 5l7 7-7 7",
  loop: "M17 3l3 3-3 3M20 6H9a5 5 0 0 0-5 5v1M7 21l-3-3 3-3M4 18h11a5 5 0 0 0 5-5v-1",
  mirror: "M12 3v18M9 7 3 17h6zM15 7l6 10h-6z",
  help: "M9.2 9a2.9 2.9 0 1 1 4.3 2.5c-.9.5-1.5 1.1-1.5 2.3M12 17.6v.2M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z",
  play: "M7 4.5v15l12-7.5z",
};

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "stroke-icon");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(svg.namespaceURI, "path");
  path.setAttribute("d", paths[name]);
  svg.append(path);
  return svg;
}
