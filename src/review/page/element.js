/** An element with attributes and children. What somebody said comes in as text, and can be nothing else. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, '')
    else if (value !== false && value !== null) made.setAttribute(name, value)
  }
  made.append(...children)
  return made
}

export function find(name, inside = document) {
  return inside.querySelector(name)
}
