import assert from "node:assert/strict";
import { renderToString } from "preact-render-to-string";
import { areSound, chosenOf } from "../../web/client/backtest/parameter_faults.ts";
import { textsOf } from "../../web/i18n/mod.ts";
import type { Parameters, ParameterSpec } from "../../web/workshop_services.ts";
import { ParameterForm } from "./parameter_form.tsx";

const SPECS: ParameterSpec[] = [
  { name: "fast", default: 10, min: 2, max: 200, step: 1, label: "Fast average" },
  { name: "short", default: true },
  { name: "source", default: "close", choices: ["close", "open"] },
  { name: "note", default: "<b>" },
];
const texts = textsOf("en");

function html(values: Parameters): string {
  return renderToString(<ParameterForm specs={SPECS} values={values} change={() => {}} texts={texts} />);
}

Deno.test("each parameter is a field of its kind, with its default where nothing was chosen", () => {
  const page = html({});
  assert.match(page, /Fast average<small class="mono">fast<\/small>/);
  assert.match(page, /id="parameter-fast"[^>]*value="10"/);
  assert.match(page, /2 to 200, in steps of 1/);
  assert.match(page, /<option selected value="true">yes/);
  assert.match(page, /<option selected value="close">close/);
  assert.match(page, /value="&lt;b>"|value="&lt;b&gt;"/);
  assert.equal(page.match(/disabled/g)?.length, 4, "nothing to reset");
});

Deno.test("what does not fit is said at its field, and what was typed stays", () => {
  assert.match(html({ fast: "1o" }), /value="1o"[\s\S]*This is not a number/);
  assert.match(html({ fast: 1 }), /aria-invalid="true"[\s\S]*Too small: at least 2\./);
  assert.match(html({ fast: 201 }), /Too large: at most 200\./);
  assert.match(html({ source: "high" }), /Choose one of close, open\./);
  assert.match(html({ short: 1 }), /of the wrong type/);
});

Deno.test("a form is sound when every value fits, and tells what was chosen otherwise than by default", () => {
  assert.ok(areSound(SPECS, {}, texts) && areSound(SPECS, { fast: 2.5 }, texts));
  assert.ok(!areSound(SPECS, { fast: "" }, texts));
  assert.deepEqual(chosenOf(SPECS, { fast: 10, short: false, gone: 3 }), { short: false });
});
