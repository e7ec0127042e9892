/**
 * Reads the sentences that sources can say out of their syntax trees: literals, templates, concatenations, choices, and
 * helpers followed to where they are called. What is filled in while running stands as X1, X2 and so on.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import {
  argumentsOf,
  type Bound,
  type Callable,
  type Declared,
  declaredIn,
  fileOf,
  functionAround,
  givenTo,
  importOf,
  mentionsParameter,
  returnsOf,
  roomOf,
  UNBOUND,
  unwrapped,
  valuesOf,
} from './syntax-of-source.ts';

/** Fixed text, or the key of a value that is filled in. */
type Part = string | { key: string };
type Parts = readonly Part[];

const MOST_ALTERNATIVES = 64;
const DEEPEST = 8;

export interface Said {
  /** File and line, from the root of the repository. */
  where: string;
  sentence: string;
}

/** Which expression of a node is said by the program to a person; null where none is. */
export type Sink = (node: ts.Node, file: string) => ts.Expression | null;

export class Sources {
  readonly #files = new Map<string, ts.SourceFile>();
  readonly #calls = new Map<ts.Node, ts.CallExpression[]>();
  readonly #methods = new Map<string, ts.MethodDeclaration[]>();

  /** All sources below `folders`, paths from `root`. */
  constructor(root: string, folders: readonly string[]) {
    for (const folder of folders) {
      const names = readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' });
      for (const name of names.filter((one) => one.endsWith('.ts')).sort()) {
        const file = path.join(folder, name);
        const text = readFileSync(path.join(root, file), 'utf8');
        this.#files.set(file, ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
      }
    }
    this.#each((node) => {
      if (!ts.isMethodDeclaration(node)) return;
      const name = node.name.getText();
      this.#methods.set(name, [...(this.#methods.get(name) ?? []), node]);
    });
    this.#each((node) => {
      if (!ts.isCallExpression(node)) return;
      for (const callee of this.#calleesOf(node)) {
        this.#calls.set(callee, [...(this.#calls.get(callee) ?? []), node]);
      }
    });
  }

  /** Every sentence that reaches `sink`, each once, in the order of the files. */
  said(sink: Sink): Said[] {
    const found = new Map<string, Said>();
    this.#each((node, file) => {
      const expression = sink(node, file);
      if (expression === null) return;
      const line = ts.getLineAndCharacterOfPosition(node.getSourceFile(), node.getStart()).line + 1;
      for (const parts of this.#alternativesAt(expression)) {
        const sentence = filled(parts);
        if (!found.has(sentence)) found.set(sentence, { where: `${file}:${line}`, sentence });
      }
    });
    return [...found.values()];
  }

  #each(visit: (node: ts.Node, file: string) => void): void {
    for (const [file, source] of this.#files) {
      const walk = (node: ts.Node): void => {
        visit(node, file);
        ts.forEachChild(node, walk);
      };
      walk(source);
    }
  }

  /** In a function whose calls are known, one call at a time: its arguments belong together. */
  #alternativesAt(expression: ts.Expression): Parts[] {
    for (let fn = functionAround(expression); fn !== null; fn = functionAround(fn)) {
      const calls = this.#calls.get(fn) ?? [];
      if (calls.length === 0 || !mentionsParameter(expression, fn)) continue;
      const callee = fn;
      return calls.flatMap((call) => this.#alternatives(expression, argumentsOf(callee, call), 0));
    }
    return this.#alternatives(expression, UNBOUND, 0);
  }

  #alternatives(node: ts.Expression, bound: Bound, depth: number): Parts[] {
    if (depth > DEEPEST) return [[{ key: `${bound.call} ${node.getText()}` }]];
    const go = (next: ts.Expression): Parts[] => this.#alternatives(next, bound, depth + 1);
    if (ts.isStringLiteralLike(node)) return [[node.text]];
    if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isNonNullExpression(node)) {
      return go(node.expression);
    }
    if (ts.isTemplateExpression(node)) {
      const spans = node.templateSpans.flatMap((span) => [go(span.expression), [[span.literal.text]]]);
      return product([[[node.head.text]], ...spans]);
    }
    if (ts.isConditionalExpression(node)) return union([go(node.whenTrue), go(node.whenFalse)]);
    if (ts.isBinaryExpression(node)) {
      const { kind } = node.operatorToken;
      if (kind === ts.SyntaxKind.QuestionQuestionToken) {
        // Nothing at all only satisfies the compiler.
        const isNothing = ts.isStringLiteral(node.right) && node.right.text === '';
        return isNothing ? go(node.left) : union([go(node.left), go(node.right)]);
      }
      if (kind === ts.SyntaxKind.PlusToken) {
        const sides = [go(node.left), go(node.right)];
        if (sides.some(hasWords)) return product(sides);
      }
    }
    const meanings = this.#meanings(node, bound, depth);
    // A name, a number or a text of somebody else is a value that is filled in.
    return hasWords(meanings) ? meanings : [[{ key: `${bound.call} ${fileOf(node)} ${node.getText()}` }]];
  }

  /** What a name, an entry of a table or the call of a function stands for; nothing where that is not text. */
  #meanings(node: ts.Expression, bound: Bound, depth: number): Parts[] {
    const go = (next: ts.Expression, inside = bound): Parts[] => this.#alternatives(next, inside, depth + 1);
    if (ts.isIdentifier(node)) {
      const declared = this.#declarationOf(node);
      if (declared === null) return [];
      if (ts.isVariableDeclaration(declared)) {
        return union(valuesOf(declared).map((value) => go(value)));
      }
      const argument = bound.given.get(declared);
      if (argument !== undefined) return go(argument, UNBOUND);
      const fn = functionAround(declared);
      if (fn === null) return [];
      const calls = this.#calls.get(fn) ?? [];
      return union(
        calls
          .flatMap((call) => argumentsOf(fn, call).given.get(declared) ?? [])
          .map((one) => go(one, UNBOUND)),
      );
    }
    if (ts.isPropertyAccessExpression(node) && node.expression.kind === ts.SyntaxKind.ThisKeyword) {
      return union(givenTo(node).map((value) => go(value, UNBOUND)));
    }
    if (ts.isElementAccessExpression(node) && ts.isIdentifier(node.expression)) {
      const table = this.#declarationOf(node.expression);
      if (table === null || !ts.isVariableDeclaration(table)) return [];
      const init = unwrapped(table.initializer);
      if (init === undefined || !ts.isObjectLiteralExpression(init)) return [];
      return union(init.properties.filter(ts.isPropertyAssignment).map(({ initializer }) => go(initializer)));
    }
    if (ts.isCallExpression(node)) {
      return union(
        this.#calleesOf(node).flatMap((callee) => {
          const inside = argumentsOf(callee, node, bound);
          return returnsOf(callee).map((one) => go(one, inside));
        }),
      );
    }
    return [];
  }

  #calleesOf(call: ts.CallExpression): Callable[] {
    const callee = call.expression;
    if (ts.isPropertyAccessExpression(callee)) {
      const all = this.#methods.get(callee.name.text) ?? [];
      const isOwn = callee.expression.kind === ts.SyntaxKind.ThisKeyword;
      const near = isOwn ? fileOf : roomOf;
      return all.filter((one) => near(one) === near(call));
    }
    if (!ts.isIdentifier(callee)) return [];
    const declared = this.#declarationOf(callee);
    if (declared !== null && ts.isFunctionDeclaration(declared)) return [declared];
    if (declared !== null && ts.isVariableDeclaration(declared)) {
      const init = unwrapped(declared.initializer);
      if (init !== undefined && (ts.isArrowFunction(init) || ts.isFunctionExpression(init))) return [init];
    }
    return [];
  }

  /** Where a name comes from: a variable, a parameter or a part of one, a function; also of another file. */
  #declarationOf(name: ts.Identifier): Declared | null {
    for (let scope: ts.Node = name; !ts.isSourceFile(scope); scope = scope.parent) {
      const found = declaredIn(scope.parent, name.text);
      if (found !== null) return found;
    }
    const imported = importOf(name.getSourceFile(), name.text);
    if (imported === null) return null;
    const from = path.join(path.dirname(name.getSourceFile().fileName), imported.from);
    const source = this.#files.get(from);
    return source === undefined ? null : declaredIn(source, imported.name);
  }
}

function hasWords(alternatives: readonly Parts[]): boolean {
  return alternatives.some((parts) =>
    parts.some((part) => typeof part === 'string' && /[a-z]{2}/i.test(part)),
  );
}

function union(lists: readonly (readonly Parts[])[]): Parts[] {
  return lists.flat().slice(0, MOST_ALTERNATIVES);
}

function product(lists: readonly (readonly Parts[])[]): Parts[] {
  return lists.reduce<Parts[]>(
    (all, list) =>
      all.flatMap((before) => list.map((next) => [...before, ...next])).slice(0, MOST_ALTERNATIVES),
    [[]],
  );
}

function filled(parts: Parts): string {
  const keys: string[] = [];
  return parts
    .map((part) => {
      if (typeof part === 'string') return part;
      if (!keys.includes(part.key)) keys.push(part.key);
      return `X${keys.indexOf(part.key) + 1}`;
    })
    .join('');
}
