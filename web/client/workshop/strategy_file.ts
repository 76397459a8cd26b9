/** Sources as files: what may be imported, and how an exported one is called. */
import { fill, type Texts } from "../../i18n/mod.ts";

/** A source may have this many bytes; a request carries no more. */
export const MOST_BYTES = 48 * 1024;
/** A name may have this many characters. */
export const MOST_NAME = 100;

/** A file that was read. */
export interface SourceFile {
  readonly file: string;
  readonly name: string;
  readonly source: string;
}

/** What is wrong with a file, in words, or what it holds. */
export async function readSourceFile(
  file: File,
  faults: Texts["workshop"]["faults"],
): Promise<{ readonly fault: string } | SourceFile> {
  const { name, size } = file;
  if (!/\.ts$/i.test(name)) return { fault: fill(faults.notTypeScript, { file: name }) };
  if (size > MOST_BYTES) return { fault: fill(faults.tooLarge, { file: name, ...inKilobytes(size) }) };
  const source = textOf(await file.arrayBuffer());
  if (source === null) return { fault: fill(faults.notText, { file: name }) };
  if (source.trim() === "") return { fault: fill(faults.empty, { file: name }) };
  return { file: name, name: name.slice(0, -3).slice(0, MOST_NAME), source };
}

/** What is wrong with a source that is to be saved; null = nothing. */
export function sourceFault(source: string, faults: Texts["workshop"]["faults"]): string | null {
  const size = new TextEncoder().encode(source).length;
  return size > MOST_BYTES ? fill(faults.sourceLarge, inKilobytes(size)) : null;
}

/** What is wrong with a strategy's name; null = nothing. */
export function nameFault(name: string, faults: Texts["workshop"]["faults"]): string | null {
  if (name.trim() === "") return faults.nameMissing;
  return name.length > MOST_NAME ? fill(faults.nameLong, { most: MOST_NAME }) : null;
}

/** `NAME.ts`, without what a file's name cannot hold. */
export function fileNameOf(name: string): string {
  return `${name.replaceAll(/[^\p{L}\p{N} ._-]+/gu, "_").trim() || "strategy"}.ts`;
}

function textOf(bytes: ArrayBuffer): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes).replaceAll("\r\n", "\n");
  } catch (error) {
    if (error instanceof TypeError) return null; // how a decoder says that it is not UTF-8
    throw error;
  }
}

function inKilobytes(size: number): { size: number; most: number } {
  return { size: Math.ceil(size / 1024), most: MOST_BYTES / 1024 };
}

/** Hands a source to the browser's downloads. */
export function downloadSource(name: string, source: string): void {
  const address = URL.createObjectURL(new Blob([source], { type: "text/plain" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = fileNameOf(name);
  link.click();
  URL.revokeObjectURL(address);
}
