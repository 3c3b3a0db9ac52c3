/**
 * The one-way import order: settings <- material <- trust, peer, revocation, credentials <- snapshot <- events <- rotation,
 * binding <- context <- context-set <- the adapter door and diagnosis <- di, log. The base folder `errors` is open to all.
 * Beside it settings <- dialect <- the adapter door: the toolkit of adapters, which nothing else in core needs.
 */

const CORE = '^packages/core/src';
const TRUSTED = ['trust', 'peer', 'revocation', 'credentials'];
const SEALED = ['errors', 'settings', 'material', ...TRUSTED, 'snapshot'];
const DOMAIN = [...SEALED, 'events', 'rotation', 'binding', 'context', 'context-set'];
const DOORS = '(index|adapter|di|log|mocha|undici|node-crate|(aws|google|azure)/index)[.]ts$';

/** A room of core may import itself, `errors`, and the rooms named; no door. */
const room = (name, ...below) => {
  const open = [...new Set(['errors', name, ...below])];
  return {
    name: `room-${name}`,
    comment: `core/src/${name} imports only ${open.join(', ')}.`,
    severity: 'error',
    from: { path: `${CORE}/${name}/` },
    to: { path: `${CORE}/`, pathNot: `${CORE}/(${open.join('|')})/` },
  };
};

/** Only the places named (of any package) may import a library. */
const only = (places, library, ...packages) => ({
  name: `only-${places.join('-')}-imports-${library}`,
  comment: `${library} is for ${places.join(' and ')} alone: the rest of a package works without it.`,
  severity: 'error',
  from: {
    path: '^packages/[^/]+/src/',
    pathNot: [
      ...places.map((place) => `^packages/[^/]+/src/${place}([.]ts$|/)`),
      ...packages.map((name) => `^packages/${name}/`),
    ],
  },
  to: { path: `(^|/)node_modules/${library}(/|$)` },
});

module.exports = {
  forbidden: [
    room('errors'),
    room('settings'),
    room('dialect', 'settings'),
    room('material', 'settings'),
    ...TRUSTED.map((name) => room(name, 'settings', 'material', ...TRUSTED)),
    room('snapshot', 'settings', 'material', ...TRUSTED),
    room('events', ...SEALED),
    room('rotation', ...SEALED, 'events'),
    room('binding', ...SEALED, 'events'),
    room('context', ...SEALED, 'events', 'rotation', 'binding'),
    room('context-set', ...SEALED, 'events', 'binding', 'context'),
    room('diagnosis', ...DOMAIN),
    room('adapter', ...DOMAIN, 'diagnosis'),
    {
      name: 'dialect-for-adapters',
      comment: "The dialect room is for adapters: it is not part of `import '@security-context/core'`.",
      severity: 'error',
      from: { path: `${CORE}/`, pathNot: `${CORE}/(dialect/|adapter[.]ts$)` },
      to: { path: `${CORE}/dialect/` },
    },
    {
      name: 'known-rooms',
      comment: 'A new room of core needs its place in this file.',
      severity: 'error',
      from: {
        path: `${CORE}/[^/]+/`,
        pathNot: `${CORE}/(${[...DOMAIN, 'dialect', 'diagnosis', 'adapter', 'di', 'log'].join('|')})/`,
      },
      to: {},
    },
    {
      name: 'users-door-without-libraries',
      comment: 'The doors of users and adapter authors lead neither to dependency injection nor to logging.',
      severity: 'error',
      from: { path: `${CORE}/(index|adapter)[.]ts$` },
      to: { path: `${CORE}/(di|log)([.]ts$|/)` },
    },
    only(['di'], 'inversify'),
    only(['di'], 'reflect-metadata', 'testkit'),
    only(['log'], 'pino'),
    {
      name: 'core-stands-alone',
      comment: 'core imports no other package of the project.',
      severity: 'error',
      from: { path: `${CORE}/` },
      to: { path: '^packages/(?!core/)' },
    },
    {
      name: 'adapters-import-core-only',
      comment:
        'The source of an adapter imports core and its doors; those of HTTP databases build on https, too.',
      severity: 'error',
      from: { path: '^packages/(?!core/)([^/]+)/src/' },
      to: { path: '^packages/', pathNot: ['^packages/core/', '^packages/$1/', '^packages/https/'] },
    },
    {
      name: 'https-for-http-databases-only',
      comment: 'Only databases and clouds spoken to over HTTP build on the https package.',
      severity: 'error',
      from: { path: '^packages/(?!https/|cratedb/|cloud/)([^/]+)/src/' },
      to: { path: '^packages/https/' },
    },
    {
      name: 'packages-by-their-doors',
      comment: 'Another package is imported through one of its doors, never its inner files.',
      severity: 'error',
      from: { path: '^packages/([^/]+)/' },
      to: { path: '^packages/', pathNot: ['^packages/$1/', `^packages/[^/]+/src/${DOORS}`] },
    },
    {
      name: 'packages-by-their-doors-from-outside',
      comment: 'Tests across packages, examples and the bench use what a user can use.',
      severity: 'error',
      from: { path: '^(test|examples|bench)/' },
      to: { path: '^packages/', pathNot: `^packages/[^/]+/src/${DOORS}` },
    },
    {
      name: 'packages-by-their-names',
      comment: 'Another package is imported by its name, not by a relative path.',
      severity: 'error',
      from: { path: '^(?:packages/)?([^/]+)/' },
      to: { path: '^packages/', pathNot: '^packages/$1/', dependencyTypes: ['local'] },
    },
    {
      name: 'source-without-tests',
      comment: 'The source of a package imports nothing of tests, examples or the bench.',
      severity: 'error',
      from: { path: '^packages/[^/]+/src/' },
      to: { path: '^(test|examples|bench|scripts)/|^packages/[^/]+/test/' },
    },
    {
      name: 'source-with-declared-dependencies',
      comment:
        'What the source of a package imports is in that package.json as dependency or peer dependency.',
      severity: 'error',
      from: { path: '^packages/[^/]+/src/' },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
        dependencyTypesNot: ['npm', 'npm-peer'],
      },
    },
    {
      name: 'no-cycles',
      comment: 'Two files that need each other are one file, or lack a third.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'resolvable',
      comment: 'The import leads nowhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(packages|examples)/[^/]+/dist/|^coverage/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@security-context/source', 'import', 'node', 'require', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
