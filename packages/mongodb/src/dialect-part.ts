import type { SecuritySettings } from '@security-context/core/adapter';

/** What one group of words says. Empty when none of them is written. */
export interface DialectPart {
  readonly settings?: SecuritySettings;
  readonly places?: Readonly<Record<string, string>>;
}
