// Reads PowerShell from standard input and prints one line for each place that
// the grammar does not understand, then the number of functions.
import { Language, Parser } from "web-tree-sitter";
import { readFileSync } from "node:fs";

await Parser.init();
const parser = new Parser();
parser.setLanguage(await Language.load("node_modules/tree-sitter-powershell/tree-sitter-powershell.wasm"));
const tree = parser.parse(readFileSync(0, "utf8"));
let functions = 0;
const visit = (node) => {
  if (node.isError || node.isMissing) {
    console.log(`line ${node.startPosition.row + 1}: ${node.text.slice(0, 80)}`);
  }
  functions += node.type === "function_statement" ? 1 : 0;
  node.children.forEach(visit);
};
visit(tree.rootNode);
console.log(`functions ${functions}`);
