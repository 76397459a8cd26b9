/** French texts of the room `workshop`. */

export const workshop = {
  title: "Stratégies",
};
