/** French texts of the room `assistant`. */

export const assistant = {
  title: "Assistant IA",
};
