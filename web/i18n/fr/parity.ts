/** French texts of the room `parity`. */

export const parity = {
  title: "Parité",
};
