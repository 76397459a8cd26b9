import assert from "node:assert/strict";
import type { AssistantEvent } from "../../assistant_services.ts";
import type { answerEvents, NoAnswer } from "./answer_events.ts";
import { Conversation, type Editor } from "./conversation.ts";

const proposed: string[] = [];
const EDITOR: Editor = {
  source: () => "class X {}",
  errors: () => [],
  propose: (source) => void proposed.push(source),
};

/** Answers so, and keeps what was sent. */
function answering(...events: (AssistantEvent | NoAnswer)[]) {
  const sent: string[] = [];
  const send: typeof answerEvents = async function* (body) {
    sent.push(body);
    for (const event of events) yield await Promise.resolve(event);
  };
  return { send, sent };
}

Deno.test("an answer grows piece by piece, and what it proposes is shown once it is whole", async () => {
  const { send, sent } = answering(
    { kind: "text", text: "I " },
    { kind: "text", text: "buy." },
    { kind: "proposal", source: "class Y {}" },
    { kind: "end" },
  );
  const conversation = new Conversation(send);
  const asking = conversation.ask("Buy.", EDITOR);
  assert.equal(conversation.isAnswering.value, true);
  await conversation.ask("Again", EDITOR);
  await asking;
  assert.equal(conversation.isAnswering.value, false);
  const [user, assistant] = conversation.turns.value;
  assert.deepEqual([user!.text, assistant!.text, assistant!.proposal], ["Buy.", "I buy.", "class Y {}"]);
  assert.deepEqual(proposed, ["class Y {}"]);
  await conversation.ask("And sell.", EDITOR);
  assert.deepEqual(
    sent.map((body) => JSON.parse(body).turns.map(({ text }: { text: string }) => text)),
    [["Buy."], ["Buy.", "I buy.", "And sell."]],
  );
});

Deno.test("what fails is told with what had come, and is no turn that is sent again", async () => {
  const { send, sent } = answering({ kind: "refused", reason: "Another answer is under way" });
  const conversation = new Conversation(send);
  await conversation.ask("Buy.", EDITOR);
  assert.deepEqual(conversation.turns.value.at(-1)!.failure, {
    kind: "refused",
    reason: "Another answer is under way",
  });
  await conversation.ask("Please.", EDITOR);
  assert.deepEqual(JSON.parse(sent[1]!).turns, [{ role: "user", text: "Buy." }, { role: "user", text: "Please." }]);
  await conversation.ask("x", { ...EDITOR, source: () => "x".repeat(90_000) });
  assert.equal(conversation.turns.value.at(-1)!.failure?.kind, "tooLong");
  assert.equal(sent.length, 2);
});

Deno.test("an answer that is stopped ends at once, keeps what had come and proposes nothing", async () => {
  const going = Promise.withResolvers<void>();
  const { promise: leave, resolve: left } = Promise.withResolvers<void>();
  const before = proposed.length;
  const conversation = new Conversation(async function* (_, signal) {
    yield { kind: "text", text: "So far" };
    signal.addEventListener("abort", () => left());
    going.resolve();
    await leave;
    yield { kind: "proposal", source: "class Z {}" };
  });
  const asking = conversation.ask("Buy.", EDITOR);
  await going.promise;
  conversation.stop();
  await asking;
  const last = conversation.turns.value.at(-1)!;
  assert.deepEqual([last.text, last.state, last.proposal], ["So far", "stopped", null]);
  assert.equal(proposed.length, before);
  conversation.clear();
  assert.deepEqual(conversation.turns.value, []);
});
