import assert from "node:assert/strict";
import { MOST_MOVES, ticketOrderId, ticketOrderName } from "./ticket_ids.ts";

const TICKET = "0f8fad5b-d9cb-469f-a165-70867728950e";
const DIGITS = "0f8fad5bd9cb469fa16570867728950e";

Deno.test("the orders of a ticket are named after it, each by what it is", () => {
  assert.equal(ticketOrderId("entry", TICKET), `m-${DIGITS}`);
  assert.equal(ticketOrderId("stop", TICKET.toUpperCase()), `s-${DIGITS}`);
  assert.equal(ticketOrderId("target", `m-${DIGITS}`, 9), `t-${DIGITS}-9`);
});

Deno.test("a name is never longer than an exchange takes, and always says its ticket, role and moves", () => {
  const stem = DIGITS.slice(0, 30);
  for (let moves = 0; moves <= MOST_MOVES; moves++) {
    const name = ticketOrderId("stop", TICKET, moves);
    assert.match(name, /^[A-Za-z0-9_-]{1,36}$/);
    assert.deepEqual(ticketOrderName(name), { role: "stop", stem, moves });
  }
});

Deno.test("a moved order's name leads to those of the next moves", () => {
  const tenth = ticketOrderId("entry", TICKET, 10);
  assert.equal(ticketOrderId("entry", tenth, 11), ticketOrderId("entry", TICKET, 11));
  assert.equal(ticketOrderId("entry", ticketOrderId("entry", TICKET, 9), 10), tenth);
});

Deno.test("other orders have no ticket", () => {
  for (const name of ["a1b2c3d4e5f6-1681084800000-entry", "x-TKT5PX2F0123", `m-${DIGITS}-0`, `m-${DIGITS}x`, ""]) {
    assert.equal(ticketOrderName(name), null, name);
  }
});
