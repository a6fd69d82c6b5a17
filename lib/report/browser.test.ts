import { afterEach, expect, it, vi } from 'vitest';
import { EnvironmentError } from '../common/errors';
import { closeBrowser, withPage } from './browser';

afterEach(async () => {
  vi.unstubAllEnvs();
  await closeBrowser();
});

it.each([
  ['does not exist', '/no/such/browser'],
  ['is no browser', process.execPath],
])('says what to do where the browser that was named %s', async (_, executable) => {
  vi.stubEnv('MQAT_CHROME', executable);
  const attempt = withPage(() => Promise.resolve());
  await expect(attempt).rejects.toThrow(EnvironmentError);
  await expect(attempt).rejects.toThrow(executable);
  await expect(attempt).rejects.toThrow('MQAT_CHROME');
});

it('starts anew after a failure and after being closed, one page at a time', async () => {
  vi.stubEnv('MQAT_CHROME', '/no/such/browser');
  await expect(withPage(() => Promise.resolve())).rejects.toThrow();
  vi.unstubAllEnvs();
  let users = 0;
  const use = () =>
    withPage(async (page) => {
      users++;
      const sum = await page.evaluate(() => 1 + 1);
      return [users--, sum];
    });
  expect(await Promise.all([use(), use()])).toEqual([
    [1, 2],
    [1, 2],
  ]);
  await closeBrowser();
  expect(await use()).toEqual([1, 2]);
});

it('has no network', async () => {
  const attempt = withPage(async (page) => page.goto('http://127.0.0.1:9/'));
  await expect(attempt).rejects.toThrow('ERR_INTERNET_DISCONNECTED');
});
