import assert from "node:assert/strict";
import { test } from "node:test";
import { asJson, bytesFrom, creationFrom, requestFrom, textFrom } from "../../static/js/lib/webauthn.js";

const options = {
  challenge: "AQID",
  user: { id: "BAU", name: "ana@example.org" },
  excludeCredentials: [{ id: "_-8", type: "public-key" }],
  authenticatorSelection: { userVerification: "preferred" },
};

test("bytes and text are each other's reverse, in the letters of addresses", () => {
  assert.equal(textFrom(new Uint8Array([255, 239])), "_-8");
  assert.deepEqual([...bytesFrom("_-8")], [255, 239]);
  assert.equal(textFrom(bytesFrom("")), "");
});

test("options to create a passkey have bytes where browsers want them", () => {
  const made = creationFrom(options);
  assert.deepEqual([...made.challenge], [1, 2, 3]);
  assert.deepEqual([...made.user.id], [4, 5]);
  assert.equal(made.user.name, "ana@example.org");
  assert.deepEqual([...made.excludeCredentials[0].id], [255, 239]);
  assert.equal(made.authenticatorSelection.residentKey, "discouraged");
  assert.equal(made.authenticatorSelection.userVerification, "preferred");
});

test("a passkey that logs in alone is kept on the device, which checks who uses it", () => {
  const { authenticatorSelection } = creationFrom(options, { alone: true });
  assert.deepEqual(authenticatorSelection, {
    userVerification: "required",
    requireResidentKey: true,
    residentKey: "required",
  });
});

test("a request names the passkeys that count, or none", () => {
  assert.deepEqual(requestFrom({ challenge: "AQID" }).allowCredentials, []);
  const [one] = requestFrom({ challenge: "AQID", allowCredentials: [{ id: "BAU", type: "public-key" }] }).allowCredentials;
  assert.deepEqual([...one.id], [4, 5]);
});

test("an answer becomes JSON with what it has", () => {
  const bytes = new Uint8Array([1, 2, 3]).buffer;
  const credential = {
    id: "AQID",
    rawId: bytes,
    type: "public-key",
    authenticatorAttachment: "platform",
    getClientExtensionResults: () => ({ credProps: { rk: true } }),
    response: { clientDataJSON: bytes, signature: bytes, userHandle: null },
  };
  assert.deepEqual(asJson(credential), {
    id: "AQID",
    rawId: "AQID",
    type: "public-key",
    authenticatorAttachment: "platform",
    clientExtensionResults: { credProps: { rk: true } },
    response: { clientDataJSON: "AQID", signature: "AQID" },
  });
});
