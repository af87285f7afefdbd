// What the package offers its users, read from the sources: every exported function and every public member of an
// exported class, with the tags of its documentation.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/**
 * @typedef {object} Member
 * @property {string} name `Image.resize`, or `connect`
 * @property {'class' | 'interface' | 'function' | 'member'} kind
 * @property {boolean} isCallable
 * @property {string} file from the project's root on
 * @property {number} line
 * @property {string} documentation
 * @property {readonly string[]} functions the C functions that it makes reachable
 * @property {readonly string[]} examples
 */

/**
 * @param {string} part a folder of `src`: 'rados'
 * @returns {readonly Member[]}
 */
export function membersOf(part) {
  const folder = join(root, 'src', part)
  const exported = exportsOf(join(folder, 'index.ts'))
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.includes('generated'))
    .sort()
  const sources = files.map((name) => parse(join(folder, name)))
  // What an exported class extends is a part of it: its members are known by the name of that one.
  const knownAs = new Map([...exported].map((name) => [name, name]))
  for (let before = -1; before !== knownAs.size; ) {
    before = knownAs.size
    for (const declared of sources.flatMap(({ statements }) => [...statements])) {
      const name = ts.isClassDeclaration(declared) ? knownAs.get(declared.name?.text ?? '') : undefined
      if (name === undefined) continue
      for (const { types } of declared.heritageClauses ?? []) {
        for (const { expression } of types) {
          if (!knownAs.has(expression.getText())) knownAs.set(expression.getText(), name)
        }
      }
    }
  }
  return sources.flatMap((source) => membersIn(source, knownAs))
}

function parse(path) {
  return ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true)
}

/** The names that a module exports, and those that it takes from others to do so. */
function exportsOf(path) {
  const names = new Set()
  for (const statement of parse(path).statements) {
    if (ts.isExportDeclaration(statement)) {
      const { exportClause, moduleSpecifier } = statement
      if (exportClause !== undefined && ts.isNamedExports(exportClause)) {
        for (const { name, propertyName } of exportClause.elements) names.add((propertyName ?? name).text)
      } else if (exportClause === undefined) {
        for (const name of exportsOf(join(dirname(path), moduleSpecifier.text))) names.add(name)
      }
    } else if (ts.canHaveModifiers(statement) && ts.getModifiers(statement)?.some(isExport)) {
      if (statement.name !== undefined) names.add(statement.name.text)
      for (const { name } of statement.declarationList?.declarations ?? []) names.add(name.getText())
    }
  }
  return names
}

const isExport = ({ kind }) => kind === ts.SyntaxKind.ExportKeyword

function membersIn(source, knownAs) {
  const members = []
  const add = (node, kind, declared, member) => {
    const shown = knownAs.get(declared)
    if (shown === undefined) return
    const documentation = documentationOf(source, node)
    if (/@internal\b/.test(documentation)) return
    members.push({
      name: member === undefined ? shown : `${shown}.${member}`,
      kind,
      isCallable: kind === 'function' ? !ts.isVariableStatement(node) : ts.isMethodDeclaration(node),
      file: relative(root, source.fileName),
      line: source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1,
      documentation,
      functions: functionsOf(documentation),
      examples: examplesOf(documentation),
    })
  }
  for (const statement of source.statements) {
    if (ts.isFunctionDeclaration(statement) && statement.name !== undefined) {
      add(statement, 'function', statement.name.text)
    } else if (ts.isVariableStatement(statement)) {
      for (const { name } of statement.declarationList.declarations) {
        if (ts.isIdentifier(name)) add(statement, 'function', name.text)
      }
    } else if (ts.isInterfaceDeclaration(statement)) {
      add(statement, 'interface', statement.name.text)
      for (const member of statement.members) {
        if (member.name !== undefined) {
          add(member, 'member', statement.name.text, member.name.getText(source))
        }
      }
    } else if (ts.isClassDeclaration(statement) && statement.name !== undefined) {
      add(statement, 'class', statement.name.text)
      for (const member of statement.members) {
        if (isPublic(member)) add(member, 'member', statement.name.text, member.name.getText(source))
      }
    }
  }
  return members
}

function isPublic(member) {
  if (member.name === undefined || !ts.isIdentifier(member.name)) return false
  const modifiers = ts.canHaveModifiers(member) ? (ts.getModifiers(member) ?? []) : []
  return !modifiers.some(({ kind }) => [ts.SyntaxKind.PrivateKeyword, ts.SyntaxKind.ProtectedKeyword].includes(kind))
}

/** The comments right before a node, without their stars. */
function documentationOf(source, node) {
  return (ts.getLeadingCommentRanges(source.text, node.getFullStart()) ?? [])
    .map(({ pos, end }) => source.text.slice(pos, end))
    .filter((comment) => comment.startsWith('/**'))
    .map((comment) => comment.slice(3, -2).replace(/^[ \t]*\* ?/gm, ''))
    .join('\n')
}

function functionsOf(documentation) {
  return [...documentation.matchAll(/@implements\s+([^@`]*)/g)].flatMap(([, names]) =>
    names.split(/[\s,]+/).filter((name) => name !== ''),
  )
}

function examplesOf(documentation) {
  return [...documentation.matchAll(/@example\s+```ts\n([\s\S]*?)```/g)].map(([, code]) => code.trim())
}
