/** Asks the pages and endpoints of a test house, without a port. */
import type { TestHouse } from "./test_house.ts";

const ORIGIN = "http://127.0.0.1:8000";

/** Who asks, and how. */
export interface Asking {
  /** Of the session; that of the house's user unless said otherwise. */
  readonly token?: string;
  readonly language?: "fr" | "en";
  /** What is posted; without it, the question is a GET. */
  readonly json?: unknown;
}

/** What was answered; narrow spaces are spaces in `text`. */
export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The answer read as JSON. */
  readonly json: () => ReturnType<typeof JSON.parse>;
}

/** A page where nothing is posted and the path is none of the API's; JSON else. */
export async function askHouse(
  house: TestHouse,
  path: string,
  { token = house.token, language = "fr", json }: Asking = {},
): Promise<Answered> {
  const headers = new Headers({ origin: ORIGIN, cookie: `aristobot_session=${token}; aristobot_language=${language}` });
  const isPage = json === undefined && !path.startsWith("/api");
  headers.set("accept", isPage ? "text/html" : "application/json");
  if (json !== undefined) headers.set("content-type", "application/json");
  const body = json === undefined ? null : JSON.stringify(json);
  const request = new Request(`${ORIGIN}${path}`, { method: body === null ? "GET" : "POST", headers, body });
  const response = await house.app.fetch(request);
  const text = (await response.text()).replaceAll(/[\u202f\u00a0]/g, " ");
  return { status: response.status, headers: response.headers, text, json: () => JSON.parse(text) };
}

/** The words of a page, without its tags. */
export function wordsOf(html: string): string {
  return html.replaceAll(/<[^>]*>/g, " ").replaceAll(/\s+/g, " ");
}
