import type { GoldenOutcome } from './goldenFolder';

const shownFailures = 5;

/** @returns the outcome of a file as one line, and under it a line for each of the first deviations */
export function goldenText(outcome: GoldenOutcome): string {
  const heading = `${outcome.status.toUpperCase().padEnd(7)} ${outcome.file.padEnd(20)}`;
  if (outcome.status === 'unknown' || outcome.status === 'error') return `${heading} ${outcome.message}`;
  const { cases, largestAbsoluteError, largestRelativeError, tolerance, failures, detail } = outcome.report;
  const figures = [
    `${cases} cases`,
    `largest error ${scientific(largestAbsoluteError)} absolute, ${scientific(largestRelativeError)} relative`,
    `allowed ${tolerance}`,
    ...(detail === undefined ? [] : [detail]),
  ];
  const shown = failures.slice(0, shownFailures).map((failure) => `          ${failure}`);
  const hidden = failures.length - shown.length;
  return [
    `${heading} ${figures.join('; ')}`,
    ...shown,
    ...(hidden > 0 ? [`          and ${hidden} more`] : []),
  ].join('\n');
}

function scientific(value: number): string {
  return value === 0 ? '0' : value.toExponential(1);
}
