import { afterEach, describe, expect, it, vi } from 'vitest';
import { EnvironmentError } from '../common/errors';

async function threadsWith(environment: Record<string, string>) {
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  vi.resetModules();
  const { threadCount } = await import('./engineEnvironment.js');
  return [String(threadCount), process.env['TF_NUM_INTRAOP_THREADS'], process.env['TF_NUM_INTEROP_THREADS']];
}

describe('the threads of an engine', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
    vi.resetModules();
  });

  it('are those asked for, whatever TensorFlow settings a process inherits from its parent', async () => {
    const inherited = { TF_NUM_INTRAOP_THREADS: '7', TF_NUM_INTEROP_THREADS: '7' };
    expect(await threadsWith({ ...inherited, MQAT_THREADS: '3' })).toEqual(['3', '3', '3']);
  });

  it.each(['0', '1.5', 'two'])('are refused when they are %s', async (text) => {
    await expect(threadsWith({ MQAT_THREADS: text })).rejects.toMatchObject({
      name: EnvironmentError.name,
      problem: { field: 'MQAT_THREADS', found: JSON.stringify(text) },
    });
  });
});
