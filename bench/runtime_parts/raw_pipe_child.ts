/** The process behind the raw pipe; it ends with its standard input. */
import { jsonLines, lineWriter } from "./raw_lines.ts";
import { type Posted, receiver } from "./raw_talk.ts";

const hear = receiver(lineWriter(Deno.stdout.writable).write);
await jsonLines(Deno.stdin.readable, (message) => hear(message as Posted));
