/** What the routes of the assistant are sent, checked. */
import { z } from "zod";
import { SOURCE_CHARACTERS } from "../assistant/proposal.ts";

/** Longer questions, and more of them, are none that the page sends. */
const MOST_TURNS = 40;
const TURN_CHARACTERS = 40_000;
const MOST_ERRORS = 50;
const ERROR_CHARACTERS = 2_000;

const kind = z.enum(["openrouter", "ollama"]);

/** A server of the user's own has an address, a service on the network has its own. */
const hasItsAddress = (form: { readonly kind: z.infer<typeof kind>; readonly url: string | null }) =>
  (form.kind === "ollama") === (form.url !== null);
const ADDRESS_ISSUE = { path: ["url"], message: "expected an address for Ollama, and none for OpenRouter" };

/** Characters of a key: those that a header can carry. */
const key = z.string().trim().regex(/^$|^[\x21-\x7e]{8,500}$/, "expected a key of 8 to 500 characters without blanks")
  .transform((text) => text === "" ? null : text).nullable().default(null);

const url = z.string().trim().max(300).transform((text, context) => {
  if (text === "") return null;
  const origin = originOf(text);
  if (origin !== null) return origin;
  context.addIssue({
    code: "custom",
    message: "expected an address such as http://localhost:11434, without path or password",
  });
  return z.NEVER;
}).nullable().default(null);

/** A connection as its form has it. A key that is empty or null keeps the one that is stored. */
export const assistantForm = z.object({
  kind,
  url,
  model: z.string().trim().min(1, "expected a model").max(200).regex(/^[^\p{C}]+$/u, "expected a model's name"),
  key,
  isOn: z.boolean(),
}).refine(hasItsAddress, ADDRESS_ISSUE);

/** A service whose models are asked for. */
export const modelsForm = z.object({ kind, url, key }).refine(hasItsAddress, ADDRESS_ISSUE);

/** A connection that is to be forgotten. */
export const removalForm = z.object({ kind });

/** What the assistant is asked. */
export const questionForm = z.object({
  turns: z.array(z.object({ role: z.enum(["user", "assistant"]), text: z.string().min(1).max(TURN_CHARACTERS) }))
    .min(1).max(MOST_TURNS).refine(
      (turns) => turns.at(-1)?.role === "user",
      "expected a request of the user at the end",
    ),
  source: z.string().max(SOURCE_CHARACTERS * 1.25),
  errors: z.array(z.string().max(ERROR_CHARACTERS)).max(MOST_ERRORS).default([]),
});

/** Protocol, host and port of an address that says nothing else; null for any other text. */
function originOf(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const { protocol, origin, href, hostname } = new URL(text);
  const isPlain = href === `${origin}/` && hostname !== "" && !/[?#]/.test(text);
  return isPlain && (protocol === "http:" || protocol === "https:") ? origin : null;
}
