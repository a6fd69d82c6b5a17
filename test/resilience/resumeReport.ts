import { deviationText, mustBeExact, type ResumeOutcome } from './exactResume';

/** Title of its section in `docs/resilience.md`. */
export const resumeHeading = 'Exact resume';

/**
 * @param steps - of every run
 * @param cuts - of every case
 * @returns what became of runs that were cut and resumed, as a section
 */
export function resumeReport(outcomes: readonly ResumeOutcome[], steps: number, cuts: number): string {
  const rows = outcomes.map((outcome) => {
    const { name, endings, midEpoch, cutAgain, resumed, equal } = outcome;
    const { stop, fault, kill } = endings;
    const ends = `${equal} of ${resumed}`;
    return [name, stop, fault, kill, midEpoch, cutAgain, ends, deviationText(outcome)];
  });
  const table = [
    ['Run', 'Stopped', 'Error', 'SIGKILL', 'Mid-epoch', 'Cut again', 'Ends with all bits', 'Deviation'],
    ['---', '---:', '---:', '---:', '---:', '---:', '---:', '---'],
    ...rows,
  ].map((cells) => `| ${cells.join(' | ')} |`);
  return [
    `Written by \`npm run test:long -- resume\`; \`npm test\` tries a sample.`,
    '',
    `A small WDR network is trained for ${steps} steps of 5 out of 24 images and scored, in one go. Then the same run is ended`,
    `at ${cuts} random steps and resumed: by a request to stop, which writes a checkpoint of that step; by an unexpected error;`,
    'or with its process, by SIGKILL; the last two go on from a checkpoint of up to 9 steps before. Some runs are cut again',
    'after they were resumed. What is compared, by SHA-256: weights, optimizer slots, quantizer state and masks, batch-norm',
    'statistics, step and data cursor, the learning curve, metrics and errors of every image. Batches and augmentation are',
    'drawn from the seed and the step alone, so the step is the state of the random numbers. Methods that quantize after',
    'training are trained on here all the same, for their scales are state too.',
    '',
    ...table,
    '',
    conclusion(outcomes),
  ].join('\n');
}

function conclusion(outcomes: readonly ResumeOutcome[]): string {
  const resumed = outcomes.reduce((sum, outcome) => sum + outcome.resumed, 0);
  const equal = outcomes.reduce((sum, outcome) => sum + outcome.equal, 0);
  const ends = `${equal} of ${resumed} resumed runs ended with every bit of the run that was not cut.`;
  return mustBeExact()
    ? `${ends} This was on the CPU; on a GPU it was not measured: there the command reports the deviation and does not fail.`
    : `${ends} This was on a GPU, where the deviation is the largest difference between two numbers.`;
}
