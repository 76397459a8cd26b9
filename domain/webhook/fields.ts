/**
 * The fields of a call's body, as text: a JSON object, or a line of text such as `buy BTCUSDT quantity=0.01 stop=29000`.
 * Numbers keep the digits with which they were written. Pure.
 */

/** What may be said, and the ways to spell it; case, `_` and `-` do not count. */
const SPELLINGS = {
  action: ["action", "side"],
  symbol: ["symbol", "ticker"],
  quantity: ["quantity", "qty", "contracts"],
  value: ["value"],
  percent: ["percent"],
  type: ["type", "ordertype"],
  price: ["price", "limit"],
  stopLoss: ["stoploss", "stop", "sl"],
  takeProfit: ["takeprofit", "target", "tp"],
  position: ["position", "marketposition"],
  broker: ["broker", "account"],
  id: ["id"],
  time: ["time", "timestamp"],
  secret: ["secret"],
  comment: ["comment"],
  exchange: ["exchange"],
  interval: ["interval"],
} as const;

/** What may be said. */
export type FieldName = keyof typeof SPELLINGS;
/** What was said, field by field. */
export type Fields = Partial<Record<FieldName, string>>;
/** Something that can be used, or why not, in words. */
export type Read<T> = { readonly value: T } | { readonly refused: string };

const NAMES = new Map<string, FieldName>(
  Object.entries(SPELLINGS).flatMap(([name, spellings]) => spellings.map((one) => [one, name as FieldName] as const)),
);
/** Words without a name stand for these, in this order. */
const UNNAMED = ["action", "symbol"] as const;
const KNOWN = Object.keys(SPELLINGS).filter((name) => name !== "secret").join(", ");
/** A body's text in a refusal has so many characters at most. */
const SHOWN = 60;

/** Takes a body apart. */
export function fieldsOf(body: string): Read<Fields> {
  const text = body.replace(/^\u{FEFF}/u, "").trim();
  if (text === "") return { refused: "the body is empty, expected JSON or text such as: buy BTC/USDT quantity=0.01" };
  return /^[{["]/.test(text) ? fieldsOfJson(text) : fieldsOfText(text);
}

/** A text as it may stand in a refusal. */
export function shownText(text: string): string {
  return `"${text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text}"`;
}

function fieldsOfJson(text: string): Read<Fields> {
  const parsed = parseJson(text);
  if ("refused" in parsed) return parsed;
  const { value } = parsed;
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return { refused: `the body is JSON, but no object, expected one such as {"action": "buy", …}` };
  }
  return gathered(Object.entries(value).filter(([, of]) => of !== null));
}

/** A placeholder without a value is NaN or nothing, which is no JSON: it is then refused by its field's name. */
function parseJson(text: string): Read<unknown> {
  const read = tryJson(text);
  if ("value" in read) return read;
  const mended = tryJson(text.replace(/:\s*(-?NaN|-?Infinity|n\/a|\{\{[^{}"]*\}\}|(?=[,}]))/gi, ': "$1"'));
  return "value" in mended ? mended : { refused: `the body begins like JSON and is none: ${read.refused}` };
}

function tryJson(text: string): Read<unknown> {
  try {
    return { value: JSON.parse(text, asWritten) };
  } catch (error) {
    return { refused: (error as Error).message };
  }
}

function asWritten(_: string, value: unknown, context?: { readonly source?: string }): unknown {
  return typeof value === "number" ? context?.source ?? String(value) : value;
}

function fieldsOfText(text: string): Read<Fields> {
  const words = text.matchAll(/([A-Za-z][\w-]*)\s*[=:]\s*("[^"]*"|[^\s,;]+)|[^\s,;]+/g);
  const pairs: [string, unknown][] = [];
  let unnamed = 0;
  for (const [word, name, value] of words) {
    const isNamed = name !== undefined && (NAMES.has(plain(name)) || word.includes("="));
    if (isNamed) {
      pairs.push([name, value!.replace(/^"(.*)"$/, "$1")]);
      continue;
    }
    const as = UNNAMED[unnamed++];
    if (as === undefined) {
      return {
        refused: `${shownText(word)} has no name, expected an action, a symbol, then pairs such as price=30000`,
      };
    }
    pairs.push([as, word]);
  }
  return gathered(pairs);
}

function gathered(pairs: readonly (readonly [string, unknown])[]): Read<Fields> {
  const fields: Fields = {};
  for (const [spelling, value] of pairs) {
    const name = NAMES.get(plain(spelling));
    if (name === undefined) {
      return { refused: `${shownText(spelling)} is no field, expected some of ${KNOWN}` };
    }
    if (typeof value !== "string") {
      return { refused: `${name} is ${typeOf(value)}, expected text or a number` };
    }
    if (fields[name] !== undefined) return { refused: `${name} is given twice, expected once` };
    fields[name] = value.trim();
  }
  return { value: fields };
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  return typeof value === "boolean" ? String(value) : "an object";
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[_-]/g, "");
}
