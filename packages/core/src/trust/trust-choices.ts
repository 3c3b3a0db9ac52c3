/**
 * Which of several possible places trust anchors came from when a context opened (`firstOf`, the system's store). It stays
 * chosen, so that a place that vanishes is an error of the reload, and never widens trust to the next one.
 */
export class TrustChoices {
  readonly #chosen = new Map<string, string>();
  #settled = false;

  /** What was chosen for a setting when the context opened; `undefined` while it opens. */
  chosen(place: string): string | undefined {
    return this.#settled ? this.#chosen.get(place) : undefined;
  }

  /** Remembers a choice while the context opens. */
  choose(place: string, choice: string): void {
    if (!this.#settled) this.#chosen.set(place, choice);
  }

  /** The first load succeeded: what was chosen is for good. */
  settle(): void {
    this.#settled = true;
  }
}
