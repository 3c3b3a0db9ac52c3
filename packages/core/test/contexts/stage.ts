import type {
  DriverAdapter,
  Mechanism,
  SecurityLog,
  SecuritySettings,
  TlsBinding,
} from '@security-context/core';
import { SecurityError } from '@security-context/core';
import { TestAuthority, TestFolder } from '@security-context/testkit';

/** The input of the adapters made here: as most drivers take it. */
export interface ShopInput {
  readonly url?: string;
  readonly options?: Readonly<Record<string, unknown>>;
}

/** What the adapters made here give: what they were handed. */
export interface ShopOptions {
  readonly binding: TlsBinding;
  readonly input: ShopInput;
}

const mechanisms: readonly Mechanism[] = ['liveContext', 'identityCheck', 'sni', 'noResumption', 'lookup'];

/** An adapter whose dialect knows the one word `ca`, in the URL's query and in the options. */
export function shopAdapter(
  driver = 'shop',
  details: Partial<DriverAdapter<ShopInput, ShopOptions>> = {},
): DriverAdapter<ShopInput, ShopOptions> {
  return {
    driver,
    urlSchemes: [`${driver}:`],
    mechanisms: [...mechanisms, 'credentialsPerConnection'],
    read({ url, options }) {
      const { ca, ...others } = options ?? {};
      const [base, query] = (url ?? '').split('?ca=');
      if (query === '')
        throw new SecurityError('ERR_SETTING_INVALID', { place: 'URI option ca', reason: 'is empty' });
      const file = query ?? ca;
      const settings: SecuritySettings = typeof file === 'string' ? { trust: { anchors: [file] } } : {};
      return {
        settings,
        rest: {
          ...(url !== undefined && { url: base ?? '' }),
          ...(options !== undefined && { options: others }),
        },
        places: { 'trust.anchors': query === undefined ? 'option ca' : 'URI option ca' },
      };
    },
    bind: (binding, input) => ({ binding, input }),
    ...details,
  };
}

/** A folder with `ca.pem` and `app.pem` in it. */
export async function shopFolder(): Promise<TestFolder> {
  const folder = await TestFolder.create();
  const ca = await TestAuthority.create();
  await folder.write('ca.pem', ca.certificatePem);
  await folder.write('app.pem', (await ca.issue({ usage: 'client', commonName: 'app' })).combinedPem());
  return folder;
}

/** The single errors of a promise that must fail. */
export async function refusals(promise: Promise<unknown>): Promise<readonly SecurityError[]> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!SecurityError.is(error)) throw new Error('it was not refused', { cause: error });
  return error.errors ?? [error];
}

/** A log that notes which contexts were closed. */
export function closings(): { readonly log: SecurityLog; readonly closed: string[] } {
  const closed: string[] = [];
  const note = (fields: object): void => {
    if ('event' in fields && fields.event === 'closed' && 'context' in fields)
      closed.push(String(fields.context));
  };
  return { closed, log: { info: note, warn: note, error: note } };
}
