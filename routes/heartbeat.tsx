/** The market, live: what arrives, what closes, the chart, and the audit of it all. */
import { page } from "fresh";
import { PageTitle } from "../components/page_title.tsx";
import { TIMEFRAMES } from "../domain/timeframe.ts";
import CandleChart from "../islands/candle_chart.tsx";
import FeedAudit from "../islands/feed_audit.tsx";
import RawStream from "../islands/raw_stream.tsx";
import TimeframeBoxes from "../islands/timeframe_boxes.tsx";
import { AUDIT_PAGE } from "../web/services.ts";
import { define } from "../web/state.ts";

export const handler = define.handlers({
  GET: async ({ state: { services } }) => {
    const [snapshot, incidents, coherences] = await Promise.all([
      services.snapshot(),
      services.incidents({ kinds: null, symbol: null, beforeId: null, limit: AUDIT_PAGE }),
      services.coherences(),
    ]);
    return page({ ...snapshot, incidents, coherences });
  },
});

export default define.page<typeof handler>(({ data, state: { language, services, texts } }) => {
  const { symbols } = services.facts;
  return (
    <>
      <PageTitle title={texts.heartbeat.title} />
      <div class="heartbeat-columns">
        <CandleChart language={language} symbols={symbols} timeframes={TIMEFRAMES} />
        <TimeframeBoxes language={language} symbols={symbols} timeframes={TIMEFRAMES} candles={data.candles} />
      </div>
      <RawStream language={language} rows={data.rows} />
      <FeedAudit
        language={language}
        symbols={symbols}
        timeframes={TIMEFRAMES}
        incidents={data.incidents}
        coherences={data.coherences}
        pageSize={AUDIT_PAGE}
      />
    </>
  );
});
