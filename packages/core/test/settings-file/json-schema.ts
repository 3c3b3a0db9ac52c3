type Tree = Readonly<Record<string, unknown>>;

/** Whether a value fits a JSON Schema of the words ours is written in; any other word is an error. */
export function fits(schema: unknown, value: unknown): boolean {
  return Object.entries(tree(schema)).every(([word, rule]) => {
    const check = words[word];
    if (check === undefined) throw new Error(`the test does not know the word ${word}`);
    return check(rule, value, tree(schema));
  });
}

const always = (): boolean => true;
const words: Readonly<Record<string, (rule: unknown, value: unknown, schema: Tree) => boolean>> = {
  $schema: always,
  title: always,
  description: always,
  type: (rule, value) => typeOf(value) === rule || (rule === 'number' && typeOf(value) === 'integer'),
  const: (rule, value) => rule === value,
  enum: (rule, value) => list(rule).includes(value),
  anyOf: (rule, value) => list(rule).some((one) => fits(one, value)),
  minLength: (rule, value) => typeof value !== 'string' || value.length >= Number(rule),
  pattern: (rule, value) => typeof value !== 'string' || new RegExp(String(rule)).test(value),
  minimum: (rule, value) => typeof value !== 'number' || value >= Number(rule),
  maximum: (rule, value) => typeof value !== 'number' || value <= Number(rule),
  minItems: (rule, value) => !Array.isArray(value) || value.length >= Number(rule),
  items: (rule, value) => !Array.isArray(value) || value.every((one) => fits(rule, one)),
  required: (rule, value) => !isTree(value) || list(rule).every((key) => Object.hasOwn(value, String(key))),
  properties: (rule, value) =>
    !isTree(value) ||
    Object.entries(tree(rule)).every(([key, one]) => !Object.hasOwn(value, key) || fits(one, value[key])),
  propertyNames: (rule, value) => !isTree(value) || Object.keys(value).every((key) => fits(rule, key)),
  additionalProperties: (rule, value, schema) => {
    if (!isTree(value) || rule === true) return true;
    const known = Object.keys(tree(schema.properties ?? {}));
    const others = Object.keys(value).filter((key) => !known.includes(key));
    return rule === false ? others.length === 0 : others.every((key) => fits(rule, value[key]));
  },
};

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
}

function isTree(value: unknown): value is Tree {
  return typeOf(value) === 'object';
}

function tree(value: unknown): Tree {
  if (!isTree(value)) throw new Error('not a JSON Schema');
  return value;
}

function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new Error('not a JSON Schema');
  return value;
}
