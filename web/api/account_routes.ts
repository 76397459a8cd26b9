/** Who asks, what they prefer, and the tokens of their programs. */
import { z } from "zod";
import { preferences as stored } from "../../db/preferences.ts";
import { SCOPES } from "../../security/tokens.ts";
import { NAME_CHARACTERS } from "../api_tokens.ts";
import { HttpError } from "../fresh/error.ts";
import type { WebHouse } from "../services.ts";
import type { Caller } from "./caller.ts";
import { type ApiRoute, route } from "./route.ts";
import { apiToken, text } from "./schemas.ts";

const scopes = z.array(z.enum(SCOPES)).min(1).max(SCOPES.length);
const preferences = stored.meta({ id: "Preferences" });
const { theme, language, timeZone } = stored.shape;

/** Routes of one's own account. */
export const accountRoutes: readonly ApiRoute[] = [
  route({
    method: "get",
    path: "/me",
    needs: "read",
    tag: "account",
    summary: "Who asks, and what that one may do",
    status: 200,
    answer: z.object({
      userId: z.string(),
      name: z.string(),
      by: z.enum(["session", "token", "debug"]),
      scopes: z.array(z.enum(SCOPES)),
      environment: z.enum(["demo", "testnet", "live"]).meta({ description: "Of the platform's own market" }),
      exchange: z.string(),
    }).meta({ id: "Me" }),
  }, ({ caller: { viewer, by, scopes }, house: { facts: { environment, exchange } } }) => {
    const { userId, name } = viewer;
    return Promise.resolve({ userId, name, by, scopes, environment, exchange });
  }),
  route({
    method: "get",
    path: "/preferences",
    needs: "read",
    tag: "account",
    summary: "What one prefers",
    status: 200,
    answer: preferences,
  }, ({ house, caller }) => preferencesOf(house, caller)),
  route({
    method: "patch",
    path: "/preferences",
    needs: "trade",
    tag: "account",
    summary: "Changes what one prefers",
    description: "What is left out stays. The default broker is chosen at the broker itself.",
    body: z.strictObject({ theme: theme.optional(), language: language.optional(), timeZone: timeZone.optional() }),
    status: 200,
    answer: preferences,
  }, async ({ house, caller, body }) => {
    await house.savePreferences(caller.viewer.userId, body);
    return await preferencesOf(house, caller);
  }),
  route({
    method: "get",
    path: "/tokens",
    needs: "session",
    tag: "tokens",
    summary: "The API tokens of one's programs",
    status: 200,
    answer: z.array(apiToken),
  }, ({ house, caller }) => house.tokens.list(caller.viewer.userId)),
  route({
    method: "post",
    path: "/tokens",
    needs: "session",
    tag: "tokens",
    summary: "Makes an API token",
    description: "`token` is told this once, and never again.",
    body: z.strictObject({ name: text(NAME_CHARACTERS).trim().min(1), scopes }),
    status: 201,
    answer: z.object({ token: z.string(), apiToken }),
    problems: [409],
  }, async ({ house, caller, body }) => {
    if (caller.by === "debug") throw new HttpError(403, `${caller.viewer.name} has no API tokens: sign in as somebody`);
    const { token, row } = await house.tokens.make(caller.viewer.userId, body);
    return { token, apiToken: row };
  }),
  route({
    method: "delete",
    path: "/tokens/{tokenId}",
    needs: "session",
    tag: "tokens",
    summary: "Revokes an API token for ever",
    params: z.strictObject({ tokenId: z.uuid() }),
    status: 204,
    problems: [404],
  }, async ({ house, caller, params: { tokenId } }) => {
    if (!await house.tokens.revoke(caller.viewer.userId, tokenId)) {
      throw new HttpError(404, `You have no API token ${tokenId}`);
    }
  }),
];

async function preferencesOf(house: WebHouse, { viewer }: Caller) {
  const found = await house.preferencesOf(viewer.userId);
  if (!found) throw new HttpError(404, `There is no user ${viewer.userId}`);
  return found;
}
