// What people read or hear comes from a catalog, so that it is there in every language.
const SAID = new Set([
  "alt",
  "aria-description",
  "aria-label",
  "aria-valuetext",
  "label",
  "placeholder",
  "title",
]);
const LETTERS = /\p{L}{2,}/u;

/** @type {import("eslint").Rule.RuleModule} */
export default {
  meta: {
    type: "problem",
    schema: [],
    messages: { literal: "{{text}} belongs in a catalog (locales/en.json)." },
  },
  create(context) {
    /** @param {any} node @param {unknown} text */
    const check = (node, text) => {
      if (typeof text === "string" && LETTERS.test(text))
        context.report({ node, messageId: "literal", data: { text: JSON.stringify(text.trim()) } });
    };
    return {
      /** @param {any} node */
      JSXText: (node) => check(node, node.value),
      /** @param {any} node */
      "JSXExpressionContainer > Literal": (node) => {
        if (node.parent.parent.type !== "JSXAttribute") check(node, node.value);
      },
      /** @param {any} node */
      "JSXExpressionContainer > TemplateLiteral": (node) => {
        if (node.parent.parent.type === "JSXAttribute" && !SAID.has(node.parent.parent.name.name)) return;
        for (const part of node.quasis) check(node, part.value.cooked);
      },
      /** @param {any} node */
      JSXAttribute: (node) => {
        if (SAID.has(node.name.name) && node.value?.type === "Literal") check(node, node.value.value);
      },
    };
  },
};
