/** A verdict in plain words. */
import { isSound } from "../../domain/strategy_verdict.ts";
import type { Times } from "../../web/times.ts";
import { fill, type Texts } from "../../web/i18n/mod.ts";
import type { Verdict } from "../../web/workshop_services.ts";

type Words = Texts["workshop"];
type Audit = NonNullable<Verdict["lookAhead"]>;

/** How it stands, in one word; the worst first. */
export type Standing = "pending" | "errors" | "lookAhead" | "warmUp" | "unproven" | "sound";

/** How a version stands; null = nothing was found out yet. */
export function standingOf(verdict: Verdict | null): Standing {
  if (verdict === null) return "pending";
  if (verdict.problems.some(({ severity }) => severity === "error")) return "errors";
  if (verdict.lookAhead?.outcome === "failed") return "lookAhead";
  if (verdict.warmUp?.outcome === "failed") return "warmUp";
  const isProven = verdict.lookAhead?.outcome === "passed" && verdict.warmUp?.outcome === "passed";
  return isProven && isSound(verdict) ? "sound" : "unproven";
}

/** The few words of a badge. */
export function badgeText(verdict: Verdict | null, { badge }: Words): string {
  const standing = standingOf(verdict);
  if (standing !== "errors") return badge[standing];
  const count = errorsOf(verdict!).length;
  return count === 1 ? badge.error : fill(badge.errors, { count });
}

/** One thing that was found out. `passed` and `failed` as they read; `open`: nothing can be said. */
export interface Finding {
  readonly name: "compiles" | "lookAhead" | "warmUp";
  readonly outcome: "passed" | "failed" | "open";
  readonly text: string;
}

/** Everything that was found out, in words. */
export function findingsOf(verdict: Verdict, { verdict: words }: Words, times: Times): readonly Finding[] {
  const errors = errorsOf(verdict);
  const [first] = errors;
  if (first !== undefined) {
    const text = fill(errors.length === 1 ? words.compileError : words.compileErrors, {
      count: errors.length,
      line: first.line,
      message: first.message,
    });
    return [
      { name: "compiles", outcome: "failed", text },
      { name: "lookAhead", outcome: "open", text: words.notCompiled },
      { name: "warmUp", outcome: "open", text: words.notCompiled },
    ];
  }
  return [
    { name: "compiles", outcome: "passed", text: words.compiled },
    found("lookAhead", verdict.lookAhead, words, times),
    found("warmUp", verdict.warmUp, words, times),
  ];
}

function found(name: "lookAhead" | "warmUp", audit: Audit | null, words: Words["verdict"], times: Times): Finding {
  if (audit === null) return { name, outcome: "open", text: words.notAudited };
  const { outcome, compared, changed, firstChangedMs, reason } = audit;
  if (outcome === "impossible") {
    return { name, outcome: "open", text: reason === null ? words.undecided : fill(words.impossible, { reason }) };
  }
  if (outcome === "passed") return { name, outcome, text: fill(words[`${name}Passed`], { compared }) };
  const time = firstChangedMs === null ? "?" : `${times.dateTime(firstChangedMs)} ${times.zoneLabel}`;
  const text = fill(words[`${name}Failed`], { compared, changed, time });
  return { name, outcome, text: name === "warmUp" ? `${text} ${needs(audit, words)}` : text };
}

function needs({ candlesNeeded }: Audit, words: Words["verdict"]): string {
  return candlesNeeded === null ? words.warmUpNeedsNone : fill(words.warmUpNeeds, { candles: candlesNeeded });
}

function errorsOf({ problems }: Verdict): Verdict["problems"] {
  return problems.filter(({ severity }) => severity === "error");
}
