/** Reads `routes/` and `islands/` from the disk and imports them. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { registerIsland } from "./islands.ts";
import { compareRoutes, folderChain, type RouteFile, routeFile } from "./route_tree.ts";
import type { Handlers, LayoutConfig, Middleware, RouteComponent, RouteConfig } from "./types.ts";

/** A layout with its settings. */
export interface Layout<State> {
  readonly component: RouteComponent<unknown, State>;
  readonly config: LayoutConfig;
}

/** A page of an error: for 404 only, for all but 404, or for every error. */
export interface ErrorPage<State> {
  readonly for: "_404" | "_500" | "_error";
  readonly component?: RouteComponent<unknown, State>;
  readonly handler?: Handlers<unknown, State>;
  readonly config: LayoutConfig;
}

/** The specials of one folder. */
export interface Segment<State> {
  readonly middlewares: Middleware<State>[];
  layout?: Layout<State>;
  readonly errorPages: ErrorPage<State>[];
}

/** One route, ready to answer. */
export interface Route<State> {
  readonly path: string;
  readonly component?: RouteComponent<unknown, State>;
  readonly handler?: Handlers<unknown, State>;
  readonly config: RouteConfig;
  /** The top first. */
  readonly segments: readonly Segment<State>[];
}

/** Everything below `routes/`. */
export interface RouteTable<State> {
  readonly app?: RouteComponent<unknown, State>;
  /** The segment of the top folder, for what no route answers. */
  readonly top: Segment<State>;
  /** In the order in which they must be tried. */
  readonly routes: readonly Route<State>[];
}

/** What a module of `routes/` may export. */
interface RouteModule<State> {
  readonly default?: unknown;
  readonly handler?: Handlers<unknown, State>;
  readonly handlers?: Handlers<unknown, State>;
  readonly config?: RouteConfig;
}

/** Files below `folder` (relative, with `/`), sorted; none when the folder does not exist. */
export async function listFiles(folder: string, prefix = ""): Promise<string[]> {
  const files: string[] = [];
  try {
    for await (const entry of Deno.readDir(join(folder, prefix))) {
      const path = prefix === "" ? entry.name : `${prefix}/${entry.name}`;
      if (entry.isDirectory) files.push(...await listFiles(folder, path));
      else files.push(path);
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return files.sort();
}

/** Imports every route below `root`/routes. */
export async function loadRoutes<State>(root: string): Promise<RouteTable<State>> {
  const files = (await listFiles(join(root, "routes"))).flatMap((file) => {
    const parsed = routeFile(file);
    return parsed === undefined ? [] : [{ ...parsed, url: pathToFileURL(join(root, "routes", file)).href }];
  });
  const loaded = await Promise.all(files.map(async (file) => ({
    ...file,
    module: await import(file.url) as RouteModule<State>,
  })));
  const segments = new Map<string, Segment<State>>();
  const segmentOf = (folder: string): Segment<State> => {
    const segment = segments.get(folder) ?? { middlewares: [], errorPages: [] };
    segments.set(folder, segment);
    return segment;
  };
  let app: RouteComponent<unknown, State> | undefined;
  for (const file of loaded) {
    if (file.special === "_app") app = file.module.default as RouteComponent<unknown, State>;
    else if (file.special !== null) addSpecial(segmentOf(file.folder), file, file.module);
  }
  const routes = loaded.filter((file) => file.special === null)
    .sort((a, b) => compareRoutes(a.path, b.path))
    .map((file) => toRoute(file.path, file.module, folderChain(file.folder).map(segmentOf)));
  return { ...(app && { app }), top: segmentOf(""), routes };
}

function toRoute<State>(path: string, module: RouteModule<State>, segments: Segment<State>[]): Route<State> {
  const handler = module.handler ?? module.handlers;
  if (module.default === undefined && handler === undefined) {
    throw new TypeError(`Cannot serve routes/${path}: expected a default export or an export named handler`);
  }
  return {
    path,
    config: module.config ?? {},
    segments,
    ...(handler && { handler }),
    ...(module.default !== undefined && { component: module.default as RouteComponent<unknown, State> }),
  };
}

function addSpecial<State>(segment: Segment<State>, file: RouteFile, module: RouteModule<State>): void {
  const config = module.config ?? {};
  const component = module.default as RouteComponent<unknown, State> | undefined;
  if (file.special === "_layout" && component) segment.layout = { component, config };
  else if (file.special === "_middleware") segment.middlewares.push(...middlewaresOf(module));
  else {
    const handler = module.handler ?? module.handlers;
    const kind = file.special as ErrorPage<State>["for"];
    segment.errorPages.push({ for: kind, config, ...(component && { component }), ...(handler && { handler }) });
  }
}

function middlewaresOf<State>(module: RouteModule<State>): Middleware<State>[] {
  const exported = module.default ?? module.handler ?? module.handlers;
  return (Array.isArray(exported) ? exported : [exported]) as Middleware<State>[];
}

/** One exported component of `islands/` or of a `(_islands)` folder. */
export interface IslandExport {
  /** Its name in the page: the file's path, and the export where it is not the default. */
  readonly id: string;
  /** Path below the root, such as `islands/Chart.tsx`. */
  readonly file: string;
  readonly exportName: string;
}

/** Imports and registers every island below `root`. */
export async function loadIslands(root: string): Promise<IslandExport[]> {
  const files = [
    ...(await listFiles(join(root, "islands"))).map((file) => `islands/${file}`),
    ...(await listFiles(join(root, "routes"))).filter((file) => file.includes("(_islands)/")).map((f) => `routes/${f}`),
  ].filter((file) => /\.[jt]sx$/.test(file) && !/[._]test\./.test(file));
  const islands: IslandExport[] = [];
  for (const file of files) {
    const module = await import(pathToFileURL(join(root, file)).href) as Record<string, unknown>;
    const base = file.replace(/^islands\//, "").replace(/\.[jt]sx$/, "");
    for (const [exportName, component] of Object.entries(module)) {
      if (typeof component !== "function") continue;
      const id = exportName === "default" ? base : `${base}:${exportName}`;
      registerIsland(component as (props: object) => never, id);
      islands.push({ id, file, exportName });
    }
  }
  return islands;
}
