/** Whether something befalls a request, drawn from the plan's seed and the number of the request. */
import { hash32, randomFrom } from "../random.ts";
import { lengthOf } from "./frame_fault.ts";
import type { ChaosPlan } from "./plan.ts";

/** What befalls a request. */
export interface AnswerFault {
  /** It is answered with this HTTP status instead; null = with what was asked. */
  readonly status: 429 | 500 | 502 | 503 | 504 | null;
  /** It is answered so much later, ms of the machine's clock. */
  readonly lateMs: number;
}

const ANSWER_SALT = 31;
const SERVER_ERRORS = [500, 502, 503, 504] as const;

/** The fault of a request; `number` counts the requests since the plan was set. */
export function answerFault(plan: ChaosPlan, number: number): AnswerFault {
  const random = randomFrom(hash32(plan.seed, ANSWER_SALT, number));
  const [fate, which, lateness] = [random(), random(), random()];
  const status = fate < plan.serverError
    ? SERVER_ERRORS[Math.floor(which * SERVER_ERRORS.length)]!
    : fate < plan.serverError + plan.tooMany
    ? 429
    : null;
  return { status, lateMs: lateness < plan.slow ? lengthOf(plan.slowMs, random) : 0 };
}
