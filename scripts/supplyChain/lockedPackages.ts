import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A package at the version that a lockfile names. */
export interface LockedPackage {
  readonly name: string;
  readonly version: string;
  /** As the lockfile or the package itself says it; undefined where neither does */
  readonly licence: string | undefined;
}

interface LockEntry {
  readonly name?: string;
  readonly version: string;
  readonly license?: string;
}

/** Of Python's locks, what each is for. */
export const pythonLocks: Readonly<Record<string, string>> = {
  'requirements.lock': 'JupyterLab and TensorBoard, always installed',
  'tensorflow-cpu.lock': 'TensorFlow on the CPU',
  'tensorflow-cuda.lock': 'TensorFlow on an NVIDIA GPU, only where one is',
  'bench.lock': 'the benchmark against PyTorch, only on demand',
};

/** @returns every package of `package-lock.json`, those of other platforms too, by name and version */
export async function nodePackages(root: string): Promise<LockedPackage[]> {
  const text = await readFile(join(root, 'package-lock.json'), 'utf8');
  const { packages } = JSON.parse(text) as { packages: Record<string, LockEntry> };
  const found = Object.entries(packages)
    .filter(([path]) => path !== '')
    .map(([path, { name, version, license }]) => ({
      ...{ name: name ?? path.replace(/^.*node_modules\//, ''), version, licence: license },
    }));
  return sorted(found);
}

/** @returns names and versions of a lock of Python, in its order */
export async function pythonPackages(
  root: string,
  lock: string,
): Promise<Pick<LockedPackage, 'name' | 'version'>[]> {
  const text = await readFile(join(root, 'python', lock), 'utf8');
  return [...text.matchAll(/^([\w.-]+)==([^\s;\\]+)/gm)].map(([, name, version]) => ({
    ...{ name: normalized(name), version },
  }));
}

/** @returns a Python package's name as PEP 503 compares it */
export function normalized(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

/** Each once. */
function sorted(packages: readonly LockedPackage[]): LockedPackage[] {
  const byKey = new Map(packages.map((one) => [`${one.name} ${one.version}`, one]));
  return [...byKey.values()].sort((a, b) => compare(a.name, b.name) || compare(a.version, b.version));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
