/** The body of a request, whole. */
import { Buffer } from "node:buffer";
import type { IncomingMessage } from "node:http";

/** The body as text; `lost` = the client went away before its end. */
export type Body = { readonly text: string } | "too large" | "lost";

/** Reads a body of at most `mostBytes`. */
export function readBody(request: IncomingMessage, mostBytes: number): Promise<Body> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= mostBytes) chunks.push(chunk);
      else resolve("too large");
    });
    request.on("end", () => resolve({ text: Buffer.concat(chunks).toString() }));
    request.on("error", () => resolve("lost"));
    request.on("close", () => resolve("lost"));
  });
}
