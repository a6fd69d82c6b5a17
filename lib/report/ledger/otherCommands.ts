/* What no registered study decides is shown elsewhere: the ledger names the command, and judges nothing without stored runs. */
import type { ProfileName } from '../../experiments/configuration/runConfiguration';

/** Said of a claim that nothing stored decides. */
export const undecidedReading = 'no stored run decides it';

const claimCommands: Readonly<Record<string, (profile: ProfileName) => string>> = {
  regularizer: (profile) => notebookCommand('17-predictions', profile),
  'no-modules': () => 'npm run ledger',
  'latency-proportional': () => 'npm run bench:latency',
};

/** @returns the command that shows what a claim is about; nothing where there is none yet */
export function claimCommand(claim: string, profile: ProfileName): string {
  return claimCommands[claim]?.(profile) ?? '';
}

/** @returns the command that shows compression factors, which are counted */
export function compressionCommand(profile: ProfileName): string {
  return notebookCommand('07-architectures', profile);
}

/** @returns the command that does the runs of a study */
export function studyCommand(profile: ProfileName, study: string): string {
  return `npm run reproduce -- --profile ${profile} --only ${study}`;
}

function notebookCommand(notebook: string, profile: ProfileName): string {
  return `npm run notebook -- ${notebook} --profile ${profile}`;
}
