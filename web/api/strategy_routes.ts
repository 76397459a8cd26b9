/** Strategies: their versions, what was found out about them, and what hangs on them. */
import { z } from "zod";
import { parameterSpec } from "../../strategies/parameter.ts";
import { problem, verdict as foundOut } from "../../domain/strategy_verdict.ts";
import { versionHead } from "../../domain/strategy_version.ts";
import { strategyDependents, strategyRow } from "../../db/strategy_rows.ts";
import { parameters, sourceBody, strategyDraft } from "../workshop/bodies.ts";
import { type ApiRoute, route } from "./route.ts";

const strategyId = z.strictObject({ strategyId: z.uuid() });
const made = z.object({ id: z.uuid() });

const strategyVerdict = foundOut.meta({ id: "StrategyVerdict" });
const strategy = z.object({ ...strategyRow.shape, verdict: z.union([strategyVerdict, z.null()]) }).meta({
  id: "Strategy",
});
const version = z.object({
  ...versionHead.pick({ number: true, origin: true, createdMs: true }).shape,
  verdict: z.union([strategyVerdict, z.null()]),
}).meta({ id: "StrategyVersion" });
const strategyView = z.object({
  ...strategy.shape,
  source: z.string(),
  parameters,
  versions: z.array(version),
}).meta({ id: "StrategyView" });

const draft = z.strictObject({
  ...strategyDraft.shape,
  description: strategyDraft.shape.description.default(""),
  parameters: strategyDraft.shape.parameters.default({}),
  origin: strategyDraft.shape.origin.default("import"),
}).meta({ id: "StrategyDraft" });

/** Routes of strategies. */
export const strategyRoutes: readonly ApiRoute[] = [
  route({
    method: "get",
    path: "/strategies",
    needs: "read",
    tag: "strategies",
    summary: "The strategies of the user, by name",
    status: 200,
    answer: z.object({ strategies: z.array(strategy) }),
  }, async ({ services }) => ({ strategies: await services.workshop.list() })),
  route({
    method: "post",
    path: "/strategies",
    needs: "trade",
    tag: "strategies",
    summary: "Makes a strategy",
    description: "Behind the answer its source is audited; `verdict` of the strategy says later what was found out.",
    body: draft,
    status: 201,
    answer: made,
    problems: [409],
  }, ({ services, body }) => services.workshop.create(body)),
  route({
    method: "post",
    path: "/strategies/check",
    needs: "read",
    tag: "strategies",
    summary: "Says what is wrong with a source, and which parameters it declares; nothing is stored",
    body: z.strictObject(sourceBody.shape),
    status: 200,
    answer: z.object({ problems: z.array(problem), specs: z.array(parameterSpec).nullable() }),
    problems: [429, 503, 504],
  }, ({ services, body }) => services.workshop.check(body.source)),
  route({
    method: "get",
    path: "/strategies/{strategyId}",
    needs: "read",
    tag: "strategies",
    summary: "A strategy with the source of its newest version, and its versions, the newest first",
    params: strategyId,
    status: 200,
    answer: strategyView,
    problems: [404],
  }, ({ services, params }) => services.workshop.open(params.strategyId)),
  route({
    method: "put",
    path: "/strategies/{strategyId}",
    needs: "trade",
    tag: "strategies",
    summary: "Saves a strategy; a source that differs is a new version",
    params: strategyId,
    body: draft,
    status: 200,
    answer: z.object({ version: z.int() }),
    problems: [404, 409],
  }, ({ services, params, body }) => services.workshop.save(params.strategyId, body)),
  route({
    method: "delete",
    path: "/strategies/{strategyId}",
    needs: "trade",
    tag: "strategies",
    summary: "Removes a strategy that is not at work; backtests and orders of it stay",
    params: strategyId,
    status: 204,
    problems: [404, 409],
  }, ({ services, params }) => services.workshop.remove(params.strategyId, false)),
  route({
    method: "get",
    path: "/strategies/{strategyId}/versions/{number}",
    needs: "read",
    tag: "strategies",
    summary: "The source of a version",
    params: z.strictObject({ ...strategyId.shape, number: z.coerce.number().int().min(1).max(2 ** 31 - 1) }),
    status: 200,
    answer: z.object({ source: z.string() }),
    problems: [404],
  }, async ({ services, params }) => ({ source: await services.workshop.version(params.strategyId, params.number) })),
  route({
    method: "post",
    path: "/strategies/{strategyId}/duplicate",
    needs: "trade",
    tag: "strategies",
    summary: "Makes a copy of a strategy under the next free name",
    params: strategyId,
    status: 201,
    answer: made,
    problems: [404],
  }, ({ services, params }) => services.workshop.duplicate(params.strategyId)),
  route({
    method: "post",
    path: "/strategies/{strategyId}/upgrade",
    needs: "trade",
    tag: "strategies",
    summary: "Lets those at work go on with the newest version; they keep their positions",
    params: strategyId,
    status: 200,
    answer: z.object({ upgraded: z.int() }),
    problems: [404, 409],
  }, ({ services, params }) => services.workshop.upgrade(params.strategyId)),
  route({
    method: "get",
    path: "/strategies/{strategyId}/dependents",
    needs: "read",
    tag: "strategies",
    summary: "What hangs on a strategy",
    params: strategyId,
    status: 200,
    answer: strategyDependents,
    problems: [404],
  }, ({ services, params }) => services.workshop.dependents(params.strategyId)),
];
