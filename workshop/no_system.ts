/**
 * Lets TypeScript believe that there is no system below it: it would look for one by reading the environment, which a process
 * without permissions may not. Import this before `typescript`.
 */
import process from "node:process";

Object.assign(process, { browser: true });
