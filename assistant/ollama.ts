/** Ollama on a machine of the user's own, through its own client. */
import { Ollama } from "ollama/browser";
import { z } from "zod";
import { guardedFetch } from "./guarded_fetch.ts";
import { checkedLines } from "./json_lines.ts";
import { AssistantFailure, type Call, type Protocol, type ServiceAddress } from "./service.ts";

/** What it keeps in mind: its own default cuts the contract of strategies off. */
export const CONTEXT_TOKENS = 16_384;

/** A line of a stream: ChatResponse, the part of it that we use. */
const line = z.object({
  message: z.object({ content: z.string().nullish() }).nullish(),
  done: z.boolean().nullish(),
  done_reason: z.string().nullish(),
});
const model = z.object({ name: z.string() });

/** Ollama. */
export const ollama: Protocol = {
  async *say(connection, messages, call) {
    const client = clientOf(connection, call, ["application/x-ndjson", "application/json"]);
    const stream = await client.chat({
      model: connection.model,
      messages: messages.map((message) => ({ ...message })),
      stream: true,
      options: { num_ctx: CONTEXT_TOKENS },
    });
    try {
      for await (const piece of stream) {
        const { message, done, done_reason: reason } = line.parse(piece);
        if (message?.content) yield { kind: "text", text: message.content };
        if (done) return yield { kind: "finish", isCut: reason === "length" };
      }
    } finally {
      stream.abort(); // leaving the loop alone does not end the request
    }
    throw new AssistantFailure("its answer broke off");
  },

  async models(address, call) {
    const { models } = await clientOf(address, call, ["application/json"]).list();
    return z.array(model).parse(models).map(({ name }) => name);
  },
};

function clientOf({ url, key }: ServiceAddress, call: Call, types: readonly string[]): Ollama {
  const ask = guardedFetch({ ...call, types, key });
  return new Ollama({ host: url, fetch: async (input, init) => checkedLines(await ask(input, init)) });
}
