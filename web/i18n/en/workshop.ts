/** English texts of the room `workshop`. */
import type { workshop as fr } from "../fr/workshop.ts";

export const workshop: typeof fr = {
  title: "Strategies",
};
