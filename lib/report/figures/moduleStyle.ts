import { moduleStyles, type ModuleName, type SeriesStyle } from './palette';

/** For modules that have no style of their own: told apart by color and by shape. */
const otherStyles: readonly Omit<SeriesStyle, 'label'>[] = [
  { color: '#009E73', symbol: 'triangle-up', dash: 'dot' },
  { color: '#D55E00', symbol: 'triangle-down', dash: 'dash' },
  { color: '#000000', symbol: 'cross', dash: 'dashdot' },
  { color: '#E69F00', symbol: 'star', dash: 'solid' },
];

/**
 * @param modules - of the network, in the order of the data flow
 * @returns how a module looks: the same everywhere for those of WDR, by its place for others
 */
export function moduleStyle(module: string, modules: readonly string[]): SeriesStyle {
  if (Object.hasOwn(moduleStyles, module)) return moduleStyles[module as ModuleName];
  const others = modules.filter((name) => !Object.hasOwn(moduleStyles, name));
  return { label: module, ...otherStyles[Math.max(others.indexOf(module), 0) % otherStyles.length] };
}
