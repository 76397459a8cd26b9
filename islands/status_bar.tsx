/** The status bar: how the platform is doing, on every page; it starts the live connection. */
import { useEffect } from "preact/hooks";
import type { StrategyStatus } from "../domain/active_strategy.ts";
import type { RunProgress } from "../domain/backtest/request.ts";
import type { HeartbeatStatus } from "../domain/heartbeat.ts";
import { jobLine, jobs, jobText, takeJob } from "../web/client/jobs.ts";
import { connect } from "../web/client/live_connection.ts";
import {
  connection,
  runs as liveRuns,
  seed,
  status as liveStatus,
  strategies as liveStrategies,
  useLive,
} from "../web/client/store.ts";
import { onEvent } from "../web/client/store.ts";
import { hasLive } from "../web/client/stake.ts";
import { toastNotice } from "../web/client/toasts.ts";
import { count } from "../web/format.ts";
import { fill, type Language, type Texts, textsOf } from "../web/i18n/mod.ts";
import type { Environment, HouseFacts } from "../web/services.ts";
import { useTimes } from "../web/zone.ts";

interface StatusBarProps {
  readonly language: Language;
  readonly facts: HouseFacts;
  /** One of the user's accounts can move real money. */
  readonly hasLive: boolean;
  readonly status: HeartbeatStatus | null;
  readonly strategies: readonly StrategyStatus[];
  readonly runs: readonly RunProgress[];
}

export default function StatusBar({ language, facts, ...rendered }: StatusBarProps) {
  const { status: texts, brokers } = textsOf(language);
  useEffect(() => {
    seed({ status: rendered.status, strategies: [...rendered.strategies], runs: [...rendered.runs] });
    const ends = [onEvent("notice", (notice) => toastNotice(notice, performance.now())), onEvent("job", takeJob)];
    connect();
    return () => ends.forEach((end) => end());
  }, []);
  const environment = useEnvironment(useLive(hasLive, rendered.hasLive) ? "live" : facts.environment);
  const status = useLive(liveStatus, rendered.status);
  const strategies = [...useLive(liveStrategies, rendered.strategies).values()];
  const runs = useLive(liveRuns, new Map(rendered.runs.map((run) => [run.id, run]))).size;
  const running = strategies.filter((strategy) => strategy.state !== "suspended" && strategy.state !== "halted").length;
  return (
    <>
      <ul class="lights" aria-label={texts.label}>
        <EnvironmentBadge environment={environment} speed={facts.marketSpeed} texts={texts} />
        <Light tone={running > 0 ? "good" : "off"} text={runningText(texts, running, language)} />
        <MarketLights status={status} texts={texts} language={language} />
        <JobLight runs={runs} texts={texts} jobTexts={brokers.jobs} language={language} />
        {facts.loopbackOnly && <Light tone="lock" text={texts.loopback} hint={texts.loopbackHint} />}
      </ul>
      <p class="lost" role="status" aria-live="assertive">{connection.value === "lost" && <span>{texts.lost}</span>}</p>
    </>
  );
}

/** The whole page wears the colours of the environment. */
function useEnvironment(of: Environment): Environment {
  useEffect(() => document.querySelector(".shell")?.setAttribute("data-environment", of), [of]);
  return of;
}

interface BadgeProps {
  readonly environment: Environment;
  /** Of the market's clock, beside that of the wall. */
  readonly speed: number;
  readonly texts: Texts["status"];
}

function EnvironmentBadge({ environment, speed, texts }: BadgeProps) {
  const name = texts[environment];
  const hurries = speed === 1 ? "" : ` ${fill(texts.marketSpeed, { speed })}`;
  return (
    <li class={`environment ${environment}`} title={fill(texts.environmentHint, { name }) + hurries}>
      {name}
      {speed !== 1 && <span class="speed">×{speed}</span>}
    </li>
  );
}

function runningText(texts: Texts["status"], running: number, language: Language): string {
  if (running === 0) return texts.strategiesNone;
  return running === 1 ? texts.strategiesOne : fill(texts.strategiesMany, { count: count(running, language) });
}

interface MarketProps {
  readonly status: HeartbeatStatus | null;
  readonly texts: Texts["status"];
  readonly language: Language;
}

function MarketLights({ status, texts, language }: MarketProps) {
  const { secondTime } = useTimes();
  if (status === null) return <Light tone="off" text={texts.unknown} />;
  const time = status.lastMessageMs === null ? "–" : secondTime(status.lastMessageMs);
  const connected = fill(texts.connectedTo, { exchange: status.exchange, time });
  const repaired = fill(texts.repaired, { count: count(status.repairedCandles, language) });
  return (
    <>
      <Light
        tone={status.connected ? "pulse" : "bad"}
        text={status.connected ? texts.heartbeatActive : texts.heartbeatSilent}
        hint={status.error ?? connected}
      />
      <Light
        tone={status.coherent ? "good" : "bad"}
        text={status.coherent ? texts.coherent : texts.incoherent}
        hint={repaired}
      />
    </>
  );
}

interface JobProps {
  /** Backtests and searches that have not ended. */
  readonly runs: number;
  readonly texts: Texts["status"];
  readonly jobTexts: Texts["brokers"]["jobs"];
  readonly language: Language;
}

function JobLight({ runs, texts, jobTexts, language }: JobProps) {
  const all = jobs.value;
  const last = all.at(-1);
  const waits = runs > 0 || all.some(({ state }) => state === "running");
  const tone = waits ? "waits" : last?.state === "failed" ? "bad" : last ? "good" : "off";
  const line = [runsText(texts, runs, language), jobLine(all, jobTexts)].filter((text) => text !== null).join(" · ");
  return (
    <Light
      tone={tone}
      text={line || texts.jobsNone}
      hint={all.map((job) => jobText(job, jobTexts)).join("\n")}
    />
  );
}

function runsText(texts: Texts["status"], runs: number, language: Language): string | null {
  if (runs === 0) return null;
  return runs === 1 ? texts.runsOne : fill(texts.runsMany, { count: count(runs, language) });
}

function Light({ tone, text, hint }: { tone: string; text: string; hint?: string }) {
  return (
    <li class={`light ${tone}`} title={hint}>
      <i aria-hidden="true" />
      {text}
    </li>
  );
}
