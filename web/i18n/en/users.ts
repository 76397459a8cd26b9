/** English texts of the page where users are made. */
import type { users as fr } from "../fr/users.ts";

export const users: typeof fr = {
  title: "Users",
  link: "Users",
  lead: "A page of debug mode. Everybody gets a first password, shown once and to be changed at the first login.",
  name: "Name",
  since: "Since",
  state: "State",
  debug: "debug mode, no password",
  mustChange: "must change the password",
  add: "Make the user",
  reset: "New password",
  resetOf: "New password for {name}",
  remove: "Delete",
  removeOf: "Delete {name}",
  resetText: "The password of now is worth nothing any more, and all their browsers are signed out.",
  removeText: "Only a user to whom nothing belongs goes: no broker account, no strategy, no order.",
  cancel: "Cancel",
  made: "Password of {name}, shown this once:",
  removed: "{name} is deleted.",
  refused: {
    name: "“{name}” is no name: 1 to 64 letters, digits, and . @ ' _ - or a space between them.",
    taken: "“{name}” is there already.",
    early: "The first users are not made yet.",
    unknown: "There is no “{name}”.",
    debug: "{name} is the user of debug mode: they have no password.",
    first: "The platform does not start without {name}.",
    owner: "Rows of {name} are left: {rows}.",
  },
};
