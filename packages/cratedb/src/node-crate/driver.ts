import type { Agent, OutgoingHttpHeaders } from 'node:http';

/** What node-crate gives for a statement. */
export interface NodeCrateResult {
  readonly cols: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
  /** The rows as objects; timestamps are dates. */
  readonly json: readonly Record<string, unknown>[];
  readonly rowcount: number;
  readonly duration: number;
}

/** The stock client of node-crate 3, which has no types of its own, without what is refused. */
export interface NodeCrate {
  execute(sql: string, args?: readonly unknown[]): Promise<NodeCrateResult>;
  executeBulk(sql: string, bulkArgs?: readonly (readonly unknown[])[]): Promise<NodeCrateResult>;
  insert(table: string, row: object): Promise<NodeCrateResult>;
  update(table: string, row: object, where: string): Promise<NodeCrateResult>;
  delete(table: string, where: string): Promise<NodeCrateResult>;
  create(schema: Readonly<Record<string, Readonly<Record<string, string>>>>): Promise<NodeCrateResult>;
  createIfNotExists(
    schema: Readonly<Record<string, Readonly<Record<string, string>>>>,
  ): Promise<NodeCrateResult>;
  drop(table: string): Promise<NodeCrateResult>;
}

/** What the binding uses of it. */
export interface NodeCrateInside extends NodeCrate {
  connect(servers: string): void;
  readonly connectionPool: {
    readonly httpOptions: readonly {
      readonly httpOpt: { agent?: Agent; port?: number | string; readonly headers: OutgoingHttpHeaders };
    }[];
  };
}

/** The module, or an instance of it: what makes more instances. */
export interface NodeCrateModule {
  getNewInstance(): unknown;
}
