/** @returns a count with separated thousands: `12,345` */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US', { maximumFractionDigits: 0 });
}

/**
 * @param digits - significant digits
 * @returns a number as short as those digits allow: `0.03121`, `83.8`, `12,345`
 */
export function formatNumber(value: number, digits = 4): string {
  if (Number.isNaN(value)) return 'not a number';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  if (value !== 0 && (Math.abs(value) < 1e-4 || Math.abs(value) >= 1e9)) {
    return value.toExponential(digits - 1).replaceAll('-', '−');
  }
  const options =
    Math.abs(value) >= 10 ** digits ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: digits };
  return value.toLocaleString('en-US', options).replace('-', '−');
}

/** @returns a span of time in its two largest units: `3 h 20 min`, `2 min 7 s`, `12 s`, `0.31 s` */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return 'unknown';
  if (seconds < 10) return `${formatNumber(seconds, seconds < 1 ? 2 : 3)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** @returns percent to a tenth, which is finer than any test set here can tell */
export function roundToTenth(value: number): number {
  return Math.round(10 * value) / 10;
}
