/** The values that a strategy's parameters have. */
import type { Texts } from "../../web/i18n/mod.ts";
import type { Parameters, ParameterSpec, ParameterValue } from "../../web/workshop_services.ts";
import { ParameterForm } from "../backtest/parameter_form.tsx";

interface ParametersProps {
  /** What the source declares; null where it could not be loaded. */
  readonly specs: readonly ParameterSpec[] | null;
  readonly values: Parameters;
  readonly texts: Texts;
  readonly change: (values: Parameters) => void;
}

/** A form made of what is declared. */
export function ParametersPanel({ specs, values, texts, change }: ParametersProps) {
  const { parameters: words } = texts.workshop;
  return (
    <div class="panel-text">
      <p class="quiet">{words.hint}</p>
      {specs === null ? <p class="quiet">{words.unknown}</p> : (
        <ParameterForm
          specs={specs}
          values={values}
          change={(name, value) => change(withValue(values, name, value))}
          texts={texts}
        />
      )}
    </div>
  );
}

/** `undefined` = back to its default. */
function withValue(values: Parameters, name: string, value: ParameterValue | undefined): Parameters {
  const { [name]: _before, ...others } = values;
  return value === undefined ? others : { ...others, [name]: value };
}
