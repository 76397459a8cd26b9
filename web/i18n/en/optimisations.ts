/** English texts of the room `optimisations`. */
import type { optimisations as fr } from "../fr/optimisations.ts";

export const optimisations: typeof fr = {
  title: "Optimisation",
};
