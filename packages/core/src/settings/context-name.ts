import { SecurityError } from '../errors/security-error.js';

const CONTEXT_NAME = /^[A-Za-z][A-Za-z0-9_-]*$/;

/** How a context is called in the environment: `orders-eu` is `ORDERS_EU`. */
export function environmentName(name: string): string {
  return name.toUpperCase().replaceAll('-', '_');
}

/** What is wrong with these context names; nothing when all is well. */
export function contextNameErrors(
  names: readonly string[],
  placeOf: (name: string) => string,
): SecurityError[] {
  const errors: SecurityError[] = [];
  const taken = new Map<string, string>();
  for (const name of names) {
    const variable = environmentName(name);
    const other = taken.get(variable);
    taken.set(variable, name);
    if (!CONTEXT_NAME.test(name)) {
      errors.push(
        new SecurityError('ERR_SETTING_INVALID', {
          place: placeOf(name),
          reason: 'a context name must begin with a letter and hold letters, digits, _ and - only',
          action: 'Rename the context.',
        }),
      );
    } else if (other !== undefined) {
      errors.push(
        new SecurityError('ERR_SETTING_CONFLICT', {
          place: `${placeOf(other)} and ${placeOf(name)}`,
          reason: `both names are SECURITY_CONTEXT_${variable}_… in the environment`,
          action: 'Rename one of the two.',
        }),
      );
    }
  }
  return errors;
}
