/** A program as one text without imports, so that its process needs neither packages nor an import map nor files. */
import { join } from "node:path";
import { ROOT } from "./root.ts";

/** The address of a program's root module, or the text of one whose imports are addresses. */
export type Program = URL | string;

/** A program as one text. */
export interface Bundle {
  readonly text: string;
  /** The project's files that went in, relative to its folder; packages are not among them. */
  readonly inputs: readonly string[];
}

/** The text of a program's root module. */
export function rootText(program: Program): string {
  return typeof program === "string" ? program : `import ${JSON.stringify(program.href)};`;
}

/**
 * Bundles a program, in a process of its own.
 * @throws {Error} in the bundler's words, when a module of it does not compile or is not there.
 */
export async function bundle(program: Program): Promise<Bundle> {
  const main = new URL("./bundle_main.ts", import.meta.url).href;
  const args = ["run", "-A", "--quiet", "--no-check", `--config=${join(ROOT, "deno.json")}`, main, rootText(program)];
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args, env: { NO_COLOR: "1" } })
    .output();
  if (success) return JSON.parse(new TextDecoder().decode(stdout)) as Bundle;
  throw new Error(`Cannot bundle ${nameOf(program)}: ${new TextDecoder().decode(stderr).trim()}`);
}

/** A short name of a program, fit for a file. */
export function nameOf(program: Program): string {
  const file = typeof program === "string" ? "program" : program.pathname.split("/").at(-1)!;
  return file.replace(/\.[^.]*$/, "").replaceAll(/[^\w-]/g, "_");
}
