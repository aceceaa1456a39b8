/**
 * Bundles static/js and static/css into static/build/.
 *
 *     node scripts/build-frontend.mjs            once, minified, with source maps
 *     node scripts/build-frontend.mjs --watch    again on every change
 */
import { readdirSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const outdir = join(root, "static/build");

const shared = {
  absWorkingDir: root,
  bundle: true,
  metafile: true,
  minify: true,
  sourcemap: true,
  outdir,
  logLevel: "info",
  target: ["es2022"],
};

const modules = {
  ...shared,
  entryPoints: ["site", "admin", "desk", "authoring", "jobs"].map((name) => `static/js/${name}.js`),
  entryNames: "[name]",
  chunkNames: "chunks/[name]-[hash]",
  format: "esm",
  splitting: true,
};

/** Runs in the head before the first paint, so it can be neither a module nor deferred. */
const earlyScript = { ...shared, entryPoints: ["static/js/theme.js"], format: "iife" };

const styles = {
  ...shared,
  entryPoints: ["static/css/site.css", "static/css/admin.css"],
  entryNames: "[name]",
  assetNames: "fonts/[name]-[hash]",
  target: ["chrome123", "firefox120", "safari17.5"],
  loader: { ".woff2": "file" },
};

const bundles = [modules, earlyScript, styles];

async function buildOnce() {
  const results = await Promise.all(bundles.map((options) => esbuild.build(options)));
  const made = results.flatMap(({ metafile }) => Object.keys(metafile.outputs));
  removeAllBut(new Set(made.map((path) => resolve(root, path))));
}

/** Old chunks go only after the new ones are there, so that a running site never misses a file. */
function removeAllBut(kept) {
  for (const entry of readdirSync(outdir, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath ?? entry.path, entry.name);
    if (entry.isFile() && !entry.name.startsWith(".") && !kept.has(path)) rmSync(path);
  }
}

async function watch() {
  const contexts = await Promise.all(bundles.map((options) => esbuild.context(options)));
  await Promise.all(contexts.map((context) => context.watch()));
}

await (process.argv.includes("--watch") ? watch() : buildOnce());
