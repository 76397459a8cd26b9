/** Somebody who asks the platform by HTTP, and may get no answer. */

import { until } from "./waiting.ts";

/** How it is asked. */
export interface Asked {
  readonly json?: unknown;
  readonly form?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
}

/** What was answered. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

const USUAL_MS = 30_000;
const PATIENCE_MS = 180_000;

/** Asks; null = no answer came: nobody knows what became of it. */
export async function send(url: string, method: string, asked: Asked = {}): Promise<Answer | null> {
  const headers = new Headers({ origin: new URL(url).origin, accept: "application/json", ...asked.headers });
  if (asked.json !== undefined) headers.set("content-type", "application/json");
  const body = asked.form
    ? new URLSearchParams(asked.form)
    : asked.json === undefined
    ? null
    : JSON.stringify(asked.json);
  try {
    const signal = AbortSignal.timeout(asked.timeoutMs ?? USUAL_MS);
    const response = await fetch(url, { method, headers, body, signal, redirect: "manual" });
    return { status: response.status, text: await response.text(), headers: response.headers };
  } catch (error) {
    if (error instanceof TypeError || (error as Error).name === "TimeoutError") return null;
    throw error;
  }
}

/** A user's program: asks the API by its token. */
export class Client {
  constructor(readonly url: string, readonly name: string, private readonly token: string) {}

  /** Asks the API; null = no answer came. */
  ask(method: string, path: string, asked: Asked = {}): Promise<Answer | null> {
    const headers = { authorization: `Bearer ${this.token}`, ...asked.headers };
    return send(`${this.url}/api/v1${path}`, method, { ...asked, headers });
  }

  /** What is answered, asked again while nothing is or nobody can. @throws {Error} when nothing good is in time. */
  async get(path: string): Promise<unknown> {
    let answer: Answer | null = null;
    await until(`an answer to GET ${path}`, PATIENCE_MS, async () => {
      answer = await this.ask("GET", path);
      return answer !== null && answer.status < 500;
    });
    return wanted(answer, `GET ${path}`);
  }
}

/** The JSON of a good answer. @throws {Error} with what was answered instead. */
export function wanted<T>(answer: Answer | null, what: string): T {
  if (answer === null) throw new Error(`${what}: no answer`);
  if (answer.status >= 300) throw new Error(`${what}: ${answer.status} ${answer.text.slice(0, 500)}`);
  return (answer.text === "" ? undefined : JSON.parse(answer.text)) as T;
}
