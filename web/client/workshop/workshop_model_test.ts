import assert from "node:assert/strict";
import { textsOf } from "../../i18n/mod.ts";
import type { StrategyDraft, StrategyView, Verdict } from "../../workshop_services.ts";
import type { Answer } from "../trading/ask.ts";
import { viewOf } from "./workshop_fixture.ts";
import { WorkshopModel } from "./workshop_model.ts";

const TEXTS = textsOf("en");
const SOUND: Verdict = { problems: [], lookAhead: null, warmUp: null, checkedMs: 5 };
const CLEAN = { problems: [], specs: [] };

/** A house that keeps what it is told; `answer` is said to the next save in its place. */
function kept(view: StrategyView = viewOf({})) {
  const told = { view, saved: [] as StrategyDraft[], answer: null as Answer<{ version: number }> | null, opened: 0 };
  const model = new WorkshopModel(view, {
    check: () => Promise.resolve({ ok: true, value: CLEAN }),
    open: () => {
      told.opened++;
      return Promise.resolve({ ok: true, value: told.view });
    },
    save: (_id, draft) => {
      if (told.answer !== null) return Promise.resolve(told.answer);
      told.saved.push(draft);
      const version = told.view.version + (draft.source === told.view.source ? 0 : 1);
      const { origin, ...kept } = draft;
      const versions = viewOf({ version }).versions.map((row, at) => at === 0 ? { ...row, origin } : row);
      told.view = { ...told.view, ...kept, version, versions };
      return Promise.resolve({ ok: true, value: { version } });
    },
  });
  return { model, told, [Symbol.dispose]: () => model.checker.stop() };
}

Deno.test("what is changed is dirty until it is saved, and a source that differs is a new version", async () => {
  using of = kept();
  const { model } = of;
  assert.equal(model.isDirty.value, false);
  model.change({ source: "export default 2;\n" });
  assert.ok(model.isDirty.value);
  assert.deepEqual(await model.save(TEXTS), { version: 2, isNew: true });
  assert.deepEqual([model.isDirty.value, model.view.version], [false, 2]);
  model.change({ parameters: { fast: 3 } });
  assert.deepEqual(await model.save(TEXTS), { version: 2, isNew: false });
});

Deno.test("what is typed while it is saved stays unsaved", async () => {
  using of = kept();
  const { model } = of;
  model.change({ source: "one" });
  const saving = model.save(TEXTS);
  await Promise.resolve();
  model.change({ source: "one two" });
  await saving;
  assert.deepEqual([model.draft.source, model.isDirty.value, model.view.source], ["one two", true, "one"]);
});

Deno.test("what is saved twice at once is saved in that order", async () => {
  using of = kept();
  const { model, told } = of;
  model.change({ source: "one" });
  const first = model.save(TEXTS);
  await Promise.resolve();
  model.change({ source: "two" });
  const second = model.save(TEXTS);
  assert.deepEqual(await first, { version: 2, isNew: true });
  assert.deepEqual(await second, { version: 3, isNew: true });
  assert.deepEqual([told.saved.map(({ source }) => source), model.isDirty.value], [["one", "two"], false]);
});

Deno.test("a name or a source that the house would refuse is not sent; a taken name is told at its field", async () => {
  using of = kept();
  const { model, told } = of;
  model.change({ name: " " });
  assert.deepEqual(await model.save(TEXTS), { fault: "It needs a name." });
  model.change({ name: "x", source: "x".repeat(60_000) });
  assert.match((await model.save(TEXTS) as { fault: string }).fault, /too long/);
  assert.deepEqual(told.saved, []);
  model.change({ source: "x" });
  told.answer = { ok: false, status: 409, reason: "taken" };
  await model.save(TEXTS);
  assert.equal(model.nameRefusal, "You have a strategy of this name already.");
  model.change({ name: "y" });
  assert.equal(model.nameRefusal, null);
  told.answer = { ok: false, status: 503, reason: "later" };
  assert.deepEqual(await model.save(TEXTS), { fault: "The request failed: later" });
  assert.ok(model.isDirty.value);
});

Deno.test("a proposal that is taken is the assistant's, and so is what its user then changes of it", async () => {
  using of = kept();
  const { model, told } = of;
  model.take("proposed", "assistant");
  await model.save(TEXTS);
  model.change({ source: "proposed, and changed" });
  await model.save(TEXTS);
  model.take("old", "user");
  await model.save(TEXTS);
  assert.deepEqual(told.saved.map(({ origin }) => origin), ["assistant", "assistant", "user"]);
});

Deno.test("a verdict is taken over; that of a version saved elsewhere brings that version", async () => {
  using of = kept();
  const { model, told } = of;
  model.hear({ strategyId: "another", version: 1, verdict: SOUND });
  assert.equal(model.view.verdict, null);
  model.hear({ strategyId: model.view.id, version: 1, verdict: SOUND });
  assert.deepEqual(model.view.verdict, SOUND);
  model.change({ source: "mine" });
  told.view = viewOf({ version: 2, source: "from elsewhere" });
  model.hear({ strategyId: model.view.id, version: 2, verdict: SOUND });
  await Promise.resolve();
  await Promise.resolve();
  assert.deepEqual([told.opened, model.view.version, model.view.verdict], [1, 2, SOUND]);
  assert.equal(model.draft.source, "mine", "what is typed here is not lost");
});
