// The page: prose written by hand, and between markers what the last run found.

/** The text with what is between the two markers of that name replaced. */
export function replaceBetween(text, name, content) {
  const begin = `<!-- ${name} -->`
  const end = `<!-- /${name} -->`
  const from = text.indexOf(begin)
  const to = text.indexOf(end, from)
  if (from < 0 || to < 0) throw new Error(`There is no ${begin} … ${end} to write between`)
  return `${text.slice(0, from + begin.length)}\n\n${content.trim()}\n\n${text.slice(to)}`
}
