/** The icons drawn by scripts: 24 × 24 strokes, in the style of static/img/icons.svg. */
const paths = {
  back: "M11 5 4 12l7 7M20 5l-7 7 7 7",
  forward: "M13 5l7 7-7 7M4 5l7 7-7 7",
  loop: "M17 3l3 3-3 3M20 6H9a5 5 0 0 0-5 5v1M7 21l-3-3 3-3M4 18h11a5 5 0 0 0 5-5v-1",
  mirror: "M12 3v18M9 7 3 17h6zM15 7l6 10h-6z",
  help: "M9.2 9a2.9 2.9 0 1 1 4.3 2.5c-.9.5-1.5 1.1-1.5 2.3M12 17.6v.2M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z",
  play: "M7 4.5v15l12-7.5z",
  pause: "M8 5v14M16 5v14",
  frameBack: "M14 6l-6 6 6 6M18.500 6v12",
  frameForward: "M10 6l6 6-6 6M5.500 6v12",
  previousRemark: "M9 9l-4 4 4 4M5 13h9a5 5 0 0 0 5-5V5",
  nextRemark: "M15 9l4 4-4 4M19 13h-9a5 5 0 0 1-5-5V5",
  sound: "M4 10v4h3.500L12 18V6L7.500 10zM15.500 9.500a3.500 3.500 0 0 1 0 5M18 7a7 7 0 0 1 0 10",
  captions: "M4 6h16v12H4zM10.500 10.500a2 2 0 1 0 0 3M16.500 10.500a2 2 0 1 0 0 3",
  more: "M5.500 12h.01M12 12h.01M18.500 12h.01",
  fullScreen: "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5",
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
