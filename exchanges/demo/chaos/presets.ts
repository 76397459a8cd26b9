/** Plans by name, and plans as they are written on a command line. */
import { type ChaosOptions, type ChaosPlan, chaosPlan } from "./plan.ts";

/** A rather bad day, which a careful client gets through without a gap. */
export const MILD: ChaosOptions = {
  drop: 0.002,
  duplicate: 0.005,
  delay: 0.005,
  reorder: 0.005,
  serverError: 0.01,
  tooMany: 0.005,
  slow: 0.02,
  unknownOutcome: 0.01,
  lostAnswer: 0.01,
  userDuplicate: 0.01,
  userReorder: 0.01,
  silentFill: 0.01,
  silences: 0.5,
  cuts: 1,
  refusals: 0.5,
  maintenances: 0.1,
};

/** Everything goes wrong, often: the exchange's clock and its markets as well. */
export const WILD: ChaosOptions = {
  drop: 0.02,
  duplicate: 0.02,
  delay: 0.02,
  reorder: 0.02,
  serverError: 0.1,
  tooMany: 0.05,
  slow: 0.1,
  unknownOutcome: 0.05,
  lostAnswer: 0.05,
  userDuplicate: 0.05,
  userReorder: 0.05,
  silentFill: 0.1,
  silences: 6,
  cuts: 12,
  refusals: 4,
  maintenances: 1,
  clockJumps: 1,
  halts: 0.5,
};

const PRESETS: Readonly<Record<string, ChaosOptions>> = { mild: MILD, wild: WILD };
const NAMES = Object.keys(chaosPlan.shape);

/**
 * Reads `mild`, `wild`, `drop=0.01,cuts=2`, or a name with changes: `mild,seed=7,halts=1`.
 * @throws {TypeError} naming the part that is wrong and what was expected.
 */
export function parseChaos(text: string): ChaosPlan {
  let options: ChaosOptions = {};
  for (const part of text.split(",").map((part) => part.trim())) options = { ...options, ...partOf(part) };
  const checked = chaosPlan.safeParse(options);
  if (checked.success) return checked.data;
  const { path, message } = checked.error.issues[0]!;
  throw new TypeError(`Cannot use --chaos "${text}": ${path.length === 0 ? "" : `${path.join(".")}: `}${message}`);
}

function partOf(part: string): ChaosOptions {
  const preset = Object.hasOwn(PRESETS, part) ? PRESETS[part] : undefined;
  if (preset !== undefined) return preset;
  const [name = "", value = "", more] = part.split("=");
  if (!NAMES.includes(name) || more !== undefined || value.trim() === "" || Number.isNaN(Number(value))) {
    throw new TypeError(
      `Cannot use "${part}" in --chaos: expected mild, wild, or name=number with one of ${NAMES.join(", ")}`,
    );
  }
  return { [name]: Number(value) };
}
