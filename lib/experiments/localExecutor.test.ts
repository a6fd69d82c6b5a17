import { describe, expect, it } from 'vitest';
import { exampleIngredients } from '../../test/support/exampleRun';
import { silentReporter } from '../common/reporter';
import { createLocalExecutor } from './localExecutor';
import { openLaboratory } from './laboratory';

describe('the local executor', () => {
  it('brings the error of a run back from its process, with class and field', async () => {
    const executor = createLocalExecutor({ workers: 1, threads: 1, workFolder: 'nowhere' });
    const orphan = {
      ...exampleIngredients.configuration,
      role: 'control' as const,
      parent: '0123456789abcdef',
    };
    try {
      await expect(
        executor.run({ ...exampleIngredients, configuration: orphan }, 'an orphan', silentReporter),
      ).rejects.toMatchObject({ name: 'CheckpointError' });
    } finally {
      await executor.close();
    }
  });

  it('opens a profile: its images are counted and the behavior of the code is known', async () => {
    const laboratory = await openLaboratory('smoke', silentReporter, 1);
    const { images, behavioralFingerprint } = laboratory.preparation;
    await laboratory.close();
    expect(images).toEqual({ train: 320, validation: 64, test: 64 });
    expect(behavioralFingerprint).toMatch(/^[0-9a-f]{64}$/);
  });
});
