// @ts-check
// Module hook of the Node half: `import 'max-api'` finds ours, wherever the
// hosted code lies and whatever its node_modules hold.

const MAX_API = new URL('./max-api.cjs', import.meta.url).href;

/**
 * @param {string} specifier
 * @param {any} context
 * @param {(specifier: string, context: any) => any} next
 */
export function resolve(specifier, context, next) {
  if (specifier === 'max-api') return { url: MAX_API, shortCircuit: true };
  return next(specifier, context);
}
