import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './command.mjs';
import { inProject } from './paths.mjs';
import { hashOf, hashOfFile, readStamp, removeStamp, writeStamp } from './stamps.mjs';

const stamp = 'library';
const outputFolder = inProject('dist');
/** Folders of tsconfig.json's `include`. */
const sourceFolders = ['lib', 'scripts', 'bench', 'test'];

/** The project's own TypeScript, compiled to dist/. */
export const library = {
  name: 'library',
  what: 'compiling lib/ and scripts/ to dist/',

  isInPlace() {
    const files = sources();
    return readStamp(stamp) === expected(files) && files.every((file) => existsSync(outputOf(file)));
  },

  async run() {
    const files = sources();
    const expectation = expected(files);
    removeStamp(stamp);
    removeStaleOutput(files);
    await run(
      process.execPath,
      [inProject('node_modules/typescript/bin/tsc'), '-p', '.', '--pretty', 'false'],
      {
        missing: 'the library does not compile',
        remedy: 'Correct the errors above; `npm run typecheck` shows the same.',
      },
    );
    writeStamp(stamp, expectation);
  },
};

/** @returns {string[]} sorted paths relative to the project */
function sources() {
  const files = sourceFolders
    .filter((folder) => existsSync(inProject(folder)))
    .flatMap((folder) =>
      readdirSync(inProject(folder), { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
    );
  return files.filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts')).sort();
}

/** @param {string[]} files */
function expected(files) {
  return hashOf(
    hashOfFile(inProject('tsconfig.json')),
    hashOfFile(inProject('node_modules/typescript/package.json')),
    ...files.flatMap((file) => [file, readFileSync(inProject(file))]),
  );
}

/** @param {string} file - a source */
const outputOf = (file) => join(outputFolder, file.replace(/\.ts$/, '.js'));

/**
 * A source that was removed or renamed must not live on in dist/; an output that somebody removed must come back,
 * which the compiler's own record of what it wrote would prevent.
 * @param {string[]} files
 */
function removeStaleOutput(files) {
  const current = new Set(files.map((file) => outputOf(file)));
  for (const folder of sourceFolders
    .map((name) => join(outputFolder, name))
    .filter((name) => existsSync(name))) {
    for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      const output = join(folder, file);
      const script = output.replace(/(\.d\.ts|\.js\.map|\.js)$/, '.js');
      if (script.endsWith('.js') && !current.has(script)) rmSync(output);
    }
  }
  if (files.some((file) => !existsSync(outputOf(file)))) {
    rmSync(join(outputFolder, '.tsbuildinfo'), { force: true });
  }
}
