import { TestFolder } from '@security-context/testkit';
import { SecurityError } from '@security-context/core';
import { readSettingsFile, type SettingsFile } from '../../src/settings/file/settings-file.js';

/** Reads this text as a settings file in a folder of its own. */
export async function readText(text: string | Uint8Array, name = 'security.yaml'): Promise<SettingsFile> {
  await using folder = await TestFolder.create();
  return await readSettingsFile(await folder.write(name, text));
}

/** What reading this text as a settings file is refused with; places are without the folder. */
export async function refusal(
  text: string | Uint8Array,
  name = 'security.yaml',
): Promise<{ code: string; place: string | undefined; message: string; error: SecurityError }[]> {
  await using folder = await TestFolder.create();
  const path = await folder.write(name, text);
  const error = await readSettingsFile(path).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!SecurityError.is(error)) throw new Error('the file was accepted', { cause: error });
  const short = (value: string): string => value.replaceAll(path, name);
  return (error.errors ?? [error]).map((one) => ({
    code: one.code,
    place: one.place === undefined ? undefined : short(one.place),
    message: short(one.message),
    error: one,
  }));
}
