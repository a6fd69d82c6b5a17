import policy from './licences.json';
import type { LockedPackage } from './lockedPackages';

/** Where a licence is known from that the package's own metadata do not tell. */
export interface StatedLicence {
  readonly licence: string;
  readonly source: string;
}

/** Why a licence that asks for more than its notice is all right here. */
export interface ExplainedLicence {
  /** Names, or beginnings of names that end with a hyphen */
  readonly packages: readonly string[];
  readonly licence: string;
  readonly reason: string;
}

/** Kind of package, as `licences.json` has them. */
export type Ecosystem = keyof typeof policy.stated;

export const explainedLicences: readonly ExplainedLicence[] = policy.explained;

/** @returns what `licences.json` says of a package that does not say it itself */
export function statedLicence(ecosystem: Ecosystem, name: string): StatedLicence | undefined {
  const stated: Readonly<Record<string, StatedLicence>> = policy.stated[ecosystem];
  const key = Object.keys(stated).find((candidate) => matches(candidate, name));
  return key === undefined ? undefined : stated[key];
}

/** @returns the packages whose licence is neither permissive nor explained, each with what is wrong, in words */
export function licenceFaults(packages: readonly LockedPackage[]): string[] {
  return packages.flatMap(({ name, version, licence }) => {
    if (licence === undefined) return [`${name} ${version}: no licence is known`];
    if (isPermissive(licence)) return [];
    const explained = explainedLicences.some(
      (entry) =>
        licence.includes(entry.licence) && entry.packages.some((candidate) => matches(candidate, name)),
    );
    return explained ? [] : [`${name} ${version}: ${licence} is not explained`];
  });
}

/** @returns whether a licence asks for no more than its notice: of alternatives one, of licences that hold together all */
export function isPermissive(expression: string): boolean {
  const alternatives = expression.replace(/[()]/g, '').split(' OR ');
  return alternatives.some((part) => part.split(' AND ').every((name) => policy.permissive.includes(name)));
}

function matches(candidate: string, name: string): boolean {
  return candidate.endsWith('-') ? name.startsWith(candidate) : name === candidate;
}
