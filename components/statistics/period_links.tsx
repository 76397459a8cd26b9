/** A press away: today, this month, and what else is asked for every day. */
import type { Texts } from "../../web/i18n/mod.ts";
import { USUAL_PERIODS, type UsualPeriod } from "../../web/statistics_periods.ts";
import { searchOf, type StatisticsForm } from "../../web/statistics_query.ts";

interface LinksProps {
  readonly form: StatisticsForm;
  readonly firstDays: Readonly<Record<UsualPeriod, string | undefined>>;
  readonly texts: Texts["statistics"]["periods"];
}

/** Links that keep what else is chosen. */
export function PeriodLinks({ form, firstDays, texts }: LinksProps) {
  return (
    <nav class="choice statistics-periods" aria-label={texts.label}>
      {USUAL_PERIODS.map((name) => (
        <a
          key={name}
          href={`/statistics${searchOf({ ...form, from: firstDays[name], to: undefined })}`}
          {...form.from === firstDays[name] && form.to === undefined && { "aria-current": "page" as const }}
        >
          {texts[name]}
        </a>
      ))}
    </nav>
  );
}
