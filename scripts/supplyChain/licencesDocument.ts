import { explainedLicences, isPermissive, licenceFaults, statedLicence } from './licencePolicy';
import { nodePackages, pythonLocks, pythonPackages, type LockedPackage } from './lockedPackages';

/** Every package that can be installed, by where it is locked. */
export interface LicensedPackages {
  readonly node: readonly LockedPackage[];
  /** By lock */
  readonly python: ReadonlyMap<string, readonly LockedPackage[]>;
}

/**
 * Finds the licences of all locked packages.
 * @param pythonLicences - by `name==version`, of those that are installed
 */
export async function licensedPackages(
  root: string,
  pythonLicences: ReadonlyMap<string, string>,
): Promise<LicensedPackages> {
  const node = (await nodePackages(root)).map((one) => ({
    ...one,
    licence: one.licence ?? statedLicence('npm', one.name)?.licence,
  }));
  const python = new Map<string, LockedPackage[]>();
  for (const lock of Object.keys(pythonLocks)) {
    const packages = (await pythonPackages(root, lock)).map(({ name, version }) => {
      const known = pythonLicences.get(`${name}==${version}`) ?? statedLicence('Python', name)?.licence;
      return { name, version, licence: known ?? anyVersion(pythonLicences, name) };
    });
    python.set(lock, packages);
  }
  return { node, python };
}

/** @returns what is wrong with the licences, in words */
export function allLicenceFaults({ node, python }: LicensedPackages): string[] {
  return [...licenceFaults(node), ...[...python.values()].flatMap(licenceFaults)];
}

/** @returns `docs/licences.md` */
export function licencesDocument({ node, python }: LicensedPackages): string {
  const all = [...node, ...[...python.values()].flat()];
  const permissive = all.filter(({ licence }) => licence !== undefined && isPermissive(licence)).length;
  return [
    '# Licences',
    '',
    'Written by `npm run licences` from `package-lock.json`, the locks in `python/` and the metadata of what is installed. MQAT itself is',
    `MIT. Of ${all.length} packages, those of other platforms and of optional environments among them, ${permissive} ask for no more than that their notice`,
    'is kept; why the others are all right is said here and in `scripts/supplyChain/licences.json`, and a test fails where a package has no',
    'known licence, or one that is not explained.',
    '',
    '## Licences that ask for more',
    '',
    ...explainedLicences.map(({ packages, licence, reason }) => {
      const names = packages.map((name) => `\`${name}${name.endsWith('-') ? '*' : ''}\``).join(', ');
      return `- ${names}, ${licence}: ${reason}`;
    }),
    '',
    '## npm',
    '',
    ...table(node),
    ...[...python].flatMap(([lock, packages]) => [
      '',
      `## Python, ${lock}`,
      '',
      `${pythonLocks[lock]}.`,
      '',
      ...table(packages),
    ]),
    '',
  ].join('\n');
}

function table(packages: readonly LockedPackage[]): string[] {
  const rows = packages.map(({ name, version, licence = 'unknown' }) => [name, version, licence]);
  const head = ['package', 'version', 'licence'];
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column].length)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)];
}

/** The same package at another version, in an environment that is not installed. */
function anyVersion(licences: ReadonlyMap<string, string>, name: string): string | undefined {
  const key = [...licences.keys()].find((candidate) => candidate.startsWith(`${name}==`));
  return key === undefined ? undefined : licences.get(key);
}
