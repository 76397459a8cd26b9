/** What the language service of a user hears. */
import { z } from "zod";
import { completion, hover, problems } from "../workshop/language.ts";

const source = z.string();
const place = z.object({ source, offset: z.int().min(0) });

/** What the language service of a user hears. */
export const strategyLanguageProtocol = {
  /** All that the compiler says of a source. */
  Check: { in: z.object({ source }), out: problems },
  /** What can stand at a place. */
  Complete: { in: place, out: completion },
  /** What stands at a place; null = nothing that has a name. */
  Hover: { in: place, out: hover.nullable() },
  /** Ends it when nobody has asked for long. */
  LookIdle: {},
} as const;
