import values from './paperValues.json';

/** The rows of each table of the paper; percent unless named otherwise. Bit widths read backbone-pyramid-head. */
export interface PaperTables {
  /** First quantized module, WDR, SwissCube, 2 bits */
  readonly table1: { readonly firstModule: string; readonly adi01: number; readonly adi05: number };
  /** WDR with a quantized feature pyramid on three data sets */
  readonly table2: {
    readonly method: string;
    readonly bits: string;
    readonly swissCubeAdi01: number;
    readonly swissCubeAdi05: number;
    readonly linemodAdd01: number;
    readonly linemodAdd05: number;
    readonly occludedLinemodAdd01: number;
    readonly occludedLinemodAdd05: number;
  };
  /** SwissCube ADI-0.1d by depth */
  readonly table3: {
    readonly network: string;
    readonly near: number;
    readonly medium: number;
    readonly far: number;
    readonly all: number;
  };
  /** CA-SpaceNet, SwissCube; compression is a factor */
  readonly table4: {
    readonly method: string;
    readonly mode: string;
    readonly bits: string;
    readonly adi01: number;
    readonly compression: number;
  };
  /** ZebraPose, Occluded LINEMOD; compression is a factor */
  readonly table5: {
    readonly method: string;
    readonly bits: string;
    readonly adi01: number;
    readonly compression: number;
  };
}

export type PaperTableName = keyof PaperTables;

/** What the paper says in words, and where. */
export interface PaperClaim {
  readonly id: string;
  readonly text: string;
  readonly where: string;
}

export const paperClaims: readonly PaperClaim[] = values.claims;

/** @returns the rows of a table as published */
export function paperTable<Name extends PaperTableName>(name: Name): readonly PaperTables[Name][] {
  const { columns, rows } = values.tables[name];
  return rows.map(
    (row) =>
      Object.fromEntries(columns.map((column, at) => [column, row[at]])) as unknown as PaperTables[Name],
  );
}

/** @returns the title of a table as published */
export function paperTableTitle(name: PaperTableName): string {
  return values.tables[name].title;
}
