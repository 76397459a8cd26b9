/** The words of a report: these in English; the pages have them in other languages, too. */
import type { MeasureGroup, MeasureKey } from "../domain/backtest/measure_list.ts";
import type { ExitReason } from "../domain/backtest/trade.ts";

/** A measure's name, and what it says to who has never heard of it. */
export interface MeasureWords {
  readonly label: string;
  readonly help: string;
}

/** The words of a report. `{name}` is a place that a value fills. */
export interface ReportWords {
  readonly groups: Readonly<Record<MeasureGroup, string>>;
  readonly measures: Readonly<Record<MeasureKey, MeasureWords>>;
  /** A length of time: `{count}`. */
  readonly days: string;
  readonly charts: { readonly equity: string; readonly hold: string; readonly drawdown: string };
  readonly months: { readonly title: string; readonly year: string; readonly total: string; readonly names: string };
  readonly trades: {
    readonly title: string;
    readonly none: string;
    /** `{shown}` of `{total}`. */
    readonly shown: string;
    readonly side: string;
    readonly quantity: string;
    readonly entry: string;
    readonly exit: string;
    readonly entryPrice: string;
    readonly exitPrice: string;
    readonly fees: string;
    readonly profit: string;
    readonly reason: string;
    readonly long: string;
    readonly short: string;
    readonly reasons: Readonly<Record<ExitReason, string>>;
  };
  readonly terms: Terms;
  readonly cautions: Cautions;
  /** What the file says of itself: `{time}`. */
  readonly madeBy: string;
  readonly utc: string;
}

/** Names of what a run was told, and of its choices. */
interface Terms {
  readonly title: string;
  readonly strategy: string;
  readonly market: string;
  readonly range: string;
  readonly candles: string;
  readonly parameters: string;
  readonly cash: string;
  readonly takerFee: string;
  readonly makerFee: string;
  readonly slippage: string;
  readonly slippageEntry: string;
  readonly slippageEvery: string;
  readonly sizing: string;
  readonly sizings: {
    readonly all: string;
    readonly fraction: string;
    readonly units: string;
    readonly amount: string;
    readonly risk: string;
    readonly strategy: string;
    /** Where nothing was said of it. */
    readonly unsaid: string;
  };
  readonly fill: string;
  readonly fillNextOpen: string;
  readonly fillClose: string;
  readonly maxEntries: string;
  readonly canShort: string;
  readonly finalize: string;
  readonly quantityStep: string;
  readonly minNotional: string;
  readonly yes: string;
  readonly no: string;
}

/** What to beware of in a result. */
export interface Cautions {
  readonly noFees: string;
  readonly fewTrades: string;
  readonly ambiguous: string;
  readonly denied: string;
  readonly ruined: string;
  readonly open: string;
  readonly behindHold: string;
  /** `{from}` and `{to}`: the candles that there were, UTC. */
  readonly shorter: string;
  /** `{count}`: the days that it covers. */
  readonly fewDays: string;
}

/** The words in English. */
export const ENGLISH: ReportWords = {
  groups: { result: "Result", risk: "Risk", trades: "Trades", trust: "What to know of it" },
  measures: {
    finalEquityQuote: { label: "Final equity", help: "Cash and open position at the last close, after all fees." },
    returnPercent: { label: "Return", help: "Final equity over the cash at the start, less 1." },
    buyAndHoldReturnPercent: {
      label: "Buy and hold",
      help:
        "What the market itself did from the first to the last close, without fees. A strategy is worth its trouble only beyond it, or with much less risk.",
    },
    annualReturnPercent: {
      label: "Annual return",
      help: "The return of a year if every day went on as on average, compounded.",
    },
    peakEquityQuote: { label: "Highest equity", help: "The most that the account was ever worth at a close." },
    feesQuote: { label: "Fees", help: "Everything paid for executions." },
    exposurePercent: { label: "Exposure", help: "Share of the candles in which something was held." },
    maxDrawdownPercent: {
      label: "Max drawdown",
      help: "The deepest fall from a peak of the equity. Ask whether you would have borne it.",
    },
    maxDrawdownDays: { label: "Longest drawdown", help: "The longest time from a peak until it was reached again." },
    annualVolatilityPercent: {
      label: "Annual volatility",
      help: "How much daily returns scatter (sample deviation), for a year.",
    },
    sharpeRatio: {
      label: "Sharpe",
      help:
        "Mean daily return over its deviation, for a year; risk-free rate 0. Above 1 is good, above 3 is suspicious.",
    },
    sortinoRatio: { label: "Sortino", help: "As Sharpe, but only losing days count as risk." },
    calmarRatio: { label: "Calmar", help: "Annual return over max drawdown." },
    trades: { label: "Trades", help: "Entries that were left again. Below 30, chance decides." },
    winners: { label: "Won", help: "Trades with a profit after fees." },
    losers: { label: "Lost", help: "Trades with a loss after fees." },
    winRatePercent: { label: "Win rate", help: "Share of the trades that won. Alone it says nothing." },
    profitFactor: { label: "Profit factor", help: "All profits over all losses; below 1 it loses." },
    expectancyQuote: { label: "Expectancy", help: "What a trade earned on average, after fees." },
    averageWinQuote: { label: "Average win", help: "Mean profit of those that won." },
    averageLossQuote: { label: "Average loss", help: "Mean loss of those that lost." },
    averageTradePercent: { label: "Average trade", help: "Mean profit over the value of the entry." },
    bestTradePercent: { label: "Best trade", help: "The best profit over the value of its entry." },
    worstTradePercent: { label: "Worst trade", help: "The worst loss over the value of its entry." },
    candles: { label: "Candles", help: "Candles that were run over." },
    openTrades: { label: "Still open", help: "Entries that were open at the end and were left so." },
    ambiguousCandles: {
      label: "Ambiguous candles",
      help: "Candles that reached both stop and target: the stop was taken. 1-minute detail tells which came first.",
    },
    deniedOrders: { label: "Denied entries", help: "Entries that the money or the market's rules did not allow." },
  },
  days: "{count} days",
  charts: { equity: "Equity", hold: "Buy and hold", drawdown: "Drawdown" },
  months: {
    title: "Months",
    year: "Year",
    total: "Total",
    names: "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
  },
  trades: {
    title: "Trades",
    none: "No trade was made.",
    shown: "The first {shown} of {total}",
    side: "Side",
    quantity: "Quantity",
    entry: "Entry",
    exit: "Exit",
    entryPrice: "Entry price",
    exitPrice: "Exit price",
    fees: "Fees",
    profit: "Profit",
    reason: "Left by",
    long: "long",
    short: "short",
    reasons: {
      signal: "signal",
      "stop-loss": "stop loss",
      "take-profit": "take profit",
      end: "end of the run",
      ruin: "ruin",
    },
  },
  terms: {
    title: "Terms",
    strategy: "Strategy",
    market: "Market",
    range: "Range",
    candles: "Candles",
    parameters: "Parameters",
    cash: "Cash at the start",
    takerFee: "Fee, taker",
    makerFee: "Fee, maker",
    slippage: "Slippage",
    slippageEntry: "at the entry",
    slippageEvery: "at every fill",
    sizing: "Size of an entry",
    sizings: {
      all: "all that is free",
      fraction: "{value} % of what is free",
      units: "{value} units",
      amount: "for {value}",
      risk: "{value} % of the equity lost at the stop",
      strategy: "as the strategy says",
      unsaid: "as the strategy says, else all that is free",
    },
    fill: "Orders fill",
    fillNextOpen: "at the next open",
    fillClose: "at the close",
    maxEntries: "Entries a position",
    canShort: "Short selling",
    finalize: "Closed at the end",
    quantityStep: "Step of quantities",
    minNotional: "Smallest entry",
    yes: "yes",
    no: "no",
  },
  cautions: {
    noFees: "Without fees: no exchange trades for nothing.",
    fewTrades: "Few trades ({count}): what they show may be chance.",
    ambiguous: "{count} candles reached both stop and target; the stop was taken to come first.",
    denied: "{count} entries were denied: too little money, or below the market's minimum.",
    ruined: "The equity fell to 0, and the run ended there.",
    open: "{count} entries are still open: their result is not a trade yet.",
    behindHold: "Buying and holding would have earned more.",
    shorter: "Less than was asked for: there were candles only from {from} to {to} (UTC).",
    fewDays: "Few days ({count}): what is reckoned by the year (annual return, Sharpe, Sortino, Calmar) says little.",
  },
  madeBy: "Backtest by Aristobot. The past promises nothing.",
  utc: "All times are UTC.",
};
