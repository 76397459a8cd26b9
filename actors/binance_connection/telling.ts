/** How flows and the state of the connection are told. */
import type { Flow } from "../exchange_connection/subscriptions.ts";
import type { Channel, ConnectionInfo, MarketDataEvent } from "../exchange_connection_protocol.ts";
import { connections, marketData } from "../topics.ts";
import type { Context, State } from "./state.ts";

/** Hands what was heard to the flows. */
export function tell(state: State, channel: Channel, event: MarketDataEvent, ctx: Context): void {
  for (const { flow, inMs } of state.subscriptions.hear(channel, event, ctx.clock.now())) tellFlow(flow, inMs, ctx);
}

/** At once, or when its pace allows. */
export function tellFlow(flow: Flow, inMs: number, ctx: Context): void {
  if (inMs === 0) publish(flow, ctx);
  else ctx.after(inMs, "TellFlow", { key: flow.key });
}

/** What is new of a flow. */
export function publish(flow: Flow, ctx: Context): void {
  for (const event of flow.take(ctx.clock.now())) ctx.publish(marketData.key(flow.key), event);
}

/** Goes over to a state, and says so where it is another one. */
export function tellState(state: State, to: ConnectionInfo["state"], ctx: Context): void {
  if (!state.status.to(to, ctx.clock.now())) return;
  ctx.log.info("The connection has another state", { exchange: state.args.exchange, state: to });
  ctx.publish(connections.key(ctx.self.path), infoOf(state));
}

/** How the connection is. */
export function infoOf({ status, client, account, subscriptions }: State): ConnectionInfo {
  const pictures = [...client.streams.connections(), ...(account ? [account.picture] : [])];
  status.sockets = pictures.reduce((sum, { sockets }) => sum + sockets, 0);
  return status.info(subscriptions);
}
