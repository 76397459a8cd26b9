/** Opens accounts for who asks by HTTP: the money is pretended, and only this machine can ask. */
import { z } from "zod";
import type { DemoExchange } from "./exchange.ts";
import { openFundedAccount } from "./trading/funded_account.ts";

const wanted = z.strictObject({ name: z.string().min(1).max(200) });

/** An answer in JSON. */
export interface DeskAnswer {
  readonly status: 200 | 400 | 405;
  readonly body: string;
}

/** Opens an account, or finds the one that was opened under the same name. */
export function openByRequest(exchange: DemoExchange, method: string, text: string): DeskAnswer {
  if (method !== "POST") return refusal(405, `expected POST, not ${method}`);
  const read = wanted.safeParse(jsonIn(text));
  if (!read.success) return refusal(400, 'expected JSON such as {"name":"somebody"}');
  const { apiKey, secret } = openFundedAccount(exchange, read.data.name);
  return { status: 200, body: JSON.stringify({ apiKey, secret }) };
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}

function refusal(status: 400 | 405, error: string): DeskAnswer {
  return { status, body: JSON.stringify({ error }) };
}
