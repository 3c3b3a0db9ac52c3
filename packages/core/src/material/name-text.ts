/** A subject or issuer on one line; Node puts each part on a line of its own. */
export function nameText(name: string): string {
  return name.replaceAll('\n', ', ');
}
