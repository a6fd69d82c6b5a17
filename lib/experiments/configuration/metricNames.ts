/** @returns the name under which a recall is stored, such as `test/ADD/0.1/near` */
export function recallName(split: string, metric: string, threshold: number, depth: string): string {
  return `${split}/${metric}/${threshold}/${depth}`;
}
