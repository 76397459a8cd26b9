/** A backtest as a file: its trades, everything, or a report to be shared. */
import { HttpError } from "fresh";
import { backtestFile, type FileName, FILES } from "../../../web/backtest/files.ts";
import { ofRun } from "../../../web/backtest/queries.ts";
import { define } from "../../../web/state.ts";

export const handler = define.handlers({
  GET: async ({ params, state: { services, language, texts } }) => {
    const { id } = ofRun.parse(params);
    const { file } = params;
    if (!isFile(file)) throw new HttpError(404, `A backtest has no file "${file}": expected ${Object.keys(FILES)}`);
    return await backtestFile(services.backtests, id, file, { language, texts });
  },
});

function isFile(name: string | undefined): name is FileName {
  return name !== undefined && Object.hasOwn(FILES, name);
}
