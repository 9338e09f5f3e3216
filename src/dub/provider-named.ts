/** `provider` or `provider:model`, taken apart. Models have colons too. */
export function providerNamed(named = ''): { readonly id?: string; readonly model?: string } {
  const [id = '', ...rest] = named.split(':')
  const model = rest.join(':')
  return { ...(id !== '' && { id }), ...(model !== '' && { model }) }
}
