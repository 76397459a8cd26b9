/** Accounts at exchanges. What changes credentials needs a session: no program hands out or takes over keys. */
import { z } from "zod";
import type { BrokerForm, Invalid, Trial } from "../broker_services.ts";
import type { Services } from "../services.ts";
import { textsOf } from "../i18n/mod.ts";
import { ProblemError } from "./problem.ts";
import { type ApiRoute, route } from "./route.ts";
import { broker, brokerForm, brokerId, exchange, savedBroker, trial } from "./schemas.ts";

/** Routes of brokers. */
export const brokerRoutes: readonly ApiRoute[] = [
  route({
    method: "get",
    path: "/exchanges",
    needs: "read",
    tag: "brokers",
    summary: "The exchanges that can be chosen, with the fields that each asks for",
    status: 200,
    answer: z.array(exchange),
  }, ({ services }) => services.brokers.exchanges()),
  route({
    method: "get",
    path: "/brokers",
    needs: "read",
    tag: "brokers",
    summary: "One's accounts at exchanges",
    status: 200,
    answer: z.array(broker),
  }, ({ services }) => services.brokers.list()),
  route({
    method: "post",
    path: "/brokers",
    needs: "session",
    tag: "brokers",
    summary: "Tests an account at an exchange, and stores it when it passed",
    body: brokerForm,
    status: 201,
    answer: savedBroker,
    problems: [422],
  }, ({ services, body }) => save(services, body, null)),
  route({
    method: "post",
    path: "/brokers/test",
    needs: "session",
    tag: "brokers",
    summary: "Signs in at an exchange for a look; nothing is stored",
    body: brokerForm.extend({
      brokerId: z.uuid().nullable().default(null).meta({
        description: "Whose stored credentials fill in what the form leaves empty",
      }),
    }),
    status: 200,
    answer: trial,
    problems: [404, 422],
  }, async ({ services, body: { brokerId, ...form } }) => {
    const found = await services.brokers.test(form, brokerId);
    if (found.outcome === "invalid") throw invalid(found);
    return found;
  }),
  route({
    method: "get",
    path: "/brokers/{brokerId}",
    needs: "read",
    tag: "brokers",
    summary: "One account at an exchange",
    params: brokerId,
    status: 200,
    answer: broker,
    problems: [404],
  }, ({ services, params }) => services.brokers.find(params.brokerId)),
  route({
    method: "put",
    path: "/brokers/{brokerId}",
    needs: "session",
    tag: "brokers",
    summary: "Tests what is to be changed, and stores it when it passed",
    params: brokerId,
    body: brokerForm,
    status: 200,
    answer: savedBroker,
    problems: [404, 422],
  }, ({ services, params, body }) => save(services, body, params.brokerId)),
  route({
    method: "delete",
    path: "/brokers/{brokerId}",
    needs: "session",
    tag: "brokers",
    summary: "Removes an account at an exchange with its credentials",
    params: brokerId,
    status: 204,
    problems: [404, 409],
  }, ({ services, params }) => services.brokers.remove(params.brokerId)),
  route({
    method: "put",
    path: "/brokers/{brokerId}/default",
    needs: "trade",
    tag: "brokers",
    summary: "Makes it the default one",
    params: brokerId,
    status: 204,
    problems: [404],
  }, ({ services, params }) => services.brokers.setDefault(params.brokerId)),
  route({
    method: "post",
    path: "/brokers/{brokerId}/symbols",
    needs: "trade",
    tag: "brokers",
    summary: "Begins to load its symbols anew",
    params: brokerId,
    status: 202,
    problems: [404, 409],
  }, ({ services, params }) => services.brokers.loadSymbols(params.brokerId)),
];

async function save({ brokers }: Services, form: BrokerForm, id: string | null) {
  const saved = await brokers.save(form, id);
  if (saved.outcome === "invalid") throw invalid(saved);
  if (saved.outcome === "failed") throw failed(saved.trial);
  const { broker, trial } = saved;
  return { broker, trial };
}

function failed({ failure }: Extract<Trial, { outcome: "failed" }>): ProblemError {
  return new ProblemError(422, `${failure.exchange}: ${failure.words}`, { kind: "exchange-failure", failure });
}

/** What is wrong with a field, by the key of its text. Programs are told in English. */
const WORDS: Readonly<Record<string, string>> = textsOf("en").brokers.invalid;

/** Fields are named as in the form: `credentials.apiKey`. */
function invalid({ fields }: Invalid): ProblemError {
  const errors = Object.entries(fields).map(([field, key]) => ({
    in: "body" as const,
    pointer: `#/${field.replaceAll(".", "/")}`,
    detail: WORDS[key] ?? key,
  }));
  return new ProblemError(422, errors.map(({ pointer, detail }) => `${pointer} ${detail}`).join(", "), {
    kind: "invalid",
    errors,
  });
}
