/** Questions and wishes of the trading page to the house, with refusals in its words. */

/** What came of asking. `status` 0: nothing was heard. */
export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly status: number; readonly reason: string };

/** Asks for something; `query` without what is null. @throws {DOMException} AbortError when `signal` gives it up. */
export function getJson<T>(
  path: string,
  query: Readonly<Record<string, string | number | null>> = {},
  signal?: AbortSignal,
): Promise<Answer<T>> {
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== null) asked.set(name, String(value));
  return answerOf<T>(
    fetch(asked.size === 0 ? path : `${path}?${asked}`, { headers: JSON_WANTED, signal: signal ?? null }),
  );
}

/** Sends a wish as JSON. @throws {DOMException} AbortError when `signal` gives it up. */
export function postJson<T>(path: string, body: unknown, signal?: AbortSignal): Promise<Answer<T>> {
  return answerOf<T>(fetch(path, {
    method: "POST",
    headers: { ...JSON_WANTED, "content-type": "application/json" },
    body: JSON.stringify(body),
    signal: signal ?? null,
  }));
}

const JSON_WANTED = { accept: "application/json" };

async function answerOf<T>(asking: Promise<Response>): Promise<Answer<T>> {
  try {
    const response = await asking;
    const body = await response.json();
    if (response.ok) return { ok: true, value: body as T };
    return {
      ok: false,
      status: response.status,
      reason: (body as { error?: string }).error ?? `HTTP ${response.status}`,
    };
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    return { ok: false, status: 0, reason: error instanceof Error ? error.message : String(error) };
  }
}
