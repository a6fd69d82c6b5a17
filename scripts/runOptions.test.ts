import { InvalidArgumentError } from 'commander';
import { describe, expect, it } from 'vitest';
import { exampleRun } from '../test/support/exampleRun';
import { recallText, wholeNumber } from './runOptions';

describe('what commands read and print', () => {
  it('whole numbers from 0, and nothing else', () => {
    expect(wholeNumber('12')).toBe(12);
    for (const text of ['', '-1', '1.5', 'three'])
      expect(() => wholeNumber(text)).toThrow(InvalidArgumentError);
  });

  it("a run's recall, by ADD(-S) where there are symmetric objects", () => {
    const { environment } = exampleRun();
    const metrics = { 'test/ADD/0.1/all': { value: 0.5 } };
    const own = { ...environment, wallSeconds: 61.4 };
    expect(recallText({ metrics, environment: own })).toBe('ADD-0.1d, %: 50.0, 61 s');
    const symmetric = {
      ...metrics,
      'test/ADD(-S)/0.1/all': { value: 0.75, interval: { low: 0.7, high: 0.8 } },
    };
    expect(recallText({ metrics: symmetric, environment: own })).toBe(
      'ADD(-S)-0.1d, %: 75.0 (70.0 to 80.0), 61 s',
    );
  });
});
