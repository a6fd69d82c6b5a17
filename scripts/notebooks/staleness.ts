import { basename } from 'node:path';
import type { Notebook } from '../../lib/report/notebookFile';
import { injectedParameters } from './parameters';
import { recordedResults, resultsRead } from './resultsRead';

/**
 * Compares a stored notebook with the results that it was executed on; nothing is executed. Notebooks stored at smoke scale
 * show no results that are kept.
 * @param name - of its file
 * @param folder - where results are kept
 * @returns one line that says why it is stale and which command refreshes it; nothing where it is not
 */
export async function staleness(notebook: Notebook, name: string, folder: string): Promise<string[]> {
  const profile = injectedParameters(notebook).get('profile');
  if (profile === undefined || profile === 'smoke') return [];
  const recorded = recordedResults(notebook);
  const found =
    recorded === undefined
      ? 'it does not say which results it read'
      : (await resultsRead(folder, recorded.reads)).digest === recorded.digest
        ? undefined
        : 'results that it read have changed since it was executed';
  return found === undefined ? [] : [`${name}: stale: ${found}: run \`${refreshCommand(notebook, name)}\``];
}

/** @returns the command that executes the notebook again as it is stored */
export function refreshCommand(notebook: Notebook, name: string): string {
  const { profile, ...others } = Object.fromEntries(injectedParameters(notebook));
  const settings = Object.entries(others).map(([parameter, value]) => `${parameter}=${value}`);
  const set = settings.length === 0 ? '' : ` --set ${settings.join(' ')}`;
  const stem = basename(name, '.ipynb');
  return `npm run notebook -- ${stem} --profile ${profile}${set} --output notebooks/${stem}.ipynb`;
}
