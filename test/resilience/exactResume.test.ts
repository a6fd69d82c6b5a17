import { describe, expect, it } from 'vitest';
import { quantizationMethods } from '../../lib/quantizers/methods/quantizationMethods';
import { withSection } from './documentSection';
import { deviation, differentParts, type EndState } from './endState';
import { deviationText, isSound, mustBeExact, tryExactResume } from './exactResume';
import { resumeCases } from './resumeCases';
import { resumeReport } from './resumeReport';
import { drawTrials } from './resumeTrials';

/** A sample of what `npm run test:long` tries, operation by operation and without scores. */
const sample = { steps: 6, mode: 'eager', cuts: 2, scored: false, seed: 1 } as const;

describe('a run that is cut at two random steps', () => {
  it('ends with every bit of one that is not, by every method; one process is killed', async () => {
    const cases = resumeCases(sample).filter(({ ingredients }) => !ingredients.configuration.allocation);
    expect(cases.length).toBeGreaterThan(Object.keys(quantizationMethods).length);
    const kills = (name: string) => (name === 'INQ' ? 1 : 0);
    const outcomes = await tryExactResume(cases, { ...sample, kills });
    expect(outcomes.map(({ name }) => name)).toEqual(cases.map(({ name }) => name));
    for (const outcome of outcomes) {
      expect([outcome.name, deviationText(outcome), isSound(outcome)]).toEqual([
        ...[outcome.name, mustBeExact() ? 'none' : deviationText(outcome), true],
      ]);
      expect(outcome).toMatchObject({ resumed: 1, cutAgain: 1, midEpoch: 2 });
    }
    expect(outcomes.reduce((sum, { endings }) => sum + endings.kill, 0)).toBe(1);
    expect(resumeReport(outcomes, sample.steps, sample.cuts)).toContain('| INQ | ');
  });

  it('has as many cuts as were asked for, at rising steps before the last', () => {
    const trials = drawTrials('any', { cuts: 50, kills: 3, steps: 36, seed: 1 });
    const cuts = trials.flatMap((trial) => trial.cuts);
    expect(cuts).toHaveLength(50);
    expect(cuts.filter(({ ending }) => ending === 'kill')).toHaveLength(3);
    for (const { cuts: places } of trials) {
      const steps = places.map(({ step }) => step);
      expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b));
      expect(steps.every((step) => step >= 1 && step <= 35)).toBe(true);
    }
    expect(drawTrials('other', { cuts: 50, kills: 3, steps: 36, seed: 1 })).not.toEqual(trials);
  });

  it('is not said to be exact when a part differs', () => {
    const part = { digest: 'a', numbers: [1, 2] };
    const state: EndState = {
      ...{ weights: part, optimizer: part, 'quantizers and masks': part, statistics: part },
      ...{ 'random states and cursor': part, curve: part, metrics: part },
    };
    const other: EndState = { ...state, optimizer: { digest: 'b', numbers: [1, 2.5] } };
    expect(differentParts(state, state)).toEqual([]);
    expect(differentParts(state, other)).toEqual(['optimizer']);
    expect(deviation(state, other, 'optimizer')).toBe(0.5);
    const longer = { ...state, curve: { digest: 'c', numbers: [1, 2, 3] } };
    expect(deviation(state, longer, 'curve')).toBe(Infinity);
  });
});

describe('a section of a report', () => {
  it('takes the place of the one before and leaves the others', () => {
    const document = '# Title\n\n## One\n\nfirst\n\n### Below\n\nit\n\n## Two\n\nsecond\n';
    expect(withSection(document, 'One', 'new')).toBe('# Title\n\n## One\n\nnew\n\n## Two\n\nsecond\n');
    expect(withSection(document, 'Three', 'third')).toBe(`${document}\n## Three\n\nthird\n`);
  });
});
