import { afterEach, describe, expect, it, vi } from 'vitest';
import { EnvironmentError } from '../common/errors';

function preparedWith(environment: Record<string, string>) {
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  vi.resetModules();
  return import('./engineEnvironment.js');
}

async function threadsWith(environment: Record<string, string>) {
  const { threadCount } = await preparedWith(environment);
  return [String(threadCount), process.env['TF_NUM_INTRAOP_THREADS'], process.env['TF_NUM_INTEROP_THREADS']];
}

afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});

describe('the kernels of an engine', () => {
  it('are those of oneDNN on every processor, whatever a process inherits', async () => {
    await preparedWith({ TF_ENABLE_ONEDNN_OPTS: '0' });
    expect(process.env['TF_ENABLE_ONEDNN_OPTS']).toBe('1');
  });
});

describe('the threads of an engine', () => {
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
