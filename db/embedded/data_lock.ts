/**
 * One process per data directory: two engines on the same files would silently lose each other's rows.
 *
 * The lock is the operating system's own on a file that names the process. It ends with the process, however that ends, so
 * that a dead one never stands in the way (its number may long belong to another).
 */

/** A held lock. */
export interface DataLock {
  /** Gives it back. The file stays: removing it would let two processes lock two files of one name. */
  release(): void;
}

/**
 * Takes the lock.
 * @throws {Error} naming the process that holds it.
 */
export async function lockData(path: string): Promise<DataLock> {
  const file = await Deno.open(path, { read: true, write: true, create: true });
  if (!(await file.tryLock(true))) {
    file.close();
    throw new Error(
      `Cannot take the lock "${path}": process ${await holderOf(
        path,
      )} is using this data directory. Stop it first, or set another DATA_DIR`,
    );
  }
  await file.truncate(0);
  await file.write(new TextEncoder().encode(`${Deno.pid}\n`));
  return { release: () => file.close() };
}

async function holderOf(path: string): Promise<string> {
  const text = (await Deno.readTextFile(path)).trim();
  return text === "" ? "of unknown number" : text;
}
