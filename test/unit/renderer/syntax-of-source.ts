/** Questions about syntax trees: where a name comes from, what a variable, a field or a parameter is given. */
import path from 'node:path';
import ts from 'typescript';

/** What parameters stand for in one call of their function, and a name of the call. */
export interface Bound {
  call: string;
  given: ReadonlyMap<ts.Node, ts.Expression>;
}

export type Callable =
  ts.FunctionDeclaration | ts.ArrowFunction | ts.FunctionExpression | ts.MethodDeclaration;

export const UNBOUND: Bound = { call: '', given: new Map() };

export function fileOf(node: ts.Node): string {
  return node.getSourceFile().fileName;
}

/** `src-main/formats` of a file below it. Objects of one room are of its own classes, others may be a library's. */
export function roomOf(node: ts.Node): string {
  return fileOf(node).split(path.sep).slice(0, 2).join('/');
}

export function functionAround(node: ts.Node): Callable | null {
  for (let up = node.parent; !ts.isSourceFile(up); up = up.parent) {
    if (ts.isFunctionDeclaration(up) || ts.isArrowFunction(up) || ts.isFunctionExpression(up)) return up;
    if (ts.isMethodDeclaration(up)) return up;
  }
  return null;
}

export function mentionsParameter(expression: ts.Node, fn: Callable): boolean {
  const names = new Set(fn.parameters.flatMap(({ name }) => namesIn(name).map(([one]) => one)));
  const mentions = (node: ts.Node): boolean =>
    (ts.isIdentifier(node) && names.has(node.text)) || (ts.forEachChild(node, mentions) ?? false);
  return mentions(expression);
}

/** The names a pattern declares, with the node that does. */
export function namesIn(
  name: ts.BindingName,
  declared: ts.ParameterDeclaration | ts.BindingElement | null = null,
): [string, ts.ParameterDeclaration | ts.BindingElement][] {
  if (ts.isIdentifier(name)) return declared === null ? [] : [[name.text, declared]];
  return name.elements.flatMap((one) => (ts.isBindingElement(one) ? namesIn(one.name, one) : []));
}

export type Declared =
  ts.VariableDeclaration | ts.ParameterDeclaration | ts.BindingElement | ts.FunctionDeclaration;

export function declaredIn(scope: ts.Node, name: string): Declared | null {
  if (ts.isFunctionLike(scope)) {
    for (const parameter of scope.parameters) {
      const found = namesIn(parameter.name, parameter).find(([one]) => one === name);
      if (found !== undefined) return found[1];
    }
    return null;
  }
  if (!ts.isBlock(scope) && !ts.isSourceFile(scope) && !ts.isCaseClause(scope)) return null;
  for (const statement of scope.statements) {
    if (ts.isFunctionDeclaration(statement) && statement.name?.text === name) return statement;
    if (!ts.isVariableStatement(statement)) continue;
    for (const one of statement.declarationList.declarations) {
      if (ts.isIdentifier(one.name) && one.name.text === name) return one;
    }
  }
  return null;
}

export function importOf(source: ts.SourceFile, name: string): { from: string; name: string } | null {
  for (const statement of source.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    const named = statement.importClause?.namedBindings;
    if (named === undefined || !ts.isNamedImports(named)) continue;
    const one = named.elements.find((element) => element.name.text === name);
    if (one !== undefined) {
      return { from: statement.moduleSpecifier.text, name: (one.propertyName ?? one.name).text };
    }
  }
  return null;
}

/** What a variable is given where it is declared and later. */
export function valuesOf(declared: ts.VariableDeclaration): ts.Expression[] {
  const values = declared.initializer === undefined ? [] : [declared.initializer];
  if ((declared.parent.flags & ts.NodeFlags.Const) !== 0) return values;
  const name = declared.name.getText();
  const walk = (node: ts.Node): void => {
    if (isGiving(node) && node.left.getText() === name) values.push(node.right);
    ts.forEachChild(node, walk);
  };
  walk(declared.parent.parent.parent);
  return values;
}

/** What a field of an object is given anywhere in its file. */
export function givenTo(field: ts.PropertyAccessExpression): ts.Expression[] {
  const values: ts.Expression[] = [];
  const walk = (node: ts.Node): void => {
    if (isGiving(node) && node.left.getText() === field.getText()) values.push(node.right);
    ts.forEachChild(node, walk);
  };
  walk(field.getSourceFile());
  return values;
}

/** `a = b` or `a ??= b`. */
export function isGiving(node: ts.Node): node is ts.BinaryExpression {
  if (!ts.isBinaryExpression(node)) return false;
  const { kind } = node.operatorToken;
  return kind === ts.SyntaxKind.EqualsToken || kind === ts.SyntaxKind.QuestionQuestionEqualsToken;
}

export function unwrapped(node: ts.Expression | undefined): ts.Expression | undefined {
  if (node === undefined) return undefined;
  const isWrapped =
    ts.isAsExpression(node) || ts.isSatisfiesExpression(node) || ts.isParenthesizedExpression(node);
  return isWrapped ? unwrapped(node.expression) : node;
}

/** Each parameter, or each name of one that is taken apart, with what a call gives for it. */
export function argumentsOf(fn: Callable, call: ts.CallExpression, around: Bound = UNBOUND): Bound {
  const map = new Map<ts.Node, ts.Expression>(around.given);
  fn.parameters.forEach((parameter, i) => {
    const argument = call.arguments[i] ?? parameter.initializer;
    if (argument === undefined || ts.isSpreadElement(argument)) return;
    if (ts.isIdentifier(parameter.name)) map.set(parameter, argument);
    const object = unwrapped(argument);
    if (!ts.isObjectBindingPattern(parameter.name) || object === undefined) return;
    if (!ts.isObjectLiteralExpression(object)) return;
    for (const element of parameter.name.elements) {
      const key = (element.propertyName ?? element.name).getText();
      const given = object.properties.find((one) => one.name?.getText() === key);
      if (given !== undefined && ts.isPropertyAssignment(given)) map.set(element, given.initializer);
      if (given !== undefined && ts.isShorthandPropertyAssignment(given)) map.set(element, given.name);
    }
  });
  return { call: `${around.call} ${fileOf(call)}:${call.pos}`, given: map };
}

export function returnsOf(fn: Callable): ts.Expression[] {
  if (fn.body === undefined) return [];
  if (!ts.isBlock(fn.body)) return [fn.body];
  const found: ts.Expression[] = [];
  const walk = (node: ts.Node): void => {
    if (ts.isReturnStatement(node) && node.expression !== undefined) found.push(node.expression);
    if (!ts.isFunctionLike(node)) ts.forEachChild(node, walk);
  };
  walk(fn.body);
  return found;
}
