import { createRequire } from 'node:module';
import type { Bindings, ChildLoggerOptions, DestinationStream, LogFn, Logger, LoggerOptions } from 'pino';
import { SecurityError } from '../errors/security-error.js';
import { redactedFields, redactedText } from './redaction.js';

/** What this module needs of pino. */
export type PinoFactory = (options: LoggerOptions, stream?: DestinationStream) => Logger;

/**
 * A pino logger that prints no secrets, for `openSecurityContext(settings, { log })` and for anything else. Fields
 * named like secrets (password, passphrase, key, token, authorization, …), private keys, bytes and logins in URIs are
 * taken out of fields, messages, child bindings and mixins, at every depth; errors are logged as code, reason, place
 * and action, or as type, code, message and stack.
 * @param options - pino's own; serializers run after the redaction
 * @param stream - where lines go. @defaultValue standard output
 * @throws SecurityError `ERR_DRIVER_MISSING` when pino is not installed
 */
export function securityLog(options: LoggerOptions = {}, stream?: DestinationStream): Logger {
  return redactingLogger(loadPino(createRequire(import.meta.url)), options, stream);
}

/** Loads the optional peer only when somebody wants it. @internal */
export function loadPino(load: (name: string) => unknown): PinoFactory {
  try {
    return load('pino') as PinoFactory;
  } catch (cause) {
    throw new SecurityError('ERR_DRIVER_MISSING', {
      place: '@security-context/core/log',
      reason: 'the package pino is not installed',
      action: 'Run: npm install pino@^10',
      cause,
    });
  }
}

function redactingLogger(pino: PinoFactory, options: LoggerOptions, stream?: DestinationStream): Logger {
  const { formatters = {}, hooks = {}, errorKey = 'err', messageKey = 'msg' } = options;
  const next = hooks.logMethod;
  const logger = pino(
    {
      ...options,
      // Errors are plain fields by then; pino's own serializer would take them for errors once more.
      serializers: { err: asItIs, [errorKey]: asItIs, ...options.serializers },
      formatters: redactingFormatters({ log: asItIs, bindings: asItIs, ...formatters }),
      hooks: {
        ...hooks,
        logMethod(args, method, level) {
          const clean = cleanArguments(args, errorKey, messageKey);
          if (next === undefined) method.apply(this, clean);
          else next.call(this, clean, method, level);
        },
      },
    },
    stream,
  );
  return withCleanBindings(logger);
}

type Formatters = NonNullable<LoggerOptions['formatters']>;
type LogArguments = Parameters<LogFn>;
const asItIs = <T>(fields: T): T => fields;

function redactingFormatters({ log, bindings, ...others }: Formatters): Formatters {
  return {
    ...others,
    ...(log && { log: (fields: Record<string, unknown>) => redactedFields(log(fields)) }),
    ...(bindings && { bindings: (fields: Bindings) => redactedFields(bindings(fields)) }),
  };
}

/** Message and what is put into it. The fields are left to the formatter: only it sees mixins too. */
function cleanArguments(args: LogArguments, errorKey: string, messageKey: string): LogArguments {
  const [first, ...others] = args as readonly unknown[];
  const clean = others.map(cleanArgument);
  if (typeof first !== 'object' || first === null) return [cleanArgument(first), ...clean] as LogArguments;
  if (clean[0] === undefined && !(messageKey in first)) {
    // Without a message pino takes the error's own.
    const error: unknown = first instanceof Error ? first : Reflect.get(first, errorKey);
    if (error instanceof Error) clean[0] = redactedText(error.message);
  }
  return [first, ...clean] as unknown as LogArguments;
}

function cleanArgument(value: unknown): unknown {
  if (typeof value === 'string') return redactedText(value);
  return typeof value === 'object' && value !== null ? redactedFields(value) : value;
}

/** A method of a logger, to be called on that logger or on a child of it. */
type Binder<Result> = (this: Logger, bindings: Bindings, options?: object) => Result;

/** Formatters never see the bindings of children, so these are cleaned where they are given. */
function withCleanBindings(logger: Logger): Logger {
  const child = Reflect.get(logger, 'child') as unknown as Binder<Logger>;
  const setBindings = Reflect.get(logger, 'setBindings') as unknown as Binder<void>;
  const clean = {
    child(this: Logger, bindings: Bindings, options?: ChildLoggerOptions): Logger {
      const { formatters } = options ?? {};
      const changed = formatters && { ...options, formatters: redactingFormatters(formatters as Formatters) };
      return child.call(this, redactedFields(bindings), changed ?? options);
    },
    setBindings(this: Logger, bindings: Bindings): void {
      setBindings.call(this, redactedFields(bindings));
    },
  };
  return Object.assign(logger, clean);
}
