/** Which partition a key belongs to, and how an address names it: pure data in, pure data out. */

/** Begins the last part of an address that names a partition by a key; the key follows, percent-encoded. */
export const keyMark = "@";

/** `/root/sums/@BTC%2FUSDT` as its supervisor and its key; `undefined` for any other address. */
export function readKeyed(path: string): { readonly parent: string; readonly key: string } | undefined {
  const slash = path.lastIndexOf("/");
  if (!path.startsWith(keyMark, slash + 1)) return undefined;
  try {
    return { parent: path.slice(0, slash), key: decodeURIComponent(path.slice(slash + 1 + keyMark.length)) };
  } catch {
    // A broken escape, written by hand: it names nobody.
    return undefined;
  }
}

/** The number of the key's partition, from 0: FNV-1a over its UTF-16 units, the same on every machine and for ever. */
export function partitionOf(key: string, count: number): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < key.length; index++) {
    hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
  }
  // The low bits of FNV are weak: the high ones are folded in.
  return ((hash ^ (hash >>> 15)) >>> 0) % count;
}
