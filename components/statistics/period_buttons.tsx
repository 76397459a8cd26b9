/** A press away: today, this month, and what else is asked for every day. */
import type { Texts } from "../../web/i18n/mod.ts";
import { USUAL_PERIODS, type UsualPeriod } from "../../web/statistics_periods.ts";
import type { StatisticsForm } from "../../web/statistics_query.ts";

interface PeriodsProps {
  readonly form: StatisticsForm;
  readonly firstDays: Readonly<Record<UsualPeriod, string | undefined>>;
  readonly texts: Texts["statistics"]["periods"];
}

/** Buttons of a form that keeps what else is chosen: they work without a script. */
export function PeriodButtons({ form: { from, to, ...others }, firstDays, texts }: PeriodsProps) {
  return (
    <form class="choice statistics-periods" method="get" action="/statistics" aria-label={texts.label}>
      {Object.entries(others).map(([name, value]) => value && <input key={name} type="hidden" {...{ name, value }} />)}
      {USUAL_PERIODS.map((name) => (
        <button
          type="submit"
          key={name}
          name="from"
          value={firstDays[name] ?? ""}
          aria-pressed={from === firstDays[name] && to === undefined}
        >
          {texts[name]}
        </button>
      ))}
    </form>
  );
}
