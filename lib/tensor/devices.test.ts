import { describe, expect, it } from 'vitest';
import { listDevices } from './devices';

describe('devices', () => {
  it('lists the CPU that computes here', () => {
    const [cpu] = listDevices();
    expect(cpu).toMatchObject({ kind: 'cpu', active: true });
  });
});
