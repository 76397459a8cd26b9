/** The executions that the page of statistics counts, as a file. */
import { UTC } from "../../domain/time_zone.ts";
import { define } from "../../web/state.ts";
import { statisticsCsv } from "../../web/statistics_csv.ts";
import { queryOf, statisticsForm } from "../../web/statistics_query.ts";

export const handler = define.handlers({
  GET: async ({ url, state: { services, house, viewer } }) => {
    const form = statisticsForm.parse(Object.fromEntries(url.searchParams));
    const preferences = viewer === null ? undefined : await house.preferencesOf(viewer.userId);
    const { rows, authors } = await services.statistics.executions(queryOf(form, preferences?.timeZone ?? UTC));
    return new Response(statisticsCsv(rows, authors), {
      headers: {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": 'attachment; filename="aristobot-executions.csv"',
        "cache-control": "no-store",
      },
    });
  },
});
