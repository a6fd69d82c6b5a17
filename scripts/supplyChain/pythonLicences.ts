import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { normalized } from './lockedPackages';

interface Metadata {
  readonly name: string;
  readonly version: string;
  readonly expression: string | null;
  readonly text: string | null;
  readonly classifiers: readonly string[];
}

/** Beginnings of what packages say of their licence, beside SPDX's names for it. */
const spellings: readonly (readonly [RegExp, string])[] = [
  [/^(?:MIT|MIT License)$/i, 'MIT'],
  [/^(?:Apache|Apache[- ]2\.0|Apache (?:Software )?License.*)$/i, 'Apache-2.0'],
  [/^(?:BSD 3-Clause|BSD-3-Clause|3-Clause BSD)/i, 'BSD-3-Clause'],
  [/^BSD 2-Clause/i, 'BSD-2-Clause'],
  [/^(?:BSD|BSD License)$/i, 'BSD'],
  [/^(?:ISC|ISC License.*)$/i, 'ISC'],
  [/^(?:MPL-2\.0|Mozilla Public License 2\.0.*)$/i, 'MPL-2.0'],
  [/^(?:PSFL|Python Software Foundation License)$/i, 'PSF-2.0'],
];

/** @returns the licence of every package of the project's Python environment, by `name==version` */
export async function installedPythonLicences(root: string): Promise<Map<string, string>> {
  const python = join(root, '.venv', 'bin', 'python');
  const { stdout } = await promisify(execFile)(python, [join(root, 'python', 'licences.py')], {
    maxBuffer: 1 << 26,
  });
  const found = (JSON.parse(stdout) as Metadata[]).flatMap((metadata): [string, string][] => {
    const licence = licenceOf(metadata);
    return licence === undefined ? [] : [[`${normalized(metadata.name)}==${metadata.version}`, licence]];
  });
  return new Map(found);
}

/** An expression as it stands; else the field, else the classifier, by SPDX's name for it. */
export function licenceOf({
  expression,
  text,
  classifiers,
}: Omit<Metadata, 'name' | 'version'>): string | undefined {
  if (expression !== null) return expression;
  const said = [text ?? '', ...classifiers.map((classifier) => classifier.replace(/^.*:: /, ''))];
  for (const words of said) {
    const spelling = spellings.find(([pattern]) => pattern.test(words.split('\n')[0].trim()));
    if (spelling !== undefined) return spelling[1];
  }
  return undefined;
}
