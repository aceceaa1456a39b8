import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, beforeEach, test } from "node:test";
import { ApiError, createApi } from "../../static/js/lib/api.js";
import { readCookie } from "../../static/js/session/cookies.js";

let address;
let answers;
let heard;
let waits;
const server = createServer(async (request, response) => {
  const body = await collect(request);
  heard.push({ method: request.method, headers: request.headers, body: Buffer.concat(body).toString() });
  const { status = 200, json, text, headers = {}, cut } = answers.shift() ?? {};
  if (cut) return request.socket.destroy();
  response.writeHead(status, { "Content-Type": "application/json", ...headers });
  return response.end(text ?? (json === undefined ? "" : JSON.stringify(json)));
});

async function collect(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

before(async () => {
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${server.address().port}/`;
});
after(() => server.close());
beforeEach(() => ([answers, heard, waits] = [[], [], []]));

const api = () => createApi({ pause: async (ms) => void waits.push(ms) });

test("a response is JSON, an empty one null", async () => {
  answers = [{ json: { id: 1 } }, { status: 204 }];
  assert.deepEqual(await api().get(address), { id: 1 });
  assert.equal(await api().delete(address), null);
});

test("a post sends JSON and the CSRF token", async () => {
  globalThis.document = { cookie: "a=1; csrftoken=to%20ken" };
  answers = [{ json: {} }];
  await api().post(address, { text: "hé" });
  delete globalThis.document;
  assert.equal(heard[0].body, '{"text":"hé"}');
  assert.equal(heard[0].headers["content-type"], "application/json");
  assert.equal(heard[0].headers["x-csrftoken"], "to ken");
});

test("an error carries the server's code, message and fields", async () => {
  answers = [{ status: 400, json: { error: { code: "invalid", message: "Too long.", fields: { text: ["Too long."] } } } }];
  await assert.rejects(api().post(address, {}), (error) => {
    assert.ok(error instanceof ApiError);
    const { status, code, message, fields } = error;
    assert.deepEqual({ status, code, message, fields }, { status: 400, code: "invalid", message: "Too long.", fields: { text: ["Too long."] } });
    return true;
  });
});

test("an error page that is not JSON still gives a message", async () => {
  answers = [{ status: 404, text: "<h1>no</h1>" }];
  await assert.rejects(api().get(address), { status: 404, code: "http_404", message: /Something went wrong/ });
});

test("a get is retried after 5xx and lost connections, waiting longer each time", async () => {
  answers = [{ status: 503 }, { cut: true }, { status: 500 }, { json: { ok: true } }];
  assert.deepEqual(await api().get(address), { ok: true });
  assert.equal(waits.length, 3);
  assert.ok(waits[2] > waits[0]);
});

test("it gives up after four tries", async () => {
  answers = Array(9).fill({ status: 502 });
  await assert.rejects(api().get(address), { status: 502 });
  assert.equal(heard.length, 4);
});

test("Retry-After is obeyed", async () => {
  answers = [{ status: 429, headers: { "Retry-After": "7" } }, { json: {} }];
  await api().get(address);
  assert.deepEqual(waits, [7000]);
});

test("a refusal is final", async () => {
  answers = [{ status: 403 }, { json: {} }];
  await assert.rejects(api().get(address), { status: 403 });
  assert.equal(heard.length, 1);
});

test("a post is sent once, unless the caller knows it is idempotent", async () => {
  answers = [{ status: 500 }];
  await assert.rejects(api().post(address, {}), { status: 500 });
  answers = [{ status: 500 }, { json: { done: 1 } }];
  assert.deepEqual(await api().post(address, {}, { retry: true }), { done: 1 });
  assert.equal(heard.length, 3);
});

test("no connection is reported as such", async () => {
  const lonely = createApi({ tries: 1 });
  await assert.rejects(lonely.get("http://127.0.0.1:1/"), { status: 0, code: "offline", isPassing: true });
});

test("an abort stays an abort", async () => {
  const abort = AbortSignal.abort();
  await assert.rejects(api().get(address, { signal: abort }), { name: "AbortError" });
});

test("cookies are found by their full name", () => {
  assert.equal(readCookie("token", "xtoken=1; token=2"), "2");
  assert.equal(readCookie("none", "a=b"), "");
});
