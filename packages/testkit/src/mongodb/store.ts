import { BSON, Long } from 'bson';
import type { Document } from 'bson';

/** An answer's part that carries found documents. */
export interface Batch {
  readonly id: Long;
  readonly ns: string;
  readonly documents: Document[];
}

/** Documents by namespace, with cursors over what was found. */
export class MongoStore {
  readonly #collections = new Map<string, Map<string, Document>>();
  readonly #cursors = new Map<number, { readonly ns: string; readonly left: Document[] }>();
  #lastCursor = 0;

  /** Every document of a namespace, such as `'shop.orders'`, in the order of insertion. */
  all(namespace: string): Document[] {
    return [...(this.#collections.get(namespace)?.values() ?? [])];
  }

  /** Removes a namespace with all its documents. */
  drop(namespace: string): void {
    this.#collections.delete(namespace);
  }

  /** False if there is a document with this `_id`. */
  insert(namespace: string, document: Document): boolean {
    const collection = this.#collections.get(namespace) ?? new Map<string, Document>();
    this.#collections.set(namespace, collection);
    const key = keyOf(document._id);
    if (collection.has(key)) return false;
    collection.set(key, document);
    return true;
  }

  /** Documents whose top-level fields equal those of the filter. */
  find(namespace: string, filter: Document): Document[] {
    const wanted = Object.entries(filter).map(([name, value]) => [name, keyOf(value)] as const);
    const [first] = wanted;
    if (wanted.length === 1 && first?.[0] === '_id') {
      const found = this.#collections.get(namespace)?.get(first[1]);
      return found === undefined ? [] : [found];
    }
    return this.all(namespace).filter((document) =>
      wanted.every(([name, key]) => document[name] !== undefined && keyOf(document[name]) === key),
    );
  }

  /** The first documents, and a cursor for the rest unless there is none. */
  open(ns: string, found: Document[], size: number, single: boolean): Batch {
    const left = found.slice(size);
    if (left.length === 0 || single) return { id: Long.ZERO, ns, documents: found.slice(0, size) };
    this.#lastCursor += 1;
    this.#cursors.set(this.#lastCursor, { ns, left });
    return { id: Long.fromNumber(this.#lastCursor), ns, documents: found.slice(0, size) };
  }

  /** The next documents of a cursor; `undefined` if there is no such cursor. */
  more(id: number, size: number): Batch | undefined {
    const cursor = this.#cursors.get(id);
    if (cursor === undefined) return undefined;
    const documents = cursor.left.splice(0, size);
    if (cursor.left.length > 0) return { id: Long.fromNumber(id), ns: cursor.ns, documents };
    this.#cursors.delete(id);
    return { id: Long.ZERO, ns: cursor.ns, documents };
  }

  kill(id: number): void {
    this.#cursors.delete(id);
  }
}

/** Equal for equal BSON values, whatever their type. */
function keyOf(value: unknown): string {
  return Buffer.from(BSON.serialize({ value })).toString('latin1');
}
