/** An OpenAPI document as people read it: rooms, what may be asked there, and the shapes of what is told. */
import type { ApiDocument } from "../web/api/document.ts";
import { PROBLEM_KINDS } from "../web/api/problem.ts";
import type { Texts } from "../web/i18n/mod.ts";
import { Panel } from "./panel.tsx";

/** What is read of a JSON Schema. */
interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly additionalProperties?: Schema | boolean;
  readonly description?: string;
}

interface Operation {
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description?: string;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly schema: Schema;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: Schema }>> }>
  >;
}

interface DocsProps {
  readonly document: ApiDocument;
  readonly texts: Texts["tokens"]["api"];
}

/** The whole document, without any script. */
export function ApiDocs({ document, texts }: DocsProps) {
  const base = document.servers?.[0]?.url ?? "";
  const all = Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, Operation>).map(([method, operation]) => ({ method, path, operation }))
  );
  const shapes = Object.entries(document.components?.schemas ?? {}) as [string, Schema][];
  return (
    <div class="api-docs" lang="en">
      {(document.tags ?? []).map(({ name, description }) => (
        <Panel key={name} title={name} aside={<span class="quiet">{description}</span>}>
          {all.filter(({ operation }) =>
            operation.tags.includes(name)
          ).map(({ method, path, operation }) => (
            <details key={method + path}>
              <summary>
                <code>{method.toUpperCase()} {base + path}</code> <span>{operation.summary}</span>
              </summary>
              <OperationText operation={operation} texts={texts} />
            </details>
          ))}
        </Panel>
      ))}
      <Panel title={texts.problems} aside={<span class="quiet">{texts.problemsText}</span>}>
        <dl>
          {Object.entries(PROBLEM_KINDS).map(([kind, title]) => [
            <dt key={kind} id={kind}>
              <code>{kind}</code>
            </dt>,
            <dd key={`${kind} title`}>{title}</dd>,
          ])}
        </dl>
      </Panel>
      <Panel title={texts.shapes}>
        {shapes.map(([name, schema]) => (
          <details key={name} id={`shape-${name}`}>
            <summary>
              <code>{name}</code>
            </summary>
            <Shape schema={schema} texts={texts} />
          </details>
        ))}
      </Panel>
    </div>
  );
}

function OperationText({ operation, texts }: { readonly operation: Operation; readonly texts: DocsProps["texts"] }) {
  const { description, security, parameters = [], requestBody, responses } = operation;
  const scope = security.find((one) => "token" in one)?.token?.[0];
  const needs = scope === "read" || scope === "trade" ? scope : "session";
  const body = requestBody?.content["application/json"]?.schema;
  const [status, told] = Object.entries(responses)[0]!;
  const answer = told.content?.["application/json"]?.schema;
  return (
    <div class="api-operation">
      {description && <p>{description}</p>}
      <p class="quiet" lang={undefined}>{texts.needs[needs]}</p>
      {parameters.length > 0 && (
        <>
          <h3>{texts.parameters}</h3>
          <dl>
            {parameters.map(({ name, in: place, required, schema }) => [
              <dt key={name}>
                <code>{name}</code> <span class="quiet">{place}{required ? `, ${texts.required}` : ""}</span>
              </dt>,
              <dd key={`${name} type`}>{typeOf(schema)} {schema.description}</dd>,
            ])}
          </dl>
        </>
      )}
      {body && (
        <>
          <h3>{texts.body}</h3>
          <Shape schema={body} texts={texts} />
        </>
      )}
      <h3>{texts.answer} {status}</h3>
      {answer ? <Shape schema={answer} texts={texts} /> : <p class="quiet">{texts.nothing}</p>}
    </div>
  );
}

/** An object by its fields; all else by its type. */
function Shape({ schema, texts }: { readonly schema: Schema; readonly texts: DocsProps["texts"] }) {
  const fields = Object.entries(schema.properties ?? {});
  if (fields.length === 0) return <p>{typeOf(schema)}</p>;
  return (
    <dl>
      {fields.map(([name, field]) => [
        <dt key={name}>
          <code>{name}</code> {schema.required?.includes(name) && <span class="quiet">{texts.required}</span>}
        </dt>,
        <dd key={`${name} type`}>{typeOf(field)} {field.description}</dd>,
      ])}
    </dl>
  );
}

/** A type in a few words, such as `string (uuid)`, `"buy" | "sell"`, `Order[]`. */
function typeOf(schema: Schema): string {
  if (schema.$ref) return schema.$ref.split("/").at(-1) ?? "";
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  const parts = schema.anyOf ?? schema.oneOf;
  if (parts) return parts.map(typeOf).join(" | ");
  if (schema.items) return `${typeOf(schema.items)}[]`;
  if (schema.properties) {
    const fields = Object.entries(schema.properties).map(([name, field]) => `${name}: ${typeOf(field)}`);
    return `{ ${fields.join(", ")} }`;
  }
  const name = [schema.type ?? "any"].flat().join(" | ");
  return schema.format ? `${name} (${schema.format})` : name;
}
