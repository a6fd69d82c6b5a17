import { existsSync, readFileSync } from 'node:fs';
import { run } from './command.mjs';
import { allowedInstallScripts } from './installScripts.mjs';
import { inProject } from './paths.mjs';

/** @param {string} file */
const readJson = (file) => JSON.parse(readFileSync(inProject(file), 'utf8'));

/** The npm packages of package-lock.json. */
export const nodePackages = {
  name: 'npm packages',
  what: 'npm ci, install scripts off',

  /** @returns {boolean} whether every locked package is installed in the locked version */
  isInPlace() {
    if (!existsSync(inProject('node_modules/.package-lock.json'))) return false;
    const locked = readJson('package-lock.json').packages;
    const installed = readJson('node_modules/.package-lock.json').packages;
    return (
      agreesWithPackageFile(locked['']) &&
      Object.entries(locked).every(
        ([path, entry]) =>
          path === '' ||
          (entry.optional === true && installed[path] === undefined) ||
          (installed[path]?.version === entry.version &&
            installed[path]?.integrity === entry.integrity &&
            existsSync(inProject(path, 'package.json'))),
      )
    );
  },

  async run() {
    await run('npm', ['ci', '--ignore-scripts', '--no-progress', '--no-audit', '--no-fund'], {
      missing: 'npm could not install the packages of package-lock.json',
      remedy: 'Read the lines above; `npm ci` shows the same.',
    });
    for (const name of allowedInstallScripts()) {
      await run('npm', ['rebuild', name, '--ignore-scripts=false'], {
        missing: `the install script of ${name} failed`,
        remedy: 'Read the lines above.',
      });
    }
  },
};

/** @param {Record<string, unknown>} lockedProject - the project's own entry in package-lock.json */
function agreesWithPackageFile(lockedProject) {
  const project = readJson('package.json');
  return ['dependencies', 'devDependencies'].every(
    (kind) => JSON.stringify(sorted(lockedProject[kind])) === JSON.stringify(sorted(project[kind])),
  );
}

/** @param {unknown} record */
const sorted = (record) => Object.entries(record ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
