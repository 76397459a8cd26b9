/** The kill switch as the page knows it. */
import { signal } from "@preact/signals";
import type { KillState, RiskView } from "../risk_services.ts";
import { onEvent, onMissed } from "./store.ts";
import { type Answer, getJson, postJson } from "./trading/ask.ts";

/** Undefined = only the server has said so; null = off. */
export const kill = signal<KillState | null | undefined>(undefined);

const ADDRESS = "/account/risk";

/** Asks how it stands; where nothing is heard, what is known stays. */
export async function lookAtKill(): Promise<void> {
  const answer = await getJson<RiskView>(ADDRESS);
  if (answer.ok) kill.value = answer.value.kill;
}

/** Follows it until the returned function is called: also what happened before the page began to hear. */
export function followKill(): () => void {
  const ends = [
    onEvent("notice", ({ key }) => {
      if (key.startsWith("guard_kill") || key === "guard_released") void lookAtKill();
    }),
    onMissed(() => void lookAtKill()),
  ];
  return () => ends.forEach((end) => end());
}

/** Turns it on. */
export async function engageKill(sells: boolean): Promise<Answer<KillState>> {
  const answer = await postJson<KillState>(`${ADDRESS}/kill`, { sells });
  if (answer.ok) kill.value = answer.value;
  return answer;
}

/** Turns it off. */
export async function releaseKill(): Promise<Answer<RiskView>> {
  const answer = await postJson<RiskView>(`${ADDRESS}/release`, {});
  if (answer.ok) kill.value = answer.value.kill;
  return answer;
}
