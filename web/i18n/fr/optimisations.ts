/** French texts of the room `optimisations`. */

export const optimisations = {
  title: "Optimisation",
};
