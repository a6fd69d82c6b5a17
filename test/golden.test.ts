import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { projectRoot } from '../lib/common/projectRoot';
import { checkGoldenFile } from '../lib/verification/goldenFolder';
import { goldenText } from '../lib/verification/goldenText';

const folder = join(projectRoot, 'test', 'golden');

it.each(readdirSync(folder))('agrees with the reference values of %s', async (file) => {
  const outcome = await checkGoldenFile(folder, file);
  expect(outcome.status, goldenText(outcome)).toBe('passed');
});
