import assert from "node:assert/strict";
import { AnswerDesk } from "./answer_desk.ts";

Deno.test("a user has one answer at a time, and the next begins once the one before is over", async () => {
  const desk = new AnswerDesk({ patienceMs: 60_000 });
  const first = await desk.begin("dac");
  const other = await desk.begin("eve");
  assert.ok(first && other);
  const next = desk.begin("dac");
  first.over();
  first.over();
  assert.ok(await next);
  assert.equal(desk.size, 2);
});

Deno.test("patience has an end, and of two who waited one begins", async () => {
  const impatient = new AnswerDesk({ patienceMs: 1 });
  await impatient.begin("dac");
  assert.equal(await impatient.begin("dac"), null);
  const desk = new AnswerDesk({ patienceMs: 60_000 });
  const first = await desk.begin("dac");
  const both = [desk.begin("dac"), desk.begin("dac")];
  first!.over();
  assert.equal((await Promise.all(both)).filter((one) => one !== null).length, 1);
});

Deno.test("what has begun anew is not ended by the end of what was before, and the end of the house ends all", async () => {
  const desk = new AnswerDesk();
  const first = await desk.begin("dac");
  first!.over();
  const second = await desk.begin("dac");
  first!.over();
  assert.equal(desk.size, 1);
  desk.endAll();
  assert.equal(second!.controller.signal.aborted, true);
  assert.equal(first!.controller.signal.aborted, false);
});
