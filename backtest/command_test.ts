import assert from "node:assert/strict";
import { backtestCommand } from "./command.ts";

const GOOG = new URL("fixtures/GOOG.csv", import.meta.url).pathname;
const SMA_CROSS = new URL("../strategies/sma_cross.ts", import.meta.url).pathname;

async function command(...args: string[]) {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await backtestCommand(args, { out: (text) => out.push(text), err: (text) => err.push(text) });
  return { code, out: out.join("\n"), err: err.join("\n") };
}

const json = async (...args: string[]) => {
  const { out, err, code } = await command("--candles", GOOG, "--json", "-", ...args);
  assert.equal(code, 0, err);
  return JSON.parse(out);
};

Deno.test("the JSON has stats with units in their keys, trades with exactly these keys, and an equity for each candle", async () => {
  const { stats, trades, months, equity } = await json("--strategy", "sma-cross");
  assert.equal(months.length, 104);
  const compounded = months.reduce(
    (product: number, m: { returnPercent: number }) => product * (1 + m.returnPercent / 100),
    1,
  );
  assert.equal((compounded * 10_000).toFixed(2), "80964.98");
  assert.equal(stats.finalEquityQuote.toFixed(2), "80964.98");
  assert.equal(equity.length, 2_148);
  assert.equal(trades.length, 94);
  assert.deepEqual(trades[0], {
    side: "short",
    quantity: 59,
    entryIndex: 63,
    exitIndex: 75,
    entryTime: "2004-11-17T00:00:00Z",
    exitTime: "2004-12-06T00:00:00Z",
    entryPrice: 169.02,
    exitPrice: 179.13,
    fees: 0,
    profit: trades[0].profit,
    exitReason: "signal",
  });
  assert.equal(trades[0].profit.toFixed(2), "-596.49");
});

Deno.test("a source in its process trades as the built-in class does", async () => {
  const flags = ["--param", "fast=5", "--param", "slow=50", "--fee", "0.002", "--slippage", "0.001", "--size", "0.5"];
  const [builtIn, source] = [
    await json("--strategy", "sma-cross", ...flags),
    await json("--strategy", SMA_CROSS, ...flags),
  ];
  assert.ok(builtIn.trades.length > 10);
  assert.deepEqual(source, builtIn);
});

Deno.test("short=false is long only: it leaves where the other turns round", async () => {
  const both = await json("--strategy", "sma-cross");
  const long = await json("--strategy", "sma-cross", "--param", "short=false");
  const spans = ({ trades }: typeof both) =>
    trades.filter((t: { side: string }) => t.side === "long").map((
      t: Record<string, unknown>,
    ) => [t.entryIndex, t.exitIndex]);
  assert.ok(long.trades.every(({ side }: { side: string }) => side === "long"));
  assert.deepEqual(spans(long), spans(both));
});

Deno.test("each flag reaches the engine", async () => {
  const of = async (...flags: string[]) => (await json("--strategy", "sma-cross", ...flags));
  assert.equal((await of("--size", "units:7")).trades[0].quantity, 7);
  assert.equal((await of("--cash", "100000")).stats.startEquityQuote, 100_000);
  assert.equal((await of("--no-finalize")).stats.openTrades, 1);
  assert.equal((await of("--finalize")).stats.openTrades, 0);
  assert.equal((await of("--fill", "close")).trades[0].entryIndex, 62);
  assert.equal((await of("--slippage", "0.01")).trades[0].entryPrice, 169.02 * 0.99);
  assert.ok((await of("--fee", "0.001")).stats.feesQuote > 0);
  assert.equal((await of("--timeframe", "2d")).stats.candles < 2_148, true);
  assert.equal((await of("--timeframe", "1d")).stats.candles, 2_148);
  assert.ok((await of("--no-short")).trades.every(({ side }: { side: string }) => side === "long"));
  assert.equal((await of("--step", "0.001")).trades[0].quantity % 1 > 0, true);
});

Deno.test("files are written, and the table says the return", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const paths = ["--json", `${folder}/a.json`, "--trades", `${folder}/a.csv`];
    const { out, code } = await command("--strategy", "sma-cross", "--candles", GOOG, ...paths);
    assert.equal(code, 0);
    assert.match(out, /^sma-cross on GOOG.csv\n[\s\S]*return +709.65 %[\s\S]*trades +94: 52 won, 42 lost, 0 open/);
    assert.equal(JSON.parse(await Deno.readTextFile(`${folder}/a.json`)).trades.length, 94);
    const lines = (await Deno.readTextFile(`${folder}/a.csv`)).trim().split("\n");
    assert.equal(lines.length, 95);
    assert.equal(
      lines[0],
      "side,quantity,entryIndex,exitIndex,entryTime,exitTime,entryPrice,exitPrice,fees,profit,exitReason",
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("what cannot be used is refused in one line, with exit code 1", async () => {
  const good = ["--strategy", "sma-cross", "--candles", GOOG];
  const refusals: [string[], RegExp][] = [
    [[], /Cannot run without --strategy/],
    [["--strategy", "sma-cross"], /Cannot run without --candles/],
    [["--strategy", "nothing", "--candles", GOOG], /there is no such file, and the built-in strategies are sma-cross/],
    [["--strategy", "sma-cross", "--candles", "/nowhere"], /Cannot read \/nowhere: there is no such file/],
    [[...good, "--cash", "much"], /Cannot take --cash much: expected an amount above 0/],
    [[...good, "--cash", "-1"], /Cannot/],
    [[...good, "--fee", "1"], /Cannot take --fee 1: expected a share from 0 to 0.5/],
    [[...good, "--size", "2"], /Cannot take --size 2: expected all, a fraction/],
    [[...good, "--size", "units:x"], /Cannot take --size units:x/],
    [[...good, "--fill", "later"], /Cannot take --fill later: expected next-open or close/],
    [[...good, "--param", "fast"], /Cannot take --param fast: expected name=value/],
    [[...good, "--param", "fsat=3"], /Unknown parameter "fsat"; the strategy declares fast, slow, short/],
    [[...good, "--param", "fast=0"], /Parameter "fast" is 0; expected a number of at least 1 and at most 1000/],
    [[...good, "--param", "short=maybe"], /Parameter "short" is "maybe"; expected a boolean/],
    [[...good, "--timeframe", "1h"], /Cannot make candles of 60 minutes from the file's of 1440 minutes/],
    [[...good, "--timeframe", "soon"], /Cannot take --timeframe soon/],
    [[...good, "--finalize", "--no-finalize"], /Cannot take --finalize and --no-finalize together/],
    [[...good, "--unknown"], /Cannot read the command line: .*--unknown/],
    [[...good, "--json", "/nowhere/a.json"], /Cannot write \/nowhere\/a.json/],
  ];
  for (const [args, message] of refusals) {
    const { code, err } = await command(...args);
    assert.equal(code, 1, args.join(" "));
    assert.match(err, message);
    assert.equal(err.split("\n").length, 1, err);
  }
});

Deno.test("an entry that no money buys says how to buy parts of a unit", async () => {
  const { err } = await command("--strategy", "sma-cross", "--candles", GOOG, "--cash", "50");
  assert.match(err, /No entry was affordable in steps of 1: --step 0.00001/);
});

Deno.test("help tells every flag", async () => {
  const { code, out } = await command("--help");
  assert.equal(code, 0);
  for (
    const flag of [
      "strategy",
      "candles",
      "timeframe",
      "cash",
      "fee",
      "slippage",
      "param",
      "size",
      "fill",
      "json",
      "trades",
    ]
  ) {
    assert.ok(out.includes(`--${flag}`), flag);
  }
});

Deno.test("shorter candles tell stops from targets, here and in a process alike", async () => {
  const minutes = new URL("../exchanges/demo/recordings/BTC_USDT-1m.json.gz", import.meta.url).pathname;
  const source = await Deno.makeTempFile({ suffix: ".ts" });
  const close = `import { Strategy } from "aristobot/strategy";
export default class Close extends Strategy {
  shouldLong() { return this.candles.seen % 8 === 0; }
  override calculateStopLoss() { return this.losing(this.price * 0.002); }
  override calculateTakeProfit() { return this.earning(this.price * 0.002); }
}`;
  try {
    await Deno.writeTextFile(source, close);
    const of = async (...flags: string[]) => {
      const base = [
        "--strategy",
        source,
        "--candles",
        minutes,
        "--timeframe",
        "1h",
        "--step",
        "0.00001",
        "--json",
        "-",
      ];
      const { out, err, code } = await command(...base, ...flags);
      assert.equal(code, 0, err);
      return JSON.parse(out).stats;
    };
    const [blind, told] = [await of(), await of("--detail", minutes)];
    assert.ok(blind.ambiguousCandles > 20, `only ${blind.ambiguousCandles} candles were ambiguous`);
    assert.ok(told.ambiguousCandles < blind.ambiguousCandles / 4);
    assert.ok(told.winRatePercent > blind.winRatePercent);
  } finally {
    await Deno.remove(source);
  }
});
