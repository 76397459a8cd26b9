import assert from "node:assert/strict";
import type { Ticket } from "../../../domain/ticket.ts";
import { TicketSender } from "./ticket_sender.ts";

const ticket = (quantity: string): Ticket => ({
  brokerId: "00000000-0000-4000-8000-00000000000b",
  symbol: "BTC/USDT",
  side: "buy",
  type: "market",
  quantity,
  price: null,
  stopLoss: null,
  takeProfit: null,
});

function counted(): TicketSender {
  let count = 0;
  return new TicketSender(() => `id-${++count}`);
}

Deno.test("a second press while the first is on its way sends nothing", async () => {
  const sender = counted();
  const sent: string[] = [];
  const answer = Promise.withResolvers<string>();
  const send = (id: string) => (sent.push(id), answer.promise);
  const first = sender.send(ticket("1"), send);
  assert.equal(await sender.send(ticket("1"), send), null);
  assert.equal(await sender.send(ticket("2"), send), null);
  answer.resolve("filled");
  assert.equal(await first, "filled");
  assert.deepEqual(sent, ["id-1"]);
});

Deno.test("a ticket whose answer never came goes out under its id again, and another or an answered one under a new id", async () => {
  const sender = counted();
  const sent: string[] = [];
  const unheard = (id: string) => (sent.push(id), Promise.resolve(null));
  const heard = (id: string) => (sent.push(id), Promise.resolve("placed"));
  await sender.send(ticket("1"), unheard);
  await sender.send(ticket("1"), unheard);
  await sender.send(ticket("2"), unheard);
  await sender.send(ticket("2"), heard);
  await sender.send(ticket("2"), heard);
  assert.deepEqual(sent, ["id-1", "id-1", "id-2", "id-2", "id-3"]);
});

Deno.test("a failure on the way leaves the form usable, under the same id", async () => {
  const sender = counted();
  const sent: string[] = [];
  await assert.rejects(sender.send(ticket("1"), (id) => (sent.push(id), Promise.reject(new Error("cut")))));
  assert.equal(sender.isBusy, false);
  await sender.send(ticket("1"), (id) => (sent.push(id), Promise.resolve("placed")));
  assert.deepEqual(sent, ["id-1", "id-1"]);
});
