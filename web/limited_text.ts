/** Bodies of requests as text, up to a limit; what is larger is not read to its end. */

/** What came of reading. */
export type LimitedText =
  | { readonly outcome: "read"; readonly text: string }
  | { readonly outcome: "too_large" }
  /** The connection ended in between. */
  | { readonly outcome: "broken" };

/** Reads a body as UTF-8; what is none becomes U+FFFD. */
export async function limitedText(request: Request, maxBytes: number): Promise<LimitedText> {
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) {
    await request.body?.cancel();
    return { outcome: "too_large" };
  }
  const pieces: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const piece of request.body ?? []) {
      size += piece.byteLength;
      if (size > maxBytes) return { outcome: "too_large" };
      pieces.push(piece);
    }
  } catch {
    return { outcome: "broken" }; // who calls has hung up, or sends what is no body
  }
  return { outcome: "read", text: new TextDecoder().decode(Buffer.concat(pieces)) };
}
