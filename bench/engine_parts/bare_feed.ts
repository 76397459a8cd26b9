/** The worker that hears the frames of the bare wires, and hands them on as they come. */
import { jsonLines } from "../runtime_parts/raw_lines.ts";
import { FEED, type Frame } from "./bare_talk.ts";

declare const self: {
  postMessage(frame: Frame): void;
  onmessage: (event: MessageEvent<{ readonly port: number }>) => void;
};

self.onmessage = async ({ data: { port } }) => {
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  await connection.write(new TextEncoder().encode(FEED));
  await jsonLines(connection.readable, (frame) => self.postMessage(frame as Frame));
};
