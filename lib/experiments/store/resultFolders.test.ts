import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { projectRoot } from '../../common/projectRoot';

async function foldersWith(own: string) {
  vi.stubEnv('MQAT_RESULTS', own);
  vi.resetModules();
  const { keptResultsFolder, resultsFolderOf, workFolderOf } = await import('./resultFolders.js');
  return [
    keptResultsFolder,
    ...(['mini', 'smoke'] as const).flatMap((p) => [resultsFolderOf(p), workFolderOf(p)]),
  ];
}

afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});

it.each([
  ['', join(projectRoot, 'results'), join(projectRoot, 'runs')],
  ['mine', join(projectRoot, 'mine'), join(projectRoot, 'mine', 'runs')],
  ['/elsewhere/mine', '/elsewhere/mine', '/elsewhere/mine/runs'],
])('results and weights lie together: MQAT_RESULTS=%s', async (own, results, work) => {
  expect(await foldersWith(own)).toEqual([
    results,
    results,
    join(work, 'mini'),
    join(work, 'results'),
    join(work, 'smoke'),
  ]);
});
