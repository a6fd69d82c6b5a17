import { probeMethods } from '../../experiments/firstQuantizedModule';
import type { ProfileName } from '../../experiments/runConfiguration';
import { moduleStyles } from '../palette';
import type { Measured } from '../paperComparison';
import { differenceVerdict, type DifferenceVerdict } from './differenceVerdict';
import { firstModuleRows, publishedRecall, type FirstModuleRow } from './firstModuleRows';
import { hitRuleName, type HitRule } from './imageErrorColumns';
import { signed } from './measuredText';
import type { SeedResults } from './seedResults';
import { studyDifferences, type StudyDifference } from './studyRows';

type FirstModuleDifference = StudyDifference<FirstModuleRow>;

/** The claim of table 1, as far as it can be decided: the pyramid gains, backbone and head lose. */
export type ClaimVerdict = 'holds' | 'is contradicted' | 'is undecided';

/**
 * Says in Markdown whether table 1 is reproduced: for each method against the matched control and against full precision.
 * @param rule - what counts as a hit
 */
export function firstModuleVerdict(
  seeds: readonly SeedResults[],
  rule: HitRule,
  profile: ProfileName,
): string {
  const differences = studyDifferences(firstModuleRows, seeds, rule, profile);
  const lines = probeMethods.flatMap((method) => {
    const own = differences.filter(({ row }) => row.method === method);
    const sentence = (against: string, pick: (difference: FirstModuleDifference) => Measured) =>
      `- **${method.toUpperCase()}, ours, against ${against}** (${hitRuleName(rule)}): ${listed(own, pick)}. ` +
      `${conclusion(
        own.map((one) => [one.row.module!, differenceVerdict(pick(one), seeds.length, profile)]),
      )}`;
    return [
      sentence('the matched control', ({ control }) => control),
      sentence('full precision', ({ fullPrecision }) => fullPrecision),
    ];
  });
  return [
    '**Verdict.** The claim: of the three modules only the feature pyramid gains when it alone has 2 bits.',
    '',
    `- **The paper, against full precision** (called ADI-${rule.threshold}d): ${printed(rule)}.`,
    ...lines,
  ].join('\n');
}

/** The claim holds where the pyramid gains and all others lose; a loss of the pyramid or a gain of another contradicts it. */
export function claimVerdict(
  verdicts: readonly (readonly [module: string, verdict: DifferenceVerdict])[],
): ClaimVerdict {
  const expected = (module: string): DifferenceVerdict => (module === 'fpn' ? 'gain' : 'loss');
  const opposite = (module: string): DifferenceVerdict => (module === 'fpn' ? 'loss' : 'gain');
  if (verdicts.every(([module, verdict]) => verdict === expected(module))) return 'holds';
  const isContradicted = verdicts.some(([module, verdict]) => verdict === opposite(module));
  return isContradicted ? 'is contradicted' : 'is undecided';
}

function conclusion(verdicts: readonly (readonly [string, DifferenceVerdict])[]): string {
  const silent = verdicts.find(([, verdict]) => verdict.endsWith('no verdict'));
  return silent === undefined ? `**The claim ${claimVerdict(verdicts)}.**` : `**${capital(silent[1])}.**`;
}

function listed(
  differences: readonly FirstModuleDifference[],
  pick: (difference: FirstModuleDifference) => Measured,
): string {
  return `${differences
    .map((one) => `${moduleStyles[one.row.module!].label.toLowerCase()} ${signed(pick(one).value)}`)
    .join(', ')} points`;
}

function printed(rule: HitRule): string {
  const start = publishedRecall(firstModuleRows[0], rule);
  const changes = firstModuleRows
    .filter(({ module, method }) => module !== null && method === probeMethods[0])
    .map((row) => {
      const value = publishedRecall(row, rule);
      const change = value === null || start === null ? 'not printed' : signed(value - start);
      return `${moduleStyles[row.module!].label.toLowerCase()} ${change}`;
    });
  return `${changes.join(', ')} points`;
}

function capital(text: string): string {
  return text[0].toUpperCase() + text.slice(1);
}
