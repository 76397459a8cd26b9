/** The market, live: what arrives, what closes, and the chart. */
import { page } from "fresh";
import { PageTitle } from "../components/page_title.tsx";
import { TIMEFRAMES } from "../domain/timeframe.ts";
import CandleChart from "../islands/candle_chart.tsx";
import RawStream from "../islands/raw_stream.tsx";
import TimeframeBoxes from "../islands/timeframe_boxes.tsx";
import { define } from "../web/state.ts";

export const handler = define.handlers({ GET: async (ctx) => page(await ctx.state.services.snapshot()) });

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
    </>
  );
});
