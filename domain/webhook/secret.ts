/** The secret that a body may carry where its address has none, and a body without it. Pure. */
import { fieldsOf } from "./fields.ts";

/** What stands in the place of a secret. */
const HIDDEN = "…";

/** The field `secret` of a body, or undefined. */
export function secretOf(body: string): string | undefined {
  const fields = fieldsOf(body);
  return "value" in fields ? fields.value.secret : undefined;
}

/** The body as it may be kept. */
export function withoutSecrets(body: string, secrets: readonly (string | undefined)[]): string {
  return secrets.reduce<string>((text, secret) => secret ? text.replaceAll(secret, HIDDEN) : text, body);
}
