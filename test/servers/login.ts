/** A login a server knows. */
export interface Login {
  readonly username: string;
  readonly password: string;
}
