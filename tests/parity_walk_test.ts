/** One strategy over the same recorded market in all three worlds: it decides the same, and each difference has its cause. */
import assert from "node:assert/strict";
import { parityCommand } from "../parity/command.ts";
import { recordedParity } from "../parity/recorded.ts";
import { reportInWords } from "../parity/words.ts";
import { testOnce } from "./once.ts";

const FROM_MS = Date.UTC(2023, 3, 10);
const MINUTE_MS = 60_000;
const CANDLES = 60;
/** So near that stops and targets are reached within the hour, and signals leave too. */
const SOURCE = `import { Strategy } from "aristobot/strategy";
export default class Near extends Strategy {
  shouldLong() { return this.candles.last("close") > this.candles.last("close", 1); }
  override shouldExit() { return this.candles.seen % 7 === 0; }
  override calculateStopLoss() { return this.price * 0.9994; }
  override calculateTakeProfit() { return this.price * 1.0006; }
}
`;

testOnce("backtest, paper broker and demo exchange: the same decisions, and every difference explained", async () => {
  const wrong: string[] = [];
  const play = { source: SOURCE, timeframe: "1m", symbol: "BTC/USDT", parameters: {}, cash: 10_000 } as const;
  const parity = await recordedParity({ ...play, fromMs: FROM_MS }, FROM_MS + CANDLES * MINUTE_MS, {
    onCandle: () => {},
    told: (text) => wrong.push(text),
  });
  for (const [venue, report] of Object.entries(parity)) {
    const { decisions: { counts, compared, agreementPercent, rows }, fills, profit, refusals } = report;
    const words = reportInWords(venue, report);
    assert.equal(compared, CANDLES, words);
    assert.deepEqual([counts.position, counts.different, counts.undecided], [0, 0, 0], words);
    assert.equal(agreementPercent, 100);
    assert.ok(rows.filter(({ backtest }) => backtest.kind === "enter").length > 3, words);
    assert.ok(fills.every(({ backtest, live }) => backtest && live), words);
    const reasons = new Set(fills.map(({ backtest, live }) => `${backtest!.reason} ${live!.reason}`));
    assert.deepEqual([...reasons].filter((pair) => pair.split(" ")[0] !== pair.split(" ")[1]), [], words);
    assert.ok(reasons.has("stop-loss stop-loss") || reasons.has("take-profit take-profit"), words);
    assert.ok(Math.abs(profit.restQuote) < 1e-3, words);
    assert.deepEqual(refusals, []);
    assert.match(words, /decisions agree {6}100\.00 % of 60 candles/);
  }
  assert.deepEqual(wrong, []);
});

testOnce("the command says what it takes, and refuses what it does not", async () => {
  const told: string[] = [];
  const written = { out: (text: string) => told.push(text), err: (text: string) => told.push(text) };
  assert.equal(await parityCommand(["--help"], written), 0);
  assert.match(told.pop()!, /deno task parity --strategy FILE\|NAME/);
  const refused = async (...args: string[]) => {
    assert.equal(await parityCommand(args, written), 1);
    return told.pop();
  };
  assert.match((await refused())!, /without --strategy/);
  assert.match((await refused("--strategy", "none.ts"))!, /no such file, and the built-in strategies are sma-cross/);
  assert.match((await refused("--strategy", "sma-cross", "--days", "0"))!, /--days 0: expected a number above 0/);
  assert.match((await refused("--strategy", "sma-cross", "--days", "0.01", "--timeframe", "4h"))!, /4h is longer/);
  assert.match((await refused("--strategy", "sma-cross", "--timeframe", "7m"))!, /expected one of 1m, 3m/);
  assert.match((await refused("--strategy", "sma-cross", "--symbol", "X/Y"))!, /expected BTC\/USDT or ETH\/USDT/);
  assert.match((await refused("--strategy", "sma-cross", "--oops"))!, /Cannot read the command line/);
});

testOnce("a source with a mistake is refused with its line", async () => {
  const path = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    await Deno.writeTextFile(path, SOURCE.replace("% 7 === 0", "% this.nothing.value === 0"));
    const told: string[] = [];
    const written = { out: (text: string) => told.push(text), err: (text: string) => told.push(text) };
    assert.equal(await parityCommand(["--strategy", path, "--timeframe", "1m", "--days", "0.01"], written), 1);
    assert.match(told.at(-1)!, /^The strategy failed at (paper|demo): line 4, column \d+: TypeError/);
  } finally {
    await Deno.remove(path);
  }
});
