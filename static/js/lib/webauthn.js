/**
 * Passkeys speak in bytes, the server in JSON: this converts between them, as WebAuthn's own JSON does
 * (https://www.w3.org/TR/webauthn-3/#dictdef-publickeycredentialcreationoptionsjson), which not every
 * browser that we support can do by itself.
 *
 *     navigator.credentials.create({ publicKey: creationFrom(options.publicKey, { alone: true }) })
 *     navigator.credentials.get({ publicKey: requestFrom(options.publicKey) })
 *     JSON.stringify(asJson(credential))
 */
export function bytesFrom(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

export function textFrom(bytes) {
  const plain = String.fromCharCode(...new Uint8Array(bytes));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

const withBytes = (credential) => ({ ...credential, id: bytesFrom(credential.id) });

/** `alone`: it must be able to log somebody in without a password, so the device checks who uses it. */
export function creationFrom(options, { alone = false } = {}) {
  const selection = { ...options.authenticatorSelection, requireResidentKey: alone };
  selection.residentKey = alone ? "required" : "discouraged";
  if (alone) selection.userVerification = "required";
  return {
    ...options,
    challenge: bytesFrom(options.challenge),
    user: withBytes(options.user),
    excludeCredentials: (options.excludeCredentials ?? []).map(withBytes),
    authenticatorSelection: selection,
  };
}

export function requestFrom(options) {
  const allowed = (options.allowCredentials ?? []).map(withBytes);
  return { ...options, challenge: bytesFrom(options.challenge), allowCredentials: allowed };
}

export function asJson(credential) {
  const { response } = credential;
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const found = parts.filter((name) => response[name]).map((name) => [name, textFrom(response[name])]);
  return {
    id: credential.id,
    rawId: textFrom(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: Object.fromEntries(found),
  };
}
