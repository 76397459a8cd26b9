/** English texts of the room `assistant`. */
import type { assistant as fr } from "../fr/assistant.ts";

export const assistant: typeof fr = {
  title: "AI assistant",
};
