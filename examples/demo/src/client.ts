/** A stock client, built once. */
export interface Client {
  /** Connects, and makes what it needs on the server. */
  open(): Promise<unknown>;
  /** Writes something and reads it: two operations. */
  work(item: string): Promise<void>;
  close(): Promise<void> | void;
}
