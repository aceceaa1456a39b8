import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Addresses, Changed, Refused } from "../../static/js/player/addresses.js";
import { NOT_ALLOWED, OTHER_BYTES, renewingLoader } from "../../static/js/player/renewing-loader.js";
import { isPlaylist, withStableAddresses } from "../../static/js/player/source.js";

const PLAYLIST = "https://portal.test/videos/1/720p.m3u8";
const playlist = (address, { goodFor = 100, size = 5 } = {}) => `#EXTM3U
${goodFor ? `#EXT-X-PRACTIKA-GOOD-FOR:${goodFor}\n` : ""}#EXT-X-MAP:URI="${address}",BYTERANGE="9@0"
#EXTINF:2.0,
#EXT-X-BYTERANGE:${size}@9
${address}
#EXT-X-ENDLIST
`;
const addressOf = (token) => `https://portal.test/storage/get/${token}`;

let now, asked, answers, addresses;
beforeEach(() => {
  [now, asked, answers] = [1000, 0, []];
  const fetch = async () => {
    asked += 1;
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    return typeof answer === "number" ? new Response("", { status: answer }) : new Response(answer);
  };
  addresses = new Addresses({ fetch, now: () => now });
  addresses.learn(PLAYLIST, playlist("/storage/get/one"));
});

test("an address is fresh for most of its time", () => {
  assert.equal(addresses.known(PLAYLIST), addressOf("one"));
  now += 74_000;
  assert.ok(addresses.isFresh(PLAYLIST));
  now += 2_000;
  assert.ok(!addresses.isFresh(PLAYLIST));
});

test("stable addresses and unknown playlists are always fresh", () => {
  addresses.learn(PLAYLIST, playlist("/videos/1/720p.mp4", { goodFor: 0 }));
  now += 1e9;
  assert.ok(addresses.isFresh(PLAYLIST));
  assert.ok(addresses.isFresh("https://portal.test/other.m3u8"));
});

test("concurrent callers share one response, whose age counts from the request", async () => {
  answers.push(playlist("https://bucket.test/v?X-Sig=two&a=b"));
  const all = [addresses.renew(PLAYLIST), addresses.renew(PLAYLIST)];
  now += 50_000;
  assert.deepEqual(await Promise.all(all), Array(2).fill("https://bucket.test/v?X-Sig=two&a=b"));
  assert.equal(asked, 1);
  now += 26_000;
  assert.ok(!addresses.isFresh(PLAYLIST));
});

test("a refusal, different bytes and a fault are distinguished", async () => {
  for (const status of [401, 403, 404, 410]) {
    answers.push(status);
    await assert.rejects(addresses.renew(PLAYLIST), Refused);
  }
  answers.push(playlist("/storage/get/two", { size: 6 }));
  await assert.rejects(addresses.renew(PLAYLIST), Changed);
  for (const fault of [503, new TypeError("away")]) {
    answers.push(fault);
    await assert.rejects(addresses.renew(PLAYLIST), (error) => !(error instanceof Refused || error instanceof Changed));
  }
  assert.equal(addresses.known(PLAYLIST), addressOf("one"));
});

/** What hls.js's own loader does as far as we build on it; `bytes` answers by address. */
class Loader {
  static bytes = {};
  static used = [];
  stats = { loading: { start: 0 }, aborted: false };

  load(context, config, callbacks) {
    if (this.stats.loading.start) throw new Error("Loader can only be used once.");
    this.stats.loading.start = 1;
    Object.assign(this, { context, callbacks });
    Loader.used.push(context.url.split("/").pop());
    const status = Loader.bytes[context.url] ?? 200;
    if (status === 200) callbacks.onSuccess({ url: context.url }, this.stats, context);
    else callbacks.onError({ code: status, text: "" }, context, null, this.stats);
  }

  abort() {
    this.callbacks?.onAbort(this.stats, this.context, null);
  }

  destroy() {
    this.callbacks = this.context = this.stats = null;
  }
}

function load(bytes = {}) {
  Object.assign(Loader, { bytes, used: [] });
  const loader = new (renewingLoader(Loader, addresses))({});
  const end = new Promise((resolve) => {
    loader.load({ frag: { baseurl: PLAYLIST }, url: addressOf("one") }, {}, {
      onSuccess: ({ url }) => resolve({ url }),
      onError: ({ code, text }) => resolve({ code, text }),
      onAbort: () => resolve({ aborted: true }),
    });
  });
  return { loader, end };
}

test("while an address is fresh nothing else is requested", async () => {
  assert.deepEqual(await load().end, { url: addressOf("one") });
  assert.equal(asked, 0);
});

test("an old address is renewed before it is used", async () => {
  now += 80_000;
  answers.push(playlist("/storage/get/two"));
  assert.deepEqual(await load().end, { url: addressOf("two") });
  assert.deepEqual([Loader.used, asked], [["two"], 1]);
  assert.deepEqual(await load().end, { url: addressOf("two") }, "also for fragments that name the old one");
  assert.equal(asked, 1);
});

test("a refused address is renewed once", async () => {
  answers.push(playlist("/storage/get/two"));
  assert.deepEqual(await load({ [addressOf("one")]: 403 }).end, { url: addressOf("two") });
  answers.push(playlist("/storage/get/three"));
  const refused = { [addressOf("two")]: 404, [addressOf("three")]: 404 };
  assert.deepEqual(await load(refused).end, { code: 404, text: "" });
  assert.deepEqual(Loader.used, ["two", "three"]);
});

test("other errors are passed on as they are", async () => {
  assert.deepEqual(await load({ [addressOf("one")]: 503 }).end, { code: 503, text: "" });
  assert.equal(asked, 0);
});

test("somebody who may no longer watch gets no bytes", async () => {
  now += 80_000;
  answers.push(404);
  assert.deepEqual(await load().end, { code: 403, text: NOT_ALLOWED });
  assert.deepEqual(Loader.used, []);
});

test("a playlist that lists different bytes is not played further", async () => {
  now += 80_000;
  answers.push(playlist("/storage/get/two", { size: 7 }));
  assert.deepEqual(await load().end, { code: 409, text: OTHER_BYTES });
});

test("while the portal is away the old address is tried", async () => {
  now += 80_000;
  answers.push(503);
  assert.deepEqual(await load().end, { url: addressOf("one") });
});

test("a loader aborted while it waits for an address loads nothing", async () => {
  now += 80_000;
  answers.push(playlist("/storage/get/two"), playlist("/storage/get/two"));
  const { loader, end } = load();
  loader.abort();
  assert.deepEqual(await end, { aborted: true });
  now += 200_000;
  load().loader.destroy();
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(Loader.used, []);
});

test("native players are sent to stable addresses", () => {
  assert.equal(withStableAddresses("/videos/1/master.m3u8"), "/videos/1/master.m3u8?addresses=stable");
  assert.equal(withStableAddresses("/a.m3u8?x=1"), "/a.m3u8?x=1&addresses=stable");
  assert.ok(isPlaylist("/a.m3u8?addresses=stable"));
});
