/** The status bar: how the platform is doing, on every page; it starts the live connection. */
import { useEffect } from "preact/hooks";
import type { StrategyStatus } from "../domain/active_strategy.ts";
import type { HeartbeatStatus } from "../domain/heartbeat.ts";
import { jobLine, jobs, jobText, takeJob } from "../web/client/jobs.ts";
import { connect } from "../web/client/live_connection.ts";
import { connection, seed, status as liveStatus, strategies as liveStrategies, useLive } from "../web/client/store.ts";
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
}

export default function StatusBar({ language, facts, ...rendered }: StatusBarProps) {
  const { status: texts, brokers } = textsOf(language);
  useEffect(() => {
    seed({ status: rendered.status, strategies: [...rendered.strategies] });
    const ends = [onEvent("notice", toastNotice), onEvent("job", takeJob)];
    connect();
    return () => ends.forEach((end) => end());
  }, []);
  const environment = useEnvironment(useLive(hasLive, rendered.hasLive) ? "live" : facts.environment);
  const status = useLive(liveStatus, rendered.status);
  const strategies = [...useLive(liveStrategies, rendered.strategies).values()];
  const running = strategies.filter((strategy) => strategy.state !== "suspended" && strategy.state !== "halted").length;
  return (
    <>
      <ul class="lights" aria-label={texts.label}>
        <EnvironmentBadge environment={environment} texts={texts} />
        <Light tone={running > 0 ? "good" : "off"} text={runningText(texts, running, language)} />
        <MarketLights status={status} texts={texts} language={language} />
        <JobLight none={texts.jobsNone} texts={brokers.jobs} />
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

function EnvironmentBadge({ environment, texts }: { environment: Environment; texts: Texts["status"] }) {
  const name = texts[environment];
  return (
    <li class={`environment ${environment}`} title={fill(texts.environmentHint, { name })}>
      {name}
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

function JobLight({ none, texts }: { none: string; texts: Texts["brokers"]["jobs"] }) {
  const all = jobs.value;
  const last = all.at(-1);
  const tone = all.some(({ state }) => state === "running") ? "waits" : last?.state === "failed" ? "bad" : "good";
  return (
    <Light
      tone={last ? tone : "off"}
      text={jobLine(all, texts) ?? none}
      hint={all.map((job) => jobText(job, texts)).join("\n")}
    />
  );
}

function Light({ tone, text, hint }: { tone: string; text: string; hint?: string }) {
  return (
    <li class={`light ${tone}`} title={hint}>
      <i aria-hidden="true" />
      {text}
    </li>
  );
}
