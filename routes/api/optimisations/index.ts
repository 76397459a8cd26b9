/** Starts a search for parameters. */
import { HttpError } from "fresh";
import { optimisationRequest } from "../../../domain/backtest/request.ts";
import { checkSearch } from "../../../domain/backtest/search.ts";
import { jsonOf } from "../../../web/json_body.ts";
import { define } from "../../../web/state.ts";

export const handler = define.handlers({
  POST: async ({ req, state: { services } }) => {
    const request = optimisationRequest.parse(await jsonOf(req));
    try {
      checkSearch(request);
    } catch (error) {
      if (error instanceof RangeError) throw new HttpError(400, error.message);
      throw error;
    }
    return Response.json(await services.backtests.optimise(request), { status: 201 });
  },
});
