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
  const shapes = new Map(Object.entries((document.components?.schemas ?? {}) as Record<string, Schema>));
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
              <OperationText operation={operation} shapes={shapes} texts={texts} />
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
        {[...shapes].map(([name, schema]) => (
          <details key={name} id={`shape-${name}`}>
            <summary>
              <code>{name}</code>
            </summary>
            <Shape schema={schema} shapes={shapes} texts={texts} />
          </details>
        ))}
      </Panel>
    </div>
  );
}

interface OperationProps {
  readonly operation: Operation;
  readonly shapes: ReadonlyMap<string, Schema>;
  readonly texts: DocsProps["texts"];
}

function OperationText({ operation, shapes, texts }: OperationProps) {
  const { description, security, parameters = [], requestBody, responses } = operation;
  const scope = security.find((one) => "token" in one)?.token?.[0];
  const needs = scope === "read" || scope === "trade" ? scope : "session";
  const body = requestBody?.content["application/json"]?.schema;
  const [status, told] = Object.entries(responses)[0]!;
  const answer = told.content?.["application/json"]?.schema;
  return (
    <div class="api-operation">
      {description && <p>{description}</p>}
      <p class="quiet">{texts.needs[needs]}</p>
      {parameters.length > 0 && (
        <>
          <h3>{texts.parameters}</h3>
          <dl>
            {parameters.map(({ name, in: place, required, schema }) => (
              <Field key={name} name={name} schema={schema} note={required ? `${place}, ${texts.required}` : place} />
            ))}
          </dl>
        </>
      )}
      {body && (
        <>
          <h3>{texts.body}</h3>
          <Shape schema={body} shapes={shapes} texts={texts} />
        </>
      )}
      <h3>{texts.answer} {status}</h3>
      {answer ? <Shape schema={answer} shapes={shapes} texts={texts} /> : <p class="quiet">{texts.nothing}</p>}
    </div>
  );
}

interface ShapeProps {
  readonly schema: Schema;
  /** Those that have a name. */
  readonly shapes: ReadonlyMap<string, Schema>;
  readonly texts: DocsProps["texts"];
}

/** An object by its fields, below its name where it has one; all else by its type. */
function Shape({ schema, shapes, texts }: ShapeProps) {
  const of = schema.items ?? schema;
  const { properties = {}, required } = of.$ref ? shapes.get(nameOf(of.$ref)) ?? of : of;
  const fields = Object.entries(properties);
  const isNamed = of.$ref !== undefined || schema.items !== undefined;
  return (
    <>
      {(isNamed || fields.length === 0) && <p>{typeOf(schema)}</p>}
      {fields.length > 0 && (
        <dl>
          {fields.map(([name, field]) => (
            <Field key={name} name={name} schema={field} note={required?.includes(name) ? texts.required : null} />
          ))}
        </dl>
      )}
    </>
  );
}

/** One entry of a list: what it is called, what is to be said beside its name, and what it holds. */
function Field({ name, schema, note }: { name: string; schema: Schema; note: string | null }) {
  return (
    <>
      <dt>
        <code>{name}</code> {note !== null && <span class="quiet">{note}</span>}
      </dt>
      <dd>{typeOf(schema)} {schema.description}</dd>
    </>
  );
}

function nameOf(ref: string): string {
  return ref.split("/").at(-1) ?? "";
}

/** A type in a few words, such as `string (uuid)`, `"buy" | "sell"`, `Order[]`. */
function typeOf(schema: Schema): string {
  if (schema.$ref) return nameOf(schema.$ref);
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
