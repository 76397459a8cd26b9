import assert from "node:assert/strict";
import type { EquityCurve } from "../domain/backtest/curve.ts";
import type { BacktestTrade } from "../domain/backtest/trade.ts";
import { backtestCommand } from "./command.ts";
import { htmlReport, MOST_LISTED, type ReportParts } from "./html_report.ts";
import { ENGLISH } from "./report_words.ts";
import { svgChart } from "./svg_chart.ts";

const GOOG = new URL("fixtures/GOOG.csv", import.meta.url).pathname;
const DAY_MS = 86_400_000;
const START_MS = Date.UTC(2024, 0, 1);
const WRITING = { words: ENGLISH, locale: "en", quote: "USDT" } as const;
const HOSTILE = `<script>alert("1")</script>'&`;

const TRADE: BacktestTrade = {
  side: "long",
  quantity: 0.5,
  entryIndex: 1,
  exitIndex: 2,
  entryMs: START_MS + DAY_MS,
  exitMs: START_MS + 2 * DAY_MS,
  entryPrice: 20_000,
  exitPrice: 20_500.25,
  fees: 1.5,
  profit: 248.625,
  exitReason: "take-profit",
};

const CURVE: EquityCurve = {
  openMs: [START_MS, START_MS + DAY_MS, START_MS + 2 * DAY_MS],
  equity: [10_000, 9_900, 10_248],
  hold: [10_000, 10_100, 10_250],
};

function report(different: Partial<ReportParts> = {}): string {
  const stats = {
    startTime: "2024-01-01T00:00:00.000Z",
    endTime: "2024-01-03T00:00:00.000Z",
    durationDays: 2,
    candles: 3,
    startEquityQuote: 10_000,
    finalEquityQuote: 10_248.625,
    peakEquityQuote: 10_248.625,
    returnPercent: 2.48625,
    buyAndHoldReturnPercent: 2.5,
    buyAndHoldFinalQuote: 10_250,
    tradingDaysPerYear: 365 as const,
    annualReturnPercent: null,
    annualVolatilityPercent: null,
    sharpeRatio: null,
    sortinoRatio: null,
    calmarRatio: null,
    maxDrawdownPercent: 1,
    maxDrawdownDays: 1,
    exposurePercent: 66.7,
    trades: 1,
    winners: 1,
    losers: 0,
    winRatePercent: 100,
    profitFactor: null,
    expectancyQuote: 248.625,
    averageWinQuote: 248.625,
    averageLossQuote: null,
    averageTradePercent: 2.48,
    bestTradePercent: 2.48,
    worstTradePercent: 2.48,
    feesQuote: 1.5,
    openTrades: 0,
    ambiguousCandles: 2,
    deniedOrders: 0,
    ruined: false,
  };
  const parts: ReportParts = {
    title: HOSTILE,
    about: [["Strategy", HOSTILE]],
    options: { cash: 10_000, takerFee: 0.001 },
    stats,
    months: [{ month: "2024-01", returnPercent: 2.48625 }],
    curve: CURVE,
    trades: [TRADE],
    totalTrades: 1,
    ...different,
  };
  return htmlReport(parts, WRITING, "en");
}

Deno.test("a report tells figures, months, terms and trades, and what to beware of", () => {
  const html = report();
  assert.match(html, /Return<\/dt><dd class="up">\+2\.49%/);
  assert.match(html, /Sharpe<\/dt><dd class="">–/);
  assert.match(html, /<th scope="row">2024<\/th><td class="up">\+2\.49%/);
  assert.match(html, /Fee, taker<\/th><td class="words">0\.1%/);
  assert.match(html, /<td>long<\/td><td>0\.5<\/td><td>2024-01-02 00:00<\/td><td>20,000<\/td>/);
  assert.match(html, /\+248\.63 USDT<\/td><td class="words">take profit/);
  assert.match(
    html,
    /Few trades \(1\)[\s\S]*Few days \(2\)[\s\S]*Buying and holding would have earned more[\s\S]*2 candles reached both/,
  );
});

Deno.test("a report says when there were fewer candles than were asked for", () => {
  const asked = { fromMs: START_MS, toMs: START_MS + 2 * DAY_MS };
  assert.doesNotMatch(report({ asked }), /Less than was asked for/);
  const longer = report({ asked: { ...asked, fromMs: START_MS - 30 * DAY_MS } });
  assert.match(longer, /Less than was asked for: there were candles only from 2024-01-01 00:00 to 2024-01-03 00:00/);
});

Deno.test("a report escapes what it is handed, runs nothing and fetches nothing", () => {
  const html = report();
  assert.ok(!html.includes("<script") && html.includes("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39;&amp;"));
  assert.doesNotMatch(html, /\b(src|href|on\w+)=|url\(|@import|https?:\/\//);
  assert.match(html, /default-src 'none'; style-src 'unsafe-inline'/);
  assert.equal(html.match(/<svg /g)?.length, 2);
});

Deno.test("a report lists so many trades as a browser can show, and says of how many", () => {
  const trades = Array.from({ length: MOST_LISTED + 5 }, () => TRADE);
  const html = report({ trades, totalTrades: 1_000_000 });
  assert.equal(html.match(/<td>long<\/td>/g)?.length, MOST_LISTED);
  assert.match(html, /The first 2,000 of 1,000,000/);
  assert.match(report({ trades: [], totalTrades: 0 }), /No trade was made\./);
});

Deno.test("a chart of one value is flat and finite, and one without a stretch of time is none", () => {
  const flat = svgChart({
    label: "x",
    times: CURVE.openMs,
    lines: [{ values: [5, 5, 5], className: "equity" }],
    height: 100,
    valueText: String,
  });
  assert.doesNotMatch(flat, /NaN|Infinity/);
  assert.equal(svgChart({ label: "x", times: [1], lines: [], height: 100, valueText: String }), "");
});

Deno.test("a chart over few days tells the time beside the day, one over many the day", () => {
  const timesOver = (days: number) => {
    const drawn = svgChart({
      label: "x",
      times: [START_MS, START_MS + days * DAY_MS],
      lines: [{ values: [1, 2], className: "equity" }],
      height: 100,
      valueText: String,
    });
    return [...drawn.matchAll(/<text class="time"[^>]*>([^<]*)</g)].map((match) => match[1]);
  };
  assert.deepEqual(timesOver(3).slice(0, 3), ["01-01 00:00", "01-01 12:00", "01-02 00:00"]);
  assert.deepEqual(timesOver(6).slice(0, 2), ["2024-01-01", "2024-01-02"]);
});

Deno.test("--html writes the report of a run", async () => {
  const out: string[] = [];
  const code = await backtestCommand(
    ["--strategy", "sma-cross", "--candles", GOOG, "--param", "fast=10", "--html", "-"],
    { out: (text) => void out.push(text), err: (text) => void out.push(text) },
  );
  assert.equal(code, 0, out.join());
  const [html, ...more] = out;
  assert.deepEqual(more, []);
  assert.match(html!, /<h1>sma-cross on GOOG\.csv<\/h1>/);
  assert.match(html!, /Final equity<\/dt><dd class="">80,964\.98/);
  assert.match(html!, /fast = 10/);
  assert.equal(html!.match(/<td class="words">/g)?.length! > 94, true);
});
