import { describe, expect, it } from 'vitest';
import { exampleNotebook } from './exampleNotebook';
import { declaredParameters, effectiveParameters, injectParameters } from './parameters';

const notebook = exampleNotebook('seed + 1');

describe('parameters of a notebook', () => {
  it('are the constants that the tagged cell declares', () => {
    expect(declaredParameters(notebook)).toEqual([
      { name: 'profile', type: 'string', value: 'smoke' },
      { name: 'seed', type: '', value: 1 },
      { name: 'draw', type: '', value: true },
    ]);
  });

  it('are set by a cell behind it, which replaces one from before', () => {
    const once = injectParameters(notebook, 'example', { profile: 'mini' });
    const twice = injectParameters(once, 'example', { profile: 'paper', seed: 7 });
    expect(twice.cells.map((cell) => cell.id)).toEqual(['cell-0', 'injected-parameters', 'cell-1']);
    expect(twice.cells[1].source).toContain('const profile: string = "paper";\nconst seed = 7;');
    expect(effectiveParameters(notebook, { seed: 7 })).toEqual({ profile: 'smoke', seed: 7, draw: true });
  });

  it('that the notebook does not declare, or declares with another type, are refused by name', () => {
    expect(() => injectParameters(notebook, 'example', { sed: 7 })).toThrow(/example: sed: .*profile, seed, draw/);
    expect(() => injectParameters(notebook, 'example', { seed: 'seven' })).toThrow(/example: seed: .*a number/);
  });
});
