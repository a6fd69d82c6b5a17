/* What no registered study decides is shown elsewhere: the ledger names the command, and judges nothing without stored runs. */
import type { ProfileName } from '../../experiments/configuration/runConfiguration';

/** Said of claims and numbers that no stored run decides. */
export const undecidedReading = 'no stored run decides it';

const claimCommands: Readonly<Record<string, (profile: ProfileName) => string>> = {
  regularizer: (profile) => notebookCommand('17-predictions', profile),
  'latency-proportional': () => 'npm run bench:latency',
};

/** @returns the command that shows what a claim is about; nothing where there is none yet */
export function claimCommand(claim: string, profile: ProfileName): string {
  return claimCommands[claim]?.(profile) ?? '';
}

/** @returns the command that shows a number of a table that no study measures; nothing where there is none yet */
export function numberCommand(column: string, profile: ProfileName): string {
  return column === 'compression' ? notebookCommand('07-architectures', profile) : '';
}

function notebookCommand(notebook: string, profile: ProfileName): string {
  return `npm run notebook -- ${notebook} --profile ${profile}`;
}
