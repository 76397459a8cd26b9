/**
 * Tokens: what a browser's session and a program show instead of a password. 256 random bits, so that they cannot be
 * guessed; only their SHA-256 is stored, so that who reads the database cannot use them.
 */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** What an API token begins with, so that people and scanners know one when they see it. */
export const API_TOKEN_PREFIX = "aristobot_";
/** What an API token may be allowed: to look, or to trade as well. */
export const SCOPES = ["read", "trade"] as const;
/** What an API token may be allowed. */
export type Scope = typeof SCOPES[number];

const TOKEN_BYTES = 32;
const SESSION_TOKEN = /^[\w-]{43}$/;
const WEBHOOK_TOKEN = /^[\w-]{43}$/;
const API_TOKEN = /^aristobot_[\w-]{43}$/;
const BEARER = /^Bearer +([^ ]+) *$/i;

/** A new token for a session's cookie: 43 characters of base64url. */
export function newSessionToken(): string {
  return randomBytes(TOKEN_BYTES).toString("base64url");
}

/** A new token for a program. It is shown once, to the user who made it. */
export function newApiToken(): string {
  return API_TOKEN_PREFIX + randomBytes(TOKEN_BYTES).toString("base64url");
}

/** A new token for a webhook's address: 43 characters of base64url. It is shown once, to the user who made it. */
export function newWebhookToken(): string {
  return randomBytes(TOKEN_BYTES).toString("base64url");
}

/** Whether a text has the form of a webhook's token. */
export function isWebhookToken(text: string): boolean {
  return WEBHOOK_TOKEN.test(text);
}

/** Whether a text has the form of a session's token; what has not needs no look at the database. */
export function isSessionToken(text: string): boolean {
  return SESSION_TOKEN.test(text);
}

/** Whether a text has the form of an API token. */
export function isApiToken(text: string): boolean {
  return API_TOKEN.test(text);
}

/** The API token of an `Authorization: Bearer …` header, or undefined where there is none of ours. */
export function bearerToken(authorization: string | null): string | undefined {
  const text = BEARER.exec(authorization ?? "")?.[1];
  return text !== undefined && isApiToken(text) ? text : undefined;
}

/** What is stored of a token: SHA-256 as 64 hex digits. */
export function hashOfToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

/** Whether two hashes are the same, in a time that does not tell how much of them is. */
export function isSameHash(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Whether a token of these scopes may do what needs that one. Who may trade may look. */
export function allows(scopes: readonly Scope[], needed: Scope): boolean {
  return scopes.includes(needed) || (needed === "read" && scopes.includes("trade"));
}
