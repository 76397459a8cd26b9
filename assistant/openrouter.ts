/** OpenRouter, whose protocol is that of OpenAI's chat completions; through OpenAI's own client, as OpenRouter advises. */
import OpenAI from "openai";
import { z } from "zod";
import { guardedFetch } from "./guarded_fetch.ts";
import { AssistantFailure, type Call, type Protocol, type Said, type ServiceAddress } from "./service.ts";

/** A piece of a stream: ChatCompletionChunk, the part of it that we use. */
const chunk = z.object({
  choices: z.array(z.object({
    delta: z.object({ content: z.string().nullish() }).nullish(),
    finish_reason: z.string().nullish(),
  })).default([]),
});
const model = z.object({ id: z.string() });

/** OpenRouter. */
export const openRouter: Protocol = {
  async *say(connection, messages, call) {
    const client = clientOf(connection, call, "text/event-stream");
    const stream = await client.chat.completions.create({
      model: connection.model,
      messages: messages.map((message) => ({ ...message })),
      stream: true,
    });
    for await (const piece of stream) {
      const said = saidIn(piece);
      if (said.text !== "") yield { kind: "text", text: said.text };
      if (said.finish !== null) return yield said.finish;
    }
    throw new AssistantFailure("its answer broke off");
  },

  async models(address, call) {
    const page = await clientOf(address, call, "application/json").models.list();
    return z.array(model).parse(page.data).map(({ id }) => id);
  },
};

function saidIn(piece: unknown): { text: string; finish: Said | null } {
  const [choice] = chunk.parse(piece).choices;
  const reason = choice?.finish_reason ?? null;
  if (reason === "error") throw new AssistantFailure("its answer broke off with an error of the model's provider");
  return {
    text: choice?.delta?.content ?? "",
    finish: reason === null ? null : { kind: "finish", isCut: reason === "length" },
  };
}

/** Everything is said here: the client would else look for keys and addresses in the environment. */
function clientOf({ url, key }: ServiceAddress, call: Call, type: string): OpenAI {
  return new OpenAI({
    baseURL: url,
    apiKey: key ?? "",
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    maxRetries: 0,
    timeout: call.limits.totalMs,
    logLevel: "off",
    fetch: guardedFetch({ ...call, types: [type], key }),
  });
}
