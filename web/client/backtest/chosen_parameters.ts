/** The values of parameters that somebody chose; the rest has its defaults. */
import type { Parameters } from "../../workshop_services.ts";

/** With another value of one; undefined = its default. */
export function withParameter(chosen: Parameters, name: string, value: Parameters[string] | undefined): Parameters {
  const { [name]: _, ...others } = chosen;
  return value === undefined ? others : { ...others, [name]: value };
}
