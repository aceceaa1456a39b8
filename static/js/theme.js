/** Puts the chosen colours on the page before it is painted. */
import { applyTheme, readTheme } from "./lib/theme.js";

applyTheme(readTheme());
