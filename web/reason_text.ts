/** Why an order ended, in the user's language: what the platform says itself; an exchange's own words stay as they are. */
import { price } from "./format.ts";
import { fill, type Language, textsOf } from "./i18n/mod.ts";

/** What the platform writes down of orders, by the name of its text; `(?<…>)` are the text's places. */
const SAID: readonly (readonly [name: keyof ReturnType<typeof textsOf>["bot"]["reasons"], RegExp])[] = [
  ["onRequest", /^canceled on request$/],
  ["atExchange", /^canceled at the exchange$/],
  ["group", /^the other order of its group was filled$/],
  ["rejected", /^rejected by the exchange$/],
  ["closed", /^closed by the exchange before it was filled$/],
  ["unanswered", /^the order desk did not answer in time$/],
  ["killed", /^your kill switch is on$/],
  ["liveOff", /^the live switch of (?<name>.+) is off: turn it on before it trades real money$/],
  ["market", /^(?<symbol>\S+) is not among the markets that you allow: (?<allowed>.+)$/],
  ["tooMany", /^(?<count>\d+) orders were placed within a minute; your limit is (?<limit>\d+)$/],
  ["position", /^the position in (?<symbol>\S+) would be worth (?<worth>.+); your limit is (?<limit>.+)$/],
  ["dailyLoss", /^(?<lost>.+) were lost today; your limit is (?<limit>.+)$/],
  ["drawdown", /^your profit has fallen by (?<fallen>.+) from its highest; your limit is (?<limit>.+)$/],
  ["coolDown", /^(?<count>\d+) losses in a row: nothing opens for another (?<minutes>\d+) min$/],
];

/** Which order it is about: whoever reads it stands before that order. */
const OF_ORDER = /^Cannot place order "[^"]*": /;

const AMOUNT = /^(-?\d+(?:\.\d+)?) ([A-Z0-9]+)$/;

/** The reason in words of the language; one that is not known stays as it is. */
export function reasonText(reason: string, language: Language): string {
  const { reasons } = textsOf(language).bot;
  const why = reason.replace(OF_ORDER, "");
  for (const [name, pattern] of SAID) {
    const found = pattern.exec(why);
    if (found) return fill(reasons[name], writtenOut(found.groups ?? {}, language));
  }
  return why;
}

/** Amounts with their currency as people read them; all else as it is. */
function writtenOut(places: Readonly<Record<string, string>>, language: Language): Record<string, string> {
  return Object.fromEntries(
    Object.entries(places).map(([name, text]) => {
      const [, amount, currency] = AMOUNT.exec(text) ?? [];
      return [name, amount === undefined ? text : `${price(amount, language)} ${currency}`];
    }),
  );
}
