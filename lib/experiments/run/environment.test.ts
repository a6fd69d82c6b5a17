import { expect, it } from 'vitest';
import { exampleIngredients } from '../../../test/support/exampleRun';
import { describeEnvironment } from './environment';

it('names this machine', () => {
  const environment = describeEnvironment(exampleIngredients.engine, 'abcdef012');
  expect(environment.node).toBe(process.version);
  expect(environment.cores).toBeGreaterThan(0);
  expect(environment.memory).toBeGreaterThan(process.memoryUsage().rss);
  expect(environment.system).toContain(process.arch);
  expect(environment.engine).toEqual(exampleIngredients.engine);
  expect(environment.codeVersion).toBe('abcdef012');
});
