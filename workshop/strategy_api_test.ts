/** The declarations that authors see are what `aristobot/strategy` is: the same names, members, signatures. */
import assert from "node:assert/strict";
import ts from "typescript";
import { API_FILE, libraryTexts } from "./library_texts.ts";

const ROOT = new URL("../", import.meta.url).pathname;
const REAL = `${ROOT}strategies/api.ts`;
/** Of the engine, of the platform's own files, or private: none of an author's business. */
const INTERNAL = /^(#|__@|calculation$|first$|second$)/;

const texts = await libraryTexts();
const host = ts.createCompilerHost({});
const read = host.getSourceFile;
host.getSourceFile = (path, options) =>
  path === API_FILE ? ts.createSourceFile(path, texts[API_FILE]!, options) : read(path, options);
host.fileExists = (path) => path === API_FILE || ts.sys.fileExists(path);
const program = ts.createProgram([REAL, API_FILE], {
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  allowImportingTsExtensions: true,
  noEmit: true,
  strict: true,
  skipLibCheck: true,
  types: [],
}, host);
const checker = program.getTypeChecker();
const told = exportsOf(checker.getAmbientModules().find(({ name }) => name === '"aristobot/strategy"')!);
const real = exportsOf(checker.getSymbolAtLocation(program.getSourceFile(REAL)!)!);

function exportsOf(module: ts.Symbol): Map<string, ts.Symbol> {
  return new Map(checker.getExportsOfModule(module).map((symbol) => [symbol.name, resolved(symbol)]));
}

function resolved(symbol: ts.Symbol): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

/** Whether it is there when the program runs. */
function isValue({ flags }: ts.Symbol): boolean {
  return (flags & ts.SymbolFlags.Value) !== 0;
}

/** A type in the words of the compiler, without where its names are declared. */
function inWords(type: ts.Type): string {
  const flags = ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.UseFullyQualifiedType;
  return checker.typeToString(type, undefined, flags)
    .replace(/import\("[^"]*"\)\.|"aristobot\/strategy"\./g, "")
    .replaceAll("Float64Array<ArrayBufferLike>", "Float64Array")
    .replaceAll("keyof CandleNumbers", "Column")
    .replaceAll(/\{[^{}]*\}(?=: )/g, "candle") // how a function takes its argument apart is its own business
    .replaceAll(/(\?: [^,)]*?) \| undefined/g, "$1"); // what may be left out may be undefined, said or not
}

function declaredAs(symbol: ts.Symbol): string {
  return inWords(checker.getTypeOfSymbol(symbol));
}

/** Members by name with their types, as far as an author may use them. */
function membersOf(symbol: ts.Symbol): Record<string, string> {
  const type = checker.getDeclaredTypeOfSymbol(symbol);
  const members = checker.getPropertiesOfType(type).filter((member) => !isPrivate(member));
  return Object.fromEntries(members.map((member) => [member.name, declaredAs(member)]).toSorted());
}

function isPrivate(member: ts.Symbol): boolean {
  const [declaration] = member.declarations ?? [];
  if (!declaration) return false;
  return INTERNAL.test(member.name) ||
    (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Private) !== 0;
}

Deno.test("what can be imported is what is declared, name by name", () => {
  const names = [...told].filter(([, symbol]) => isValue(symbol)).map(([name]) => name);
  assert.deepEqual(names.toSorted(), [...real.keys()].toSorted());
});

Deno.test("functions take and give what is declared", () => {
  for (const [name, symbol] of real) {
    if (symbol.flags & ts.SymbolFlags.Function) assert.equal(declaredAs(told.get(name)!), declaredAs(symbol), name);
  }
});

Deno.test("classes have the members that are declared", () => {
  const classes = [...real].filter(([, { flags }]) => flags & ts.SymbolFlags.Class);
  assert.ok(classes.length >= 3);
  for (const [name, symbol] of classes) assert.deepEqual(membersOf(told.get(name)!), membersOf(symbol), name);
});

Deno.test("every function and every member has a documentation to be shown", () => {
  const wordsOf = (symbol: ts.Symbol) => ts.displayPartsToString(symbol.getDocumentationComment(checker));
  for (const [name, symbol] of told) {
    if (symbol.flags & (ts.SymbolFlags.Function | ts.SymbolFlags.Class)) assert.ok(wordsOf(symbol), name);
    if (!(symbol.flags & ts.SymbolFlags.Class)) continue;
    for (const member of symbol.members!.values()) {
      if (!/^__/.test(member.name)) assert.ok(wordsOf(member), `${name}.${member.name}`);
    }
  }
});
