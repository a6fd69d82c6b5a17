import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigurationError, EnvironmentError } from '../../common/errors';
import { projectRoot } from '../../common/projectRoot';
import { networkMemory } from './networkMemory';

const script = join(projectRoot, 'test', 'support', 'memoryWorker.cjs');
const mebibyte = 2 ** 20;

describe("a network's memory", () => {
  it('is measured in a process of its own, however large this one is: more than its weights, less than a process has', async () => {
    const ballast = Buffer.alloc(700 * mebibyte, 1);
    const memory = await networkMemory({ network: 'wdr', scale: 'mini' }, script);
    expect(ballast[0]).toBe(1);
    expect(memory).toBeGreaterThan(3 * mebibyte);
    expect(memory).toBeLessThan(300 * mebibyte);
  });

  it('is not measured where the network has no such scale, or nothing is compiled', async () => {
    await expect(networkMemory({ network: 'dlr', scale: 'huge' }, script)).rejects.toThrow(
      ConfigurationError,
    );
    await expect(networkMemory({ network: 'dlr', scale: 'mini' }, 'absent.js')).rejects.toThrow(
      EnvironmentError,
    );
  });
});
