/** What is demanded of a server after its chain was verified. */
export interface PeerPolicy {
  /** `'full'`: the name too; `'chain'`: the chain only; `'none'`: nothing. */
  readonly verify: 'full' | 'chain' | 'none';
  /** The name to expect where `names` has none: some clients send another server name than they are given. */
  readonly servername?: string;
  /** The name to expect per dialled address; `undefined` means the address itself. */
  readonly names?: (address: string) => string | undefined;
}
