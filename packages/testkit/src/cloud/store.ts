/** Objects by container (bucket) and name. Containers must be made first, as in the real services. */
export class ObjectStore {
  readonly #containers = new Map<string, Map<string, Buffer>>();

  /** Makes a container; one that is there stays. */
  make(container: string): void {
    if (!this.#containers.has(container)) this.#containers.set(container, new Map());
  }

  has(container: string): boolean {
    return this.#containers.has(container);
  }

  /** The names in a container, sorted. */
  names(container: string): string[] {
    return [...(this.#containers.get(container)?.keys() ?? [])].sort();
  }

  get(container: string, name: string): Buffer | undefined {
    return this.#containers.get(container)?.get(name);
  }

  put(container: string, name: string, content: Buffer): void {
    this.#containers.get(container)?.set(name, content);
  }

  delete(container: string, name: string): void {
    this.#containers.get(container)?.delete(name);
  }
}

/** The first part of a path, and the rest of it, decoded: `/bucket/a/b` is `bucket` and `a/b`. */
export function containerAndName(path: string): [container: string, name: string] {
  const [, container = '', name = ''] = /^\/?([^/]*)\/?(.*)$/s.exec(path) ?? [];
  return [decodeURIComponent(container), decodeURIComponent(name)];
}

/** A request's path and query apart. */
export function pathAndQuery(target: string): { path: string; query: URLSearchParams } {
  const { pathname, searchParams } = new URL(target, 'http://double');
  return { path: pathname, query: searchParams };
}

/** Text as it may stand in XML. */
export function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
